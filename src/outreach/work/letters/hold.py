"""Hold letters back before they leave, and let them go again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine

from outreach.model.ids import LetterId
from outreach.model.letter import Status
from outreach.store import letters, people


def hold_letters(
    engine: Engine, ids: Sequence[LetterId], *, reason: str, who: str | None, now: datetime
) -> None:
    """Hold these queued letters, all or none. Raises `WrongState` for one that is not queued."""
    _move_all(engine, ids, Status.QUEUED, Status.HELD, f"held: {reason}", who, now)


def release_letters(engine: Engine, ids: Sequence[LetterId], *, who: str | None, now: datetime) -> None:
    """Let these held letters go at their time, all or none; what held them is looked at again then."""
    _move_all(engine, ids, Status.HELD, Status.QUEUED, "released", who, now)


def _move_all(
    engine: Engine,
    ids: Sequence[LetterId],
    source: Status,
    target: Status,
    reason: str,
    who: str | None,
    now: datetime,
) -> None:
    with engine.begin() as connection:
        person = people.require(connection, who)
        for letter_id in ids:
            letters.get(connection, letter_id)
            letters.move(connection, letter_id, source, target, reason=reason, by=person, now=now)
