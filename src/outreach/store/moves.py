"""The history of letters: a row for every change of state, written by `store.letters.move` alone."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from outreach.model.ids import LetterId
from outreach.model.status import WITH_INSTITUTION, Status
from outreach.store.schema import moves

#: Who moved a letter when no person did.
OUTREACH = "outreach"


@dataclass(frozen=True, kw_only=True)
class Move:
    """One change of a letter's state."""

    #: None for the making of the letter.
    source: Status | None
    target: Status
    #: A person's handle, or `OUTREACH`.
    by: str
    reason: str
    #: UTC.
    at: datetime


def add(connection: Connection, letter_id: LetterId, move: Move) -> None:
    """Write a move down."""
    connection.execute(
        insert(moves).values(
            letter_id=letter_id,
            source=move.source,
            target=move.target,
            by=move.by,
            reason=move.reason,
            at=move.at,
        )
    )


def history(connection: Connection, letter_id: LetterId) -> list[Move]:
    """The moves of a letter, oldest first."""
    query = select(moves).where(moves.c.letter_id == letter_id).order_by(moves.c.id)
    return [
        Move(
            source=row.source and Status(row.source),
            target=Status(row.target),
            by=row.by,
            reason=row.reason,
            at=row.at,
        )
        for row in connection.execute(query)
    ]


def leads_to(connection: Connection, letter_id: LetterId, status: Status) -> bool:
    """Whether the letter's history has no gap and ends in that state; if not, other hands wrote its state."""
    here: Status | None = None
    for move in history(connection, letter_id):
        if move.source is not here:
            return False
        here = move.target
    return here is status


def accepted_at(connection: Connection, letter_id: LetterId) -> datetime:
    """When (UTC) it was first said to be with the institution, unless a person took that back."""
    mine = moves.c.letter_id == letter_id
    by_hand = select(func.max(moves.c.id)).where(mine, moves.c.target == Status.BY_HAND).scalar_subquery()
    there = moves.c.target.in_(sorted(WITH_INSTITUTION)) & (moves.c.id > func.coalesce(by_hand, 0))
    at: datetime = connection.execute(select(func.min(moves.c.at)).where(mine, there)).scalar_one()
    return at


def queued_by_a_person_at(connection: Connection, letter_id: LetterId) -> datetime:
    """When (UTC) a person last said that it shall leave: from then on its deferrals count."""
    at: datetime = connection.execute(
        select(func.max(moves.c.at)).where(
            moves.c.letter_id == letter_id, moves.c.target == Status.QUEUED, moves.c.by != OUTREACH
        )
    ).scalar_one()
    return at
