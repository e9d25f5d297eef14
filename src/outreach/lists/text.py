"""The characters of a file that somebody brings: UTF-8, and nothing that hides."""

from outreach.model.errors import BadInput


def read_text(data: bytes, file: str) -> str:
    """The file's text without its byte order mark.

    Raises `BadInput`, with the line and the byte, for anything but UTF-8 and for a NUL: a guess at
    another encoding would write a minister's name wrong.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # error.object is the data without its mark when there was one; its own lines count the same.
        line = error.object.count(b"\n", 0, error.start) + 1
        raise BadInput(
            f"{file}, line {line}: byte 0x{error.object[error.start]:02X} is not UTF-8; save the file as "
            "UTF-8 (in a spreadsheet: save as, CSV UTF-8)"
        ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise BadInput(f"{file}, line {line}: a NUL byte, so this is no text file; save it as UTF-8")
    return text
