"""The files that a new home begins with: the letters, the directory, the settings.

An installed package carries them; a checkout has them at its top, where they are edited.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from outreach.files.write import write_file
from outreach.model.errors import BadInput, WrongState

#: What staff own.
FOLDERS = ("config", "contacts", "templates")


def starter() -> Path:
    """The folder with the starter files. Never the folder in which somebody happens to work."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "starter", package.parents[1]):
        if (folder / "templates" / "emails").is_dir():
            return folder
    raise WrongState("this installation lacks its starter files: install outreach again")


def checkout() -> Path | None:
    """The checkout from which this program runs; None where it is installed."""
    top = starter()
    return top if (top / "pyproject.toml").is_file() else None


def copy_starter(source: Path, home: Path) -> None:
    """Give a home its own files. What is there already stays as it is. Raises `BadInput`."""
    for folder in FOLDERS:
        for file in _files(source / folder):
            _copy(file, home / file.relative_to(source))
    _copy(source / ".env.example", home / ".env")


def _files(folder: Path) -> Iterator[Path]:
    for below, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "_")))
        yield from (Path(below, name) for name in sorted(names) if not name.startswith("."))


def _copy(file: Path, to: Path) -> None:
    if os.path.lexists(to):
        return
    try:
        content = file.read_bytes()
        to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise BadInput(f"{to} cannot be made: {error.strerror}") from None
    write_file(to, content)
