"""One sending process per home, and certainty that the last one is dead.

An ``flock`` is let go by the kernel the moment its holder dies, however it dies: whoever gets it knows
that every claim made under it is an orphan.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from outreach.model.errors import WrongState


@contextmanager
def sender_lock(home: Path) -> Iterator[None]:
    """Hold the home's lock while sending. Raises `WrongState` while another process holds it."""
    with _opened(home / "sender.lock") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            raise WrongState(
                f"another outreach is sending from here (process {file.read().strip() or 'unknown'}): "
                "wait for it, or stop it first"
            ) from None
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        yield


def _opened(file: Path) -> TextIO:
    try:
        # A link could lead to a file that is not ours, and that we would empty.
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError:
        raise WrongState(f"{file} is not the lock that outreach made: remove it") from None
    return os.fdopen(descriptor, "r+", encoding="ascii", errors="replace")
