"""Read a file that a person named: an ordinary one, of a size that a person makes."""

import os
import stat
from pathlib import Path

from outreach.model.errors import BadInput

#: A directory of 200,000 offices takes less.
LARGEST_LIST = 64_000_000
#: Nobody writes a file of settings, or a campaign, of that length by hand.
LARGEST_TOML = 200_000
#: What the program keeps for itself in a home, a line each: a name, a key, an instant.
LARGEST_LINE = 1_000
#: Of a path in a message; the file system's own limits are of that order.
_LONGEST_NAME = 200


def read_file(file: Path, *, limit: int = LARGEST_LIST) -> bytes:
    """What is in the file, which has at most ``limit`` bytes.

    Raises `BadInput`, which never tells what is in it: for what cannot be read, for a folder, a device or a
    pipe, which may have no end, and for a file that is too large, before it is read.
    """
    try:
        # A pipe into which nobody writes would make us wait already for its opening.
        descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
        try:
            _require_ordinary(file, os.fstat(descriptor), limit)
        except BadInput:
            os.close(descriptor)
            raise
        with os.fdopen(descriptor, "rb") as opened:
            content = opened.read(limit + 1)
    except OSError as error:
        raise BadInput(f"{shown_name(file)} cannot be read: {error.strerror}") from None
    except ValueError:
        raise BadInput(f"{shown_name(file)} is no file's name: type it anew") from None
    if len(content) > limit:  # it grew meanwhile, or its size is a guess, as in /proc
        raise _too_large(file, limit)
    return content


def is_there(file: Path) -> bool:
    """Whether anything stands there, be it a link that leads nowhere: it is read or refused, not left out.

    Raises `BadInput` where that cannot be found out: behind a folder that may not be entered, or is none.
    """
    try:
        os.lstat(file)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise BadInput(f"{shown_name(file)} cannot be read: {error.strerror}") from None
    except ValueError:
        raise BadInput(f"{shown_name(file)} is no file's name: type it anew") from None
    return True


def require_below(file: Path, folder: Path) -> None:
    """Refuse a file that lies elsewhere, or that a link leads elsewhere. Raises `BadInput`."""
    if not file.resolve().is_relative_to(folder.resolve()):
        raise BadInput(f"{shown_name(file)} leads out of {folder.name}/: put the file itself there")


def _require_ordinary(file: Path, found: os.stat_result, limit: int) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise BadInput(f"{shown_name(file)} is a folder: name a file")
    if not stat.S_ISREG(found.st_mode):
        raise BadInput(f"{shown_name(file)} is a device or a pipe: name an ordinary file")
    if found.st_size > limit:
        raise _too_large(file, limit)


def _too_large(file: Path, limit: int) -> BadInput:
    most = f"{limit // 1_000_000} MB" if limit >= 1_000_000 else f"{limit // 1_000} kB"
    return BadInput(f"{shown_name(file)} is larger than {most}: is it the file you mean?")


def shown_name(file: Path) -> str:
    """The path as a message can bear it: short, and on one line."""
    text = str(file)
    text = text if len(text) <= _LONGEST_NAME else f"{text[:_LONGEST_NAME]}…"
    return text if text.isprintable() else repr(text)
