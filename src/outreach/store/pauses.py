"""What is stopped, by whom and why: everything, one campaign, or one account."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from outreach.store.schema import pauses

#: The kill switch.
EVERYTHING = "*"


@dataclass(frozen=True, kw_only=True)
class Pause:
    """One thing that stands still."""

    target: str
    requested_by: str
    reason: str
    #: UTC.
    at: datetime
    #: It ends by itself then (UTC): an account that asked us to wait. None: a person ends it.
    until: datetime | None = None


def campaign(name: str) -> str:
    """The target that stops one campaign."""
    return f"campaign:{name}"


def account(name: str) -> str:
    """The target that stops one sending account."""
    return f"account:{name}"


def add(
    connection: Connection,
    target: str,
    *,
    requested_by: str,
    reason: str,
    now: datetime,
    until: datetime | None = None,
) -> None:
    """Stop it. What stands still already stays as it was said, unless this pause is the longer one."""
    values = {"requested_by": requested_by, "reason": reason, "at": now, "until": until}
    try:
        with connection.begin_nested():
            connection.execute(insert(pauses).values(target=target, **values))
    except IntegrityError:  # stopped already, perhaps this very moment by another sender
        ends_sooner = pauses.c.until < until if until else pauses.c.until.is_not(None)
        connection.execute(update(pauses).where(pauses.c.target == target, ends_sooner).values(values))


def lift(connection: Connection, target: str) -> int:
    """Let it go on; gives 1 if it stood still."""
    return connection.execute(delete(pauses).where(pauses.c.target == target)).rowcount


def of(connection: Connection, *targets: str, now: datetime) -> Pause | None:
    """The first pause at ``now`` that covers any of these targets."""
    query = select(pauses).where(pauses.c.target.in_(targets)).order_by(func.length(pauses.c.target))
    return next((pause_of(row) for row in connection.execute(query).all() if lasts(row, now)), None)


def list_all(connection: Connection, *, now: datetime) -> list[Pause]:
    """Everything that is stopped at ``now``, the oldest first."""
    rows = connection.execute(select(pauses).order_by(pauses.c.at))
    return [pause_of(row) for row in rows if lasts(row, now)]


def lasts(row: Row[Any], now: datetime) -> bool:
    """Whether that row stops anything at ``now``; if its end cannot be read, until a person lifts it."""
    return not isinstance(row.until, datetime) or row.until > now


def pause_of(row: Row[Any]) -> Pause:
    """What that row says."""
    return Pause(
        target=row.target, requested_by=row.requested_by, reason=row.reason, at=row.at, until=row.until
    )
