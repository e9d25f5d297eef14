"""The gate before the point of no return: who says stop waits for those on the threshold, then it holds.

On SQLite a write transaction is alone anyway. On PostgreSQL two transactions at READ COMMITTED could
pass each other: one looks, the other commits a stop, the first commits that its letter may leave. So
what stops letters is committed first, and then waited for: it is in force for every look from its
commit on, and once the gate is clear nothing that looked before is on its way through it.
"""

from datetime import timedelta

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import OperationalError

from outreach.store.turns import Turn, take_turn

#: How long to wait for those on the threshold; one that takes longer is frozen, or its machine is.
PATIENCE = timedelta(seconds=10)


def pass_gate(connection: Connection) -> None:
    """Before the last look at a letter: many may pass together."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock_shared(Turn.GATE.value)))


def wait_until_clear(engine: Engine, within: timedelta = PATIENCE) -> bool:
    """Wait, after a commit that stops letters, for those on the threshold; False if they take longer."""
    if engine.dialect.name != "postgresql":
        return True
    try:
        with engine.begin() as connection:
            take_turn(connection, Turn.GATE, within=within.total_seconds())
    except OperationalError:  # lock_timeout: 55P03, lock_not_available
        return False
    return True
