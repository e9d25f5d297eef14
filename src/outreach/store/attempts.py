"""Attempts: one row for every phase that a try to hand a letter over has reached. Only ever added to."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, case, func, insert, select

from outreach.model.ids import LetterId
from outreach.store.schema import attempts


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One phase that one try to hand a letter over has reached."""

    number: int
    #: claimed, transmitting, then how it ended.
    phase: str
    account: str
    #: sandbox or live.
    delivery: str
    detail: str
    #: UTC.
    at: datetime


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


def deferrals(connection: Connection, letter_id: LetterId, since: datetime) -> tuple[int, datetime | None]:
    """How often this letter was put off since then, and when for the first time (UTC)."""
    count, first = connection.execute(
        select(func.count(), func.min(attempts.c.at)).where(
            attempts.c.letter_id == letter_id, attempts.c.phase == "deferred", attempts.c.at >= since
        )
    ).one()
    return count, first


def tried(connection: Connection, letter_id: LetterId) -> bool:
    """Whether anybody has tried to hand it over."""
    query = select(attempts.c.letter_id).where(attempts.c.letter_id == letter_id)
    return connection.execute(query.limit(1)).first() is not None


def went_out(connection: Connection, letter_id: LetterId) -> bool:
    """Whether any try of it passed the point of no return."""
    passed = attempts.c.phase == "transmitting"
    query = select(attempts.c.letter_id).where(attempts.c.letter_id == letter_id, passed)
    return connection.execute(query.limit(1)).first() is not None


def of(connection: Connection, letter_id: LetterId) -> list[Attempt]:
    """Every phase of every try of a letter, oldest first."""
    # A rehearsal's clock may stand still, so the time cannot order the phases of one try.
    rank = case((attempts.c.phase == "claimed", 0), (attempts.c.phase == "transmitting", 1), else_=2)
    query = select(attempts).where(attempts.c.letter_id == letter_id).order_by(attempts.c.number, rank)
    return [
        Attempt(
            number=row.number,
            phase=row.phase,
            account=row.account,
            delivery=row.delivery,
            detail=row.detail,
            at=row.at,
        )
        for row in connection.execute(query)
    ]


def last_refusals(connection: Connection, account: str, count: int) -> list[str]:
    """How the last tries by that account ended, the newest first: their words, "" for one that went well."""
    ended = attempts.c.phase.not_in(["claimed", "transmitting", "withdrawn"])
    query = select(attempts.c.phase, attempts.c.detail).where(attempts.c.account == account, ended)
    rows = connection.execute(query.order_by(attempts.c.at.desc()).limit(count))
    return [row.detail if row.phase in {"refused", "deferred"} else "" for row in rows]
