"""That a sender lives, as everybody else on its database can find out.

On PostgreSQL it holds an advisory lock of a session of its own. The server lets go of it when the session
ends, however it ends: who can take that lock knows that its sender is dead, and who cannot leaves it alone.
On SQLite the lock of the home says the same (`store.sender_lock`).
"""

import hashlib
import secrets
from contextlib import suppress
from typing import Self

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError

from outreach.store.database import BUSY_SECONDS

#: How the server finds out within two minutes that the machine of a sender is gone, which says no goodbye.
_SETTINGS = {
    "lock_timeout": f"{BUSY_SECONDS}s",
    "tcp_keepalives_idle": "60",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "6",
}


class Presence:
    """One sender's name, and that it is there, for as long as the context lasts."""

    def __init__(self, engine: Engine, home: str) -> None:
        """A sender of that home, named as none was before it."""
        self.sender = f"{home}-{secrets.token_hex(8)}"
        self._engine = engine
        self._shown_by: Connection | None = None

    def __enter__(self) -> Self:
        """Be seen from here on. Raises what the database raises."""
        self.show()
        return self

    def __exit__(self, *_: object) -> None:
        """Be seen no more."""
        self._hang_up()

    def show(self) -> None:
        """Be seen again, after the session was lost. Raises what the database raises."""
        if self._engine.dialect.name != "postgresql":
            return
        self._hang_up()
        self._shown_by = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self._shown_by.detach()  # a pool would keep the session, and the lock, after the end
        for name, value in _SETTINGS.items():
            self._shown_by.execute(select(func.set_config(name, value, False)))
        self._shown_by.execute(select(func.pg_advisory_lock(lock_number(self.sender))))

    def _hang_up(self) -> None:
        if self._shown_by is not None:
            with suppress(DBAPIError):  # a session that was lost
                # The server notices the end of a session a moment later: who comes next need not wait.
                self._shown_by.execute(select(func.pg_advisory_unlock(lock_number(self.sender))))
            with suppress(DBAPIError):
                self._shown_by.close()
        self._shown_by = None


def is_dead(connection: Connection, sender: str) -> bool:
    """Whether that sender of this PostgreSQL is dead. Who is told so is alone in it until they commit."""
    taken = connection.execute(select(func.pg_try_advisory_xact_lock(lock_number(sender)))).scalar_one()
    return bool(taken)


def lock_number(sender: str) -> int:
    """The number of a sender's lock: far from those of `store.locks`, and another for every sender."""
    return int.from_bytes(hashlib.sha256(f"outreach sender {sender}".encode()).digest()[:8], signed=True)
