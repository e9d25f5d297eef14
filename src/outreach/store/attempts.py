"""Attempts: one row for every phase that a try to hand a letter over has reached. Only ever added to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from sqlalchemy import Connection, case, func, insert, select

from outreach.model.ids import LetterId
from outreach.model.refusals import Refusal
from outreach.store.schema import attempts, letters
from outreach.store.sets import EachRow, among

#: The phases of a try that has not come to its end.
UNDER_WAY = frozenset({"claimed", "transmitting"})


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


_INSERT = EachRow(
    insert(attempts).inline(), "letter_id", "number", "phase", "account", "delivery", "detail", "at"
)
_LAST_NUMBERS = (
    select(attempts.c.letter_id, func.max(attempts.c.number))
    .where(among(attempts.c.letter_id, "ids"))
    .group_by(attempts.c.letter_id)
)


def note(connection: Connection, reached: Sequence[tuple[LetterId, Attempt]]) -> None:
    """Note which phases these tries have reached."""
    rows = [
        (letter_id, one.number, one.phase, one.account, one.delivery, one.detail, one.at)
        for letter_id, one in reached
    ]
    _INSERT.run(connection, rows)


def last_numbers(connection: Connection, letter_ids: Collection[LetterId]) -> dict[LetterId, int]:
    """The number of each letter's last try, for those that have been tried."""
    rows = connection.execute(_LAST_NUMBERS, {"ids": list(letter_ids)}).all()
    return {LetterId(letter_id): number for letter_id, number in rows}


def phases(connection: Connection, letter_ids: Collection[LetterId]) -> set[tuple[LetterId, int, str]]:
    """Letter, number of the try and phase, for every phase that these letters' tries have reached."""
    columns = (attempts.c.letter_id, attempts.c.number, attempts.c.phase)
    rows = connection.execute(select(*columns).where(attempts.c.letter_id.in_(letter_ids)))
    return {(LetterId(row.letter_id), row.number, row.phase) for row in rows}


def put_off_at(connection: Connection, letter_id: LetterId, phase: str, since: datetime) -> list[datetime]:
    """When this letter was put off since then (UTC), oldest first.

    ``phase`` is ``deferred`` for its own sake, ``account_deferred`` for its account's.
    """
    query = select(attempts.c.at).where(
        attempts.c.letter_id == letter_id, attempts.c.phase == phase, attempts.c.at >= since
    )
    return list(connection.execute(query.order_by(attempts.c.at)).scalars())


def began_at(connection: Connection, letter_id: LetterId) -> datetime | None:
    """When (UTC) it was first taken to be handed over; None where nobody has, or that cannot be read."""
    query = select(func.min(attempts.c.at)).where(attempts.c.letter_id == letter_id)
    found = connection.execute(query).scalar()
    return found if isinstance(found, datetime) else None


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


def refused_in_a_row(
    connection: Connection, account: str, since: datetime | None, most: int
) -> list[Refusal]:
    """The account's last tries that ended in an answer, newest first, as far as they were refused.

    An acceptance ends the row, and so does ``since`` (UTC), when a person said that it may go on.
    """
    answered = attempts.c.phase.in_(["accepted", "refused"])
    query = (
        select(letters.c.address, attempts.c.phase, attempts.c.detail)
        .join(letters, letters.c.id == attempts.c.letter_id)
        .where(attempts.c.account == account, answered)
    )
    if since is not None:
        query = query.where(attempts.c.at > since)
    rows = connection.execute(query.order_by(attempts.c.at.desc(), attempts.c.letter_id).limit(most))
    refused = takewhile(lambda row: row.phase == "refused", rows)
    return [Refusal(recipient=row.address, reason=row.detail) for row in refused]
