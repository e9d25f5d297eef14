"""The picture of a signature."""

import struct
import zlib

import pytest

from outreach.model.errors import BadInput
from outreach.model.paper import Form
from outreach.rendering.paper.picture import LARGEST_PICTURE, picture
from outreach.rendering.paper.typesetter import Typesetter
from tests.rendering.paper.pages import page
from tests.rendering.paper.reading import line

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20"><path d="M0 10 L60 0" stroke="black"/></svg>'
)


def png(width: int, height: int) -> bytes:
    """White, each pixel a byte."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    rows = (b"\0" + b"\xff" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("content", [png(300, 100), SVG.encode()], ids=["PNG", "SVG"])
def test_a_signature_stands_between_for_whom_and_the_name(content: bytes) -> None:
    made = Typesetter(picture(content, "chair")).pdf(page().as_json(), Form.PLAIN)

    assert line(made, "Une Personne").y - line(made, "Nous vous prions").y > 18
    assert b"/Alt(Une Personne)" in made or "Une Personne".encode("utf-16-be") in made
    assert made == Typesetter(picture(content, "chair")).pdf(page().as_json(), Form.PLAIN)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "neither PNG nor SVG"),
        (b"\xff\xd8\xff\xe0 JPEG", "neither PNG nor SVG"),
        (b"<html></html>", "neither PNG nor SVG"),
        (png(2001, 1), "is 2001 × 1 pixels, and may be 2000"),
        (png(0, 1), "is 0 × 1 pixels"),
        (png(3, 3)[:-1], "cut off, or has something behind it"),
        (png(3, 3) + b"<script>", "cut off, or has something behind it"),
        (b"\x89PNG\r\n\x1a\n", "cut off"),
        (b" " * (LARGEST_PICTURE + 1), "is larger than 300 kB"),
        (SVG.replace("<path", "<script>1</script><path").encode(), "has <script> in it"),
        (SVG.replace("<path", '<image href="/etc/passwd"/><path').encode(), "has <image> in it"),
        (SVG.replace("<path", "<foreignObject/><path").encode(), "has <foreignobject> in it"),
        (SVG.replace("<path", "<text>a</text><path").encode(), "has <text> in it"),
        (SVG.replace('"black"', '"url(http://a.example/)"').encode(), "names something outside it"),
        (SVG.replace("<path", '<g xlink:href="x"/><path').encode(), "names something outside it"),
        (
            b"<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + SVG.encode(),
            "names something",
        ),
        (SVG.replace("M0", "&a;").encode(), "names something outside it"),
    ],
)
def test_what_is_no_plain_picture_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        picture(content, "config/chair.png")
