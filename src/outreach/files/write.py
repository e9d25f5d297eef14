"""Write a file: whole or not at all, never through a link, readable by nobody else."""

import os
import secrets
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path

from outreach.files.read import shown_name
from outreach.model.errors import BadInput


def write_file(file: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Put the file in place by a rename, so that whoever reads finds the old one or the new one.

    Raises `BadInput` where nothing can be written, and for what is no regular file: a device would be
    replaced by one, and a link could lead anywhere.
    """
    _require_ordinary(file)
    # Random, so that nobody can lay a file or a link in its way; O_EXCL refuses it if somebody does.
    new = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        new.replace(file)
    except OSError as error:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise BadInput(f"{shown_name(file)} cannot be written: {error.strerror}") from None


def _require_ordinary(file: Path) -> None:
    try:
        if not file.name or file.is_dir():
            raise BadInput(f"{shown_name(file)} is a folder: name a file")
        if file.is_symlink() or (file.exists() and not file.is_file()):
            raise BadInput(f"{shown_name(file)} is no ordinary file: name another")
    except OSError as error:
        raise BadInput(f"{shown_name(file)} cannot be written: {error.strerror}") from None


def append_line(file: Path, line: str) -> None:
    """Add a line at the end of a file, whatever others add at the same time. Raises `BadInput`."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(f"{line}\n".encode())
    except OSError as error:
        raise BadInput(f"{shown_name(file)} cannot be written: {error.strerror}") from None


def write_new_files(files: Mapping[Path, bytes]) -> None:
    """Put all these new files in place, in their order, or none: what was written is taken back at a fault.

    Folders that are not there are made for their owner alone, and taken back likewise. Only a kill can leave
    the first of them. What another writes there meanwhile stays as it is. Raises `BadInput` where something
    stands already, or nothing can be written.
    """
    with ExitStack() as undo:
        for file, content in files.items():
            _make_folder(file.parent, undo)
            _claim(file)
            undo.callback(file.unlink, missing_ok=True)
            write_file(file, content)
        undo.pop_all()


def _claim(file: Path) -> None:
    """Make it, empty: whoever is first has the name."""
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600))
    except FileExistsError:
        raise BadInput(f"{shown_name(file)} is there already: move it away, or take another name") from None
    except OSError as error:
        raise BadInput(f"{shown_name(file)} cannot be written: {error.strerror}") from None


def _make_folder(folder: Path, undo: ExitStack) -> None:
    if folder.is_dir():
        return
    _make_folder(folder.parent, undo)
    try:
        folder.mkdir(mode=0o700)
    except OSError as error:
        if folder.is_dir():  # another was first
            return
        raise BadInput(f"{shown_name(folder)} cannot be made: {error.strerror}") from None
    undo.callback(_take_back, folder)


def _take_back(folder: Path) -> None:
    with suppress(OSError):  # another's file is in it by now
        folder.rmdir()
