"""The history of letters: a row for every change of state, written in the transaction that makes it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, func, insert, select

from outreach.model.ids import CampaignId, LetterId
from outreach.model.status import WITH_INSTITUTION, Status
from outreach.store import tallies
from outreach.store.damage import each, named, tell
from outreach.store.schema import moves
from outreach.store.sets import EachRow, among

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


_moves: TypeAdapter[Move] = TypeAdapter(Move)
_moments: TypeAdapter[datetime] = TypeAdapter(datetime)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_COLUMNS = ("source", "target", "by", "reason", "at")
_INSERT = EachRow(insert(moves).inline(), "letter_id", *_COLUMNS)
_STEPS = (
    select(moves.c.letter_id, moves.c.source, moves.c.target)
    .where(among(moves.c.letter_id, "ids"))
    .order_by(moves.c.id)
)
#: Equal to no source: what follows a gap cannot close it.
_A_GAP = object()


def add(connection: Connection, made: Sequence[tuple[LetterId, CampaignId, Move]]) -> None:
    """Write moves down together, each with its letter's campaign, and what they change of the counts."""
    rows = [
        (letter_id, move.source, move.target, move.by, move.reason, move.at) for letter_id, _, move in made
    ]
    _INSERT.run(connection, rows)
    tallies.add(connection, [(campaign_id, move.source, move.target) for _, campaign_id, move in made])


def history(connection: Connection, letter_id: LetterId) -> list[Move]:
    """The moves of a letter, oldest first."""
    query = select(moves).where(moves.c.letter_id == letter_id).order_by(moves.c.id)
    return each(connection.execute(query), _move, tell)


def leads_to(connection: Connection, letter_id: LetterId, status: Status) -> bool:
    """Whether the letter's history has no gap and ends in that state; if not, other hands wrote its state."""
    return letter_id in led_to(connection, [letter_id], status)


def led_to(connection: Connection, letter_ids: Collection[LetterId], status: Status) -> set[LetterId]:
    """Those of these letters whose history has no gap and ends in that state."""
    here: dict[LetterId, object] = dict.fromkeys(letter_ids)
    for letter_id, source, target in connection.execute(_STEPS, {"ids": list(letter_ids)}).all():
        here[letter_id] = target if here[letter_id] == source else _A_GAP
    return {letter_id for letter_id, last in here.items() if last == status}


def accepted_at(connection: Connection, letter_id: LetterId) -> datetime:
    """When (UTC) it was first said to be with the institution, unless a person took that back.

    Raises `DamagedRow` where no row says so.
    """
    mine = moves.c.letter_id == letter_id
    by_hand = select(func.max(moves.c.id)).where(mine, moves.c.target == Status.BY_HAND).scalar_subquery()
    there = moves.c.target.in_(sorted(WITH_INSTITUTION)) & (moves.c.id > func.coalesce(by_hand, 0))
    found = connection.execute(select(func.min(moves.c.at)).where(mine, there)).scalar_one()
    with named("the history of letter", letter_id):
        return _moments.validate_python(found, strict=True)


def queued_by_a_person_at(connection: Connection, letter_id: LetterId) -> datetime:
    """When (UTC) a person last said that it shall leave: from then on its deferrals count.

    Long ago where that cannot be read: asked when a letter's end is known, which must be written down.
    """
    found = connection.execute(
        select(func.max(moves.c.at)).where(
            moves.c.letter_id == letter_id, moves.c.target == Status.QUEUED, moves.c.by != OUTREACH
        )
    ).scalar_one()
    return found if isinstance(found, datetime) else _LONG_AGO


def _move(row: Row[Any]) -> Move:
    with named("the history of letter", row.letter_id):
        return _moves.validate_python({name: row._mapping[name] for name in _COLUMNS})
