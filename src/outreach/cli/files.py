"""Write a file that a person asked for: whole, or not at all."""

from contextlib import suppress
from pathlib import Path

from outreach.model.errors import BadInput


def write_file(file: Path, content: bytes) -> None:
    """Put the file in place by a rename. Raises `BadInput` where nothing can be written."""
    if not file.name or file.is_dir():
        raise BadInput(f"{file} is a folder: name a file")
    new = file.with_name(f".{file.name}.new")
    try:
        new.write_bytes(content)
        new.replace(file)
    except OSError as error:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise BadInput(f"{file} cannot be written: {error.strerror}") from None
