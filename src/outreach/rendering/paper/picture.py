"""The picture of a signature: a PNG, or an SVG that only draws."""

import re
import struct
from dataclasses import dataclass
from html.parser import HTMLParser

from outreach.model.errors import BadInput

#: Bytes; every letter carries it.
LARGEST_PICTURE = 300_000
#: A signature is printed 16 mm high: more than enough at 600 dots an inch.
_MOST_PIXELS = 2_000

_PNG = b"\x89PNG\r\n\x1a\n"
_DRAWS = {"svg", "g", "defs", "path", "line", "polyline", "polygon", "rect", "circle", "ellipse"}
_REACHES_OUT = re.compile(r"href|url\(|<!|<\?(?!xml )|&(?!amp;|lt;|gt;|quot;|#)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One that was looked at."""

    content: bytes


def picture(content: bytes, name: str) -> Picture:
    """The picture in these bytes; ``name`` is how messages call it.

    Raises `BadInput` for anything but a PNG of a sensible size, or an SVG of nothing but shapes.
    """
    if len(content) > LARGEST_PICTURE:
        raise BadInput(f"{name} is larger than {LARGEST_PICTURE // 1000} kB: save the signature smaller")
    if content.startswith(_PNG):
        _require_png(content, name)
    else:
        _require_svg(content, name)
    return Picture(content=content)


def _require_png(content: bytes, name: str) -> None:
    """PNG (ISO/IEC 15948) begins with its header: length, IHDR, width and height."""
    head = content[8:24]
    if len(head) < 16 or head[4:8] != b"IHDR" or not content.rstrip(b"\0").endswith(b"IEND\xaeB`\x82"):
        raise BadInput(f"{name} is a PNG that is cut off, or has something behind it: save it anew")
    width, height = struct.unpack(">II", head[8:])
    if not 0 < width <= _MOST_PIXELS or not 0 < height <= _MOST_PIXELS:
        raise BadInput(f"{name} is {width} × {height} pixels, and may be {_MOST_PIXELS}: save it smaller")


def _require_svg(content: bytes, name: str) -> None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(f"{name} is neither PNG nor SVG: save the signature as one of them") from None
    tags = _Tags()
    tags.feed(text)
    tags.close()
    if not tags.found or tags.found[0] != "svg":
        raise BadInput(f"{name} is neither PNG nor SVG: save the signature as one of them")
    other = next((tag for tag in tags.found if tag not in _DRAWS), None)
    if other or _REACHES_OUT.search(text):
        what = f"has <{other}> in it" if other else "names something outside it"
        raise BadInput(f"{name} {what}: save it as plain SVG of lines alone, or as PNG")


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(tag)
