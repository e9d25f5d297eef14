"""The gate before the point of no return: who says stop waits for those on the threshold, then it holds.

On SQLite a write transaction is alone anyway. On PostgreSQL two transactions at READ COMMITTED could
pass each other: one looks, the other commits a stop, the first commits that its letter may leave.
"""

from sqlalchemy import Connection, func, select

#: The advisory lock's name; any number that nobody else here uses.
_GATE = 7_285_120


def pass_gate(connection: Connection) -> None:
    """Before the last look at a letter: many may pass together."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock_shared(_GATE)))


def close_gate(connection: Connection) -> None:
    """Before writing what must hold letters back: once committed, every later look sees it."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_GATE)))
