"""The finished bytes of a letter, read again: what we meant is what they say, whatever wrote them.

Strict on purpose: this reads only what `message` writes. A field more than those, a field twice, two
addresses in one, another part, a decoded line break: each is refused, so that no mistake of an encoder,
ours or a library's, leaves the house (CVE-2024-6923, CVE-2025-11468, CVE-2026-1299).
"""

import base64
import binascii
import re
from dataclasses import dataclass
from functools import lru_cache

from outreach.model.errors import BadInput
from outreach.model.text import has_control
from outreach.rendering.mime.attachment import Attachment, read_attachment
from outreach.rendering.mime.encoded_words import decode_words
from outreach.rendering.mime.headers import ADDR_SPEC, MAX_LINE

#: The fields of a letter, in their order, and those that not every letter has.
FIELDS = (
    *("From", "To", "Subject", "Message-ID", "In-Reply-To", "References"),
    *("MIME-Version", "Content-Type", "Content-Language"),
)
_NOT_ALWAYS = frozenset({"To", "In-Reply-To", "References"})
_FIELD = re.compile(r"([A-Za-z-]+): ([ -~]+)")
_MAILBOX = re.compile(
    rf'(?:(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<phrase>[^"<>,;:]+?)) <(?P<address>{ADDR_SPEC.pattern})>'
    rf"|(?P<bare>{ADDR_SPEC.pattern}))"
)
_MULTIPART = re.compile(r'multipart/alternative; boundary="(=_letter_[A-Za-z0-9-]{1,40})"')
_MIXED = re.compile(r'multipart/mixed; boundary="(=_enclosed_[A-Za-z0-9-]{1,40})"')
_PART_HEAD = 'Content-Type: text/{}; charset="utf-8"\r\nContent-Transfer-Encoding: '


@dataclass(frozen=True, kw_only=True)
class ReadBack:
    """What the bytes of a letter say."""

    #: Display name and address.
    sender: tuple[str, str]
    recipient: tuple[str, str] | None
    subject: str
    #: Line ends LF.
    text: str
    html: str
    #: In their order.
    attachments: tuple[Attachment, ...] = ()


def read_back(mime: bytes) -> ReadBack:
    """What a letter's bytes (without ``Date:``) say. Raises `BadInput` if they are not exactly a letter's."""
    try:
        return _read(mime)
    except ValueError as error:
        raise BadInput(f"the finished letter does not read as it was written: {error}") from None


def _read(mime: bytes) -> ReadBack:
    if not mime.isascii() or not mime.count(b"\r\n") == mime.count(b"\r") == mime.count(b"\n"):
        raise ValueError("it has a bare line end, or an octet beyond ASCII")
    if max(map(len, mime.split(b"\r\n"))) > MAX_LINE:
        raise ValueError("it has a line that mail cannot carry")
    head, _, body = mime.decode("ascii").partition("\r\n\r\n")
    fields = _fields(head)
    if fields["MIME-Version"] != "1.0":
        raise ValueError("it is of another version of MIME")
    kind, enclosed = fields["Content-Type"], list[str]()
    if mixed := _MIXED.fullmatch(kind):
        letter, *enclosed = _between(body, mixed[1])
        head, _, body = letter.partition("\r\n\r\n")
        kind = head.removeprefix("Content-Type: ")
        if not enclosed or kind == head:
            raise ValueError("it encloses nothing, or in another order")
    boundary = _MULTIPART.fullmatch(kind)
    if not boundary:
        raise ValueError("it is not one multipart/alternative")
    parts = _between(body, boundary[1])
    if len(parts) != 2:
        raise ValueError("it has other parts than its text and its HTML")
    return ReadBack(
        sender=_mailbox(fields["From"]),
        recipient=_mailbox(fields["To"]) if "To" in fields else None,
        subject=_plain(fields["Subject"]),
        text=_content(parts[0], "plain"),
        html=_content(parts[1], "html"),
        attachments=tuple(map(read_attachment, enclosed)),
    )


def _fields(head: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in re.sub("\r\n(?= )", "", head).split("\r\n"):
        field = _FIELD.fullmatch(line)
        if not field or field[1] in fields:
            raise ValueError(f"{line[:60]!r} is not a field of a letter")
        fields[field[1]] = field[2]
    if list(fields) != [name for name in FIELDS if name in fields or name not in _NOT_ALWAYS]:
        raise ValueError(f"its fields are {', '.join(fields)}")
    return fields


def _mailbox(value: str) -> tuple[str, str]:
    found = _MAILBOX.fullmatch(value)
    if not found:
        raise ValueError(f"{value[:60]!r} is not one mailbox")
    if found["bare"]:
        return "", found["bare"]
    if found["quoted"] is not None:
        return re.sub(r"\\(.)", r"\1", found["quoted"]), found["address"]
    return _plain(found["phrase"]), found["address"]


def _plain(value: str) -> str:
    text = decode_words(value) if "=?" in value else value
    if has_control(text) or "=?" in text:
        raise ValueError(f"{text!r} hides something")
    return text


def _between(body: str, boundary: str) -> list[str]:
    """What stands between its boundaries, each a line of its own, with nothing before or behind."""
    first, *parts, last = f"\r\n{body}".split(f"\r\n--{boundary}")
    if first or last != "--\r\n" or not all(part.startswith("\r\n") for part in parts):
        raise ValueError("it has other parts than its text, its HTML and what it encloses")
    return [part.removeprefix("\r\n") for part in parts]


def _content(part: str, subtype: str) -> str:
    head, _, content = part.partition("\r\n\r\n")
    start = _PART_HEAD.format(subtype)
    if head == f"{start}quoted-printable":
        return "\n".join(map(_unquoted, content.replace("=\r\n", "").split("\r\n")))
    if head == f"{start}base64":
        return base64.b64decode(content.replace("\r\n", ""), validate=True).decode().replace("\r\n", "\n")
    raise ValueError(f"its text/{subtype} part begins with {head[:60]!r}")


@lru_cache(maxsize=8192)  # most lines stand in many letters
def _unquoted(line: str) -> str:
    return binascii.a2b_qp(line).decode()
