"""Attempts: one row for every phase that a try to hand a letter over has reached. Only ever added to."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, case, func, insert, select

from outreach.model.ids import LetterId
from outreach.store.schema import attempts


def begin(connection: Connection, letter_id: LetterId, *, account: str, delivery: str, now: datetime) -> int:
    """Note the claim of a new try; gives its number, from 1."""
    last = connection.execute(
        select(func.max(attempts.c.number)).where(attempts.c.letter_id == letter_id)
    ).scalar()
    number = (last or 0) + 1
    note(connection, letter_id, number, "claimed", account=account, delivery=delivery, detail="", now=now)
    return number


def note(
    connection: Connection,
    letter_id: LetterId,
    number: int,
    phase: str,
    *,
    account: str,
    delivery: str,
    detail: str,
    now: datetime,
) -> None:
    """Note that this try has reached a phase, with the other side's words."""
    connection.execute(
        insert(attempts).values(
            letter_id=letter_id,
            number=number,
            phase=phase,
            account=account,
            delivery=delivery,
            detail=detail,
            at=now,
        )
    )


def put_off_at(connection: Connection, letter_id: LetterId, phase: str, since: datetime) -> list[datetime]:
    """When this letter was put off since then (UTC), oldest first.

    ``phase`` is ``deferred`` for its own sake, ``account_deferred`` for its account's.
    """
    query = select(attempts.c.at).where(
        attempts.c.letter_id == letter_id, attempts.c.phase == phase, attempts.c.at >= since
    )
    return list(connection.execute(query.order_by(attempts.c.at)).scalars())


def went_out(connection: Connection, letter_id: LetterId) -> bool:
    """Whether any try of it passed the point of no return."""
    passed = attempts.c.phase == "transmitting"
    query = select(attempts.c.letter_id).where(attempts.c.letter_id == letter_id, passed)
    return connection.execute(query.limit(1)).first() is not None


def of(connection: Connection, letter_id: LetterId) -> list[Row[Any]]:
    """Every phase of every try of a letter, oldest first."""
    # A rehearsal's clock may stand still, so the time cannot order the phases of one try.
    rank = case((attempts.c.phase == "claimed", 0), (attempts.c.phase == "transmitting", 1), else_=2)
    query = select(attempts).where(attempts.c.letter_id == letter_id).order_by(attempts.c.number, rank)
    return list(connection.execute(query))


def deliveries(connection: Connection) -> set[str]:
    """The kinds of delivery (sandbox, live) in which this database has tried letters."""
    return set(connection.execute(select(attempts.c.delivery).distinct()).scalars())
