"""The characters of a file that somebody brings: UTF-8, and nothing guessed."""

from outreach.model.errors import BadInput

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
#: What begins .xlsx, .ods and every other zip archive; .xls and .doc; .gz; a PDF; a picture.
_NO_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"%PDF-", b"\x89PNG", b"\xff\xd8\xff")

_AS_CSV = "in the spreadsheet choose File, Save as, CSV UTF-8"
_AS_TEXT = "in the editor choose Save as, UTF-8"


def read_text(data: bytes, file: str) -> str:
    """The file's text without its byte order mark.

    Raises `BadInput`, saying what to do, for anything but UTF-8: a guess at another encoding would write a
    minister's name wrong.
    """
    how = _AS_TEXT if file.endswith((".toml", ".env", ".md", ".txt")) else _AS_CSV
    if data.startswith(_NO_TEXT):
        raise BadInput(f"{file}: this is a spreadsheet, an archive or a picture, and no text: {how}")
    if data.startswith(_UTF_16) or _every_second_is_nul(data):
        raise BadInput(f"{file}: this is UTF-16 (some programs say Unicode), not UTF-8: {how}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # error.object is the data without its mark when there was one; its own lines count the same.
        line = error.object.count(b"\n", 0, error.start) + 1
        raise BadInput(
            f"{file}, line {line}: byte 0x{error.object[error.start]:02X} is not UTF-8; "
            f"it was probably saved as Windows-1252 or Latin-1: {how}"
        ) from None


def _every_second_is_nul(data: bytes) -> bool:
    """How Latin letters look in UTF-16 that lacks its mark."""
    first = data[:8]
    return len(first) > 1 and (not any(first[::2]) or not any(first[1::2]))
