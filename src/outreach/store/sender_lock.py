"""One sending process per home, and certainty that the last one is dead.

An ``flock`` is let go by the kernel the moment its holder dies, however it dies: whoever gets it knows
that every claim made under it is an orphan.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from outreach.model.errors import WrongState


@contextmanager
def sender_lock(home: Path) -> Iterator[None]:
    """Hold the home's lock while sending. Raises `WrongState` while another process holds it."""
    with (home / "sender.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            raise WrongState(
                f"another outreach is sending from here (process {file.read().strip() or 'unknown'}): "
                "wait for it, or stop it first"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
