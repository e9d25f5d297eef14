"""Locks: what only one may do at a time. SQLite has one writer anyway; PostgreSQL has advisory locks."""

from enum import IntEnum

from sqlalchemy import Connection, func, select, text

from outreach.store.database import BUSY_SECONDS


class Lock(IntEnum):
    """The numbers of the advisory locks; any that nobody else on this database uses."""

    #: Letters pass the gate together, and who says stop waits for them (`store.gate`).
    GATE = 7_285_120
    #: People act one after the other, and so do the audit's lines.
    ACT = 7_285_121
    #: The schema is migrated, or the tallies mended.
    MIGRATION = 7_285_122


def take_lock(connection: Connection, lock: Lock, *, within: float = BUSY_SECONDS) -> None:
    """Wait for those before us, ``within`` so many seconds, and hold it until the transaction ends.

    The transaction waits no longer for any other lock either. Raises sqlalchemy's OperationalError when
    it would have to: somebody is frozen, or their machine is.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = {int(within * 1000)}"))
        connection.execute(select(func.pg_advisory_xact_lock(lock.value)))
