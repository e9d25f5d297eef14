"""Hold letters back before they leave, and let them go again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine

from outreach.model.actor import Act, Actor
from outreach.model.errors import WrongState
from outreach.model.letter import Letter, SeenLetter
from outreach.model.status import ENDED_BY_DRAFTING_ALONE, HoldCause, Status
from outreach.store import audit, letters, people
from outreach.work.letters.cancel import drop_tasks


def hold_letters(
    engine: Engine, actor: Actor, seen: Sequence[SeenLetter], *, reason: str, now: datetime
) -> None:
    """Hold them, in a transaction of their own; see `hold`."""
    with engine.begin() as connection:
        hold(connection, actor, seen, reason=reason, now=now)


def hold(
    connection: Connection, actor: Actor, seen: Sequence[SeenLetter], *, reason: str, now: datetime
) -> None:
    """Hold these letters back, all or none, until somebody releases them; a task to send one is dropped.

    Raises `WrongState` for a letter that cannot be held, or has changed since it was seen.
    """
    by = people.authorize(connection, actor, Act.HOLD_LETTERS)
    for one in seen:
        letter = letters.as_seen(connection, one)
        letters.move(
            connection,
            letter.id,
            letter.status,
            Status.HELD,
            reason=f"held: {reason}",
            by=by,
            now=now,
            hold_cause=HoldCause.PERSON,
        )
        drop_tasks(connection, letter, reason=f"held: {reason}", by=by, now=now)
    ids = [one.id for one in seen]
    audit.write(connection, by, Act.HOLD_LETTERS, " ".join(ids[:1]), now=now, letters=ids, reason=reason)


def release_letters(engine: Engine, actor: Actor, seen: Sequence[SeenLetter], *, now: datetime) -> None:
    """Release them, in a transaction of their own; see `release`."""
    with engine.begin() as connection:
        release(connection, actor, seen, now=now)


def release(connection: Connection, actor: Actor, seen: Sequence[SeenLetter], *, now: datetime) -> None:
    """Let these held letters go on, all or none; what held them is looked at again before they leave.

    A letter that was approved before leaves at its time; one that was not is a draft again. Raises
    `WrongState` for a letter that is not held, and for one that must be drafted again.
    """
    by = people.authorize(connection, actor, Act.RELEASE_LETTERS)
    for one in seen:
        _release(connection, letters.as_seen(connection, one), by, now)
    ids = [one.id for one in seen]
    audit.write(connection, by, Act.RELEASE_LETTERS, " ".join(ids[:1]), now=now, letters=ids)


def _release(connection: Connection, letter: Letter, by: str, now: datetime) -> None:
    if letter.status is not Status.HELD:
        raise WrongState(f"letter {letter.id} is {letter.status}: only a held letter can be released")
    if letter.hold_cause in ENDED_BY_DRAFTING_ALONE:
        raise WrongState(f"letter {letter.id} cannot leave as it is ({letter.reason}): draft it again")
    if letter.approved_by is None:
        letters.back_to_draft(connection, letter, reason="released: waits for approval", by=by, now=now)
        return
    letters.move(
        connection,
        letter.id,
        Status.HELD,
        Status.QUEUED,
        reason=f"released: leaves {letter.due}",
        by=by,
        now=now,
    )
