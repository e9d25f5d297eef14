"""The folder in which the sandbox keeps the letters it took, one file each."""

import fcntl
import os
import re
import threading
from itertools import count
from pathlib import Path
from tempfile import NamedTemporaryFile

from outreach.model.errors import BadInput

_MESSAGE_ID = re.compile(rb"^message-id:\s*<?([^@>\s]+)", re.IGNORECASE | re.MULTILINE)
_NUMBERED = re.compile(r"(\d+)-.*\.eml")
#: What is not finished, or was cut short by a kill; no reader takes it for a letter.
_UNFINISHED = ".unfinished-"


class SandboxFolder:
    """Letters as files, numbered in the order in which they were taken. Safe among threads."""

    def __init__(self, path: Path) -> None:
        """Make the folder if need be, and clear away what an earlier sandbox left unfinished.

        Raises `BadInput` if nothing can be written there.
        """
        self._path = path
        self._lock = threading.Lock()
        try:
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._owned = _owned(path)
            for left in path.glob(f"{_UNFINISHED}*"):
                left.unlink(missing_ok=True)
            with NamedTemporaryFile(dir=path, prefix=_UNFINISHED):
                pass
        except OSError as error:
            raise BadInput(f"the sandbox cannot write into {path}: {error.strerror}") from None
        taken = [int(found[1]) for file in path.iterdir() if (found := _NUMBERED.fullmatch(file.name))]
        self._numbers = count(max(taken, default=0) + 1)

    def keep(self, letter: bytes) -> Path:
        """Write ``letter`` as it is, and return where, once the disk has it. Raises OSError.

        It has its name only when it is whole, and a second copy of a letter is a second file: whoever
        counts the files counts what an institution would have received.
        """
        with NamedTemporaryFile(dir=self._path, prefix=_UNFINISHED, delete=False) as file:
            file.write(letter)
            file.flush()
            os.fsync(file.fileno())
        finished = self._path / f"{self._next_number():05}-{_token(letter)}.eml"
        return Path(file.name).rename(finished)

    def close(self) -> None:
        """Let another sandbox have the folder."""
        os.close(self._owned)

    def _next_number(self) -> int:
        with self._lock:
            return next(self._numbers)


def _owned(path: Path) -> int:
    """A descriptor that keeps this folder ours until it is closed or the process dies.

    Two sandboxes would number alike, and a rename would then hide a double letter.
    """
    folder = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(folder)
        raise BadInput(f"another sandbox keeps its letters in {path}: end that one first") from None
    return folder


def _token(letter: bytes) -> str:
    """The left half of its Message-ID, as far as a file name bears it."""
    head = letter.partition(b"\r\n\r\n")[0]
    found = _MESSAGE_ID.search(head)
    left = found[1].decode("ascii", errors="replace") if found else "no-message-id"
    return re.sub(r"[^A-Za-z0-9_-]", "_", left)[:80]
