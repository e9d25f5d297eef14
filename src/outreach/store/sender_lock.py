"""One sending process per home on SQLite, and certainty that the last one is dead.

An ``flock`` is let go by the kernel the moment its holder dies, however it dies: whoever gets it knows
that every claim made under it is an orphan.
"""

import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path

from outreach.model.errors import WrongState

#: How the system says that a link, a folder or a socket stands there.
_NO_FILE = {errno.ELOOP, errno.EISDIR, errno.ENXIO}
#: More than the digits of any process.
_LONGEST_PID = 20


@contextmanager
def sender_lock(home: Path) -> Iterator[None]:
    """Hold the home's lock while sending. Raises `WrongState` while another process holds it."""
    with _opened(home / "sender.lock") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = file.read(_LONGEST_PID).decode("ascii", "replace").strip()
            raise WrongState(
                f"another outreach is sending from here (process {holder or 'unknown'}): "
                "wait for it, or stop it first"
            ) from None
        with suppress(OSError):  # on a full disk the lock holds all the same, and only has no name
            file.truncate(0)
            file.write(str(os.getpid()).encode())
        yield


def _opened(file: Path) -> FileIO:
    try:
        # A link could lead to a file that is not ours, and that we would empty.
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
    except OSError as error:
        if error.errno in _NO_FILE:
            raise _not_ours(file) from None
        raise WrongState(f"{file} cannot be opened: {error.strerror}") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _not_ours(file)
    return FileIO(descriptor, "r+")


def _not_ours(file: Path) -> WrongState:
    return WrongState(f"{file} is not the lock that outreach made: remove it")
