"""The gate before the point of no return: who says stop waits for those on the threshold, then it holds.

On SQLite a write transaction is alone anyway. On PostgreSQL two transactions at READ COMMITTED could
pass each other: one looks, the other commits a stop, the first commits that its letter may leave. So
what stops letters is committed first, and then waited for: it is in force for every look from its
commit on, and once the gate is clear nothing that looked before is on its way through it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import OperationalError

from outreach.store.database_clock import database_time
from outreach.store.locks import Lock, take_lock
from outreach.store.presence import lock_number

#: How long to wait for those on the threshold; one that takes longer is frozen, or its machine is.
PATIENCE = timedelta(seconds=10)


@dataclass(frozen=True, kw_only=True)
class Passed:
    """How it was at the gate."""

    #: Whether nobody could take the sender for dead at this moment (`store.presence`).
    is_seen: bool
    #: By the database's clock (UTC), as leases run.
    time: datetime


def pass_gate(connection: Connection, sender: str) -> Passed:
    """Before the last look at letters: many may pass together. What is asked there is asked at once."""
    if connection.dialect.name != "postgresql":
        return Passed(is_seen=True, time=database_time(connection))
    row = connection.execute(
        select(
            func.pg_advisory_xact_lock_shared(Lock.GATE.value),
            func.pg_try_advisory_xact_lock(lock_number(sender)).label("is_dead"),
            func.clock_timestamp().label("time"),
        )
    ).one()
    return Passed(is_seen=not row.is_dead, time=row.time.astimezone(UTC))


def wait_until_clear(engine: Engine, within: timedelta = PATIENCE) -> bool:
    """Wait, after a commit that stops letters, for those on the threshold; False if they take longer."""
    if engine.dialect.name != "postgresql":
        return True
    try:
        with engine.begin() as connection:
            take_lock(connection, Lock.GATE, within=within.total_seconds())
    except OperationalError:  # lock_timeout: 55P03, lock_not_available
        return False
    return True
