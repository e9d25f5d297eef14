"""What is stopped, by whom and why: everything, one campaign, or one account."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from outreach.store.schema import pauses

#: The kill switch.
EVERYTHING = "*"


@dataclass(frozen=True, kw_only=True)
class Pause:
    """One thing that stands still until a person says otherwise."""

    target: str
    said_by: str
    reason: str
    at: datetime


def campaign(name: str) -> str:
    """The target that stops one campaign."""
    return f"campaign:{name}"


def account(name: str) -> str:
    """The target that stops one sending account."""
    return f"account:{name}"


def add(connection: Connection, target: str, *, said_by: str, reason: str, now: datetime) -> None:
    """Stop it; stopping what stands still changes nothing."""
    if not of(connection, target):
        connection.execute(insert(pauses).values(target=target, said_by=said_by, reason=reason, at=now))


def lift(connection: Connection, target: str | None = None) -> int:
    """Let it go on, or everything that is stopped; gives how many pauses were lifted."""
    query = delete(pauses)
    if target is not None:
        query = query.where(pauses.c.target == target)
    return connection.execute(query).rowcount


def of(connection: Connection, *targets: str) -> Pause | None:
    """The first pause that covers any of these targets."""
    row = connection.execute(select(pauses).where(pauses.c.target.in_(targets))).first()
    if row is None:
        return None
    return Pause(target=row.target, said_by=row.said_by, reason=row.reason, at=row.at)


def list_all(connection: Connection) -> list[Pause]:
    """Everything that is stopped."""
    return [
        Pause(target=row.target, said_by=row.said_by, reason=row.reason, at=row.at)
        for row in connection.execute(select(pauses).order_by(pauses.c.at))
    ]
