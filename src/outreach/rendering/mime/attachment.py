"""What a letter encloses: files that are sealed with it and leave with it, in their order."""

import base64
import re
from dataclasses import dataclass

from outreach.model.errors import BadInput

#: Every program of mail and every file system takes these, and no header needs to encode them.
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,98}")
#: What a letter may enclose (IANA media types).
MEDIA_TYPES = ("application/pdf",)

_HEAD = (
    "Content-Type: {}\r\nContent-Transfer-Encoding: base64\r\n"
    'Content-Disposition: attachment; filename="{}"\r\n\r\n'
)
_READ_HEAD = re.compile(
    r"Content-Type: (?P<type>[a-z]+/[a-z0-9.+-]+)\r\nContent-Transfer-Encoding: base64\r\n"
    rf'Content-Disposition: attachment; filename="(?P<name>{_FILE_NAME.pattern})"'
)


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """One file."""

    file_name: str
    media_type: str
    content: bytes


def attachment_part(enclosed: Attachment) -> str:
    """It as a part of a message (RFC 2183), in lines of base64, the last of them ended.

    Raises `BadInput` for a name or a media type that no letter encloses.
    """
    if not _FILE_NAME.fullmatch(enclosed.file_name):
        raise BadInput(
            f"{enclosed.file_name!r} cannot be enclosed: name the file with Latin letters, digits and dashes"
        )
    if enclosed.media_type not in MEDIA_TYPES:
        raise BadInput(f"{enclosed.file_name} cannot be enclosed: a letter encloses PDF files alone")
    digits = base64.encodebytes(enclosed.content).decode("ascii").replace("\n", "\r\n")
    return _HEAD.format(enclosed.media_type, enclosed.file_name) + digits


def read_attachment(part: str) -> Attachment:
    """What `attachment_part` has written. Raises ValueError for anything else."""
    head, _, digits = part.partition("\r\n\r\n")
    found = _READ_HEAD.fullmatch(head)
    if not found or found["type"] not in MEDIA_TYPES:
        raise ValueError(f"an enclosure begins with {head[:60]!r}")
    content = base64.b64decode(digits.replace("\r\n", ""), validate=True)
    return Attachment(file_name=found["name"], media_type=found["type"], content=content)
