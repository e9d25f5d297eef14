"""Give letters up before they leave."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine

from outreach.model.actor import Act, Actor
from outreach.model.letter import Letter, SeenLetter
from outreach.model.status import Status
from outreach.model.task import TaskStatus
from outreach.store import audit, letters, people, tasks
from outreach.store.damage import tell


def cancel_letters(
    engine: Engine, actor: Actor, seen: Sequence[SeenLetter], *, reason: str, now: datetime
) -> None:
    """Cancel them, in a transaction of their own; see `cancel`."""
    with engine.begin() as connection:
        cancel(connection, actor, seen, reason=reason, now=now)


def cancel(
    connection: Connection, actor: Actor, seen: Sequence[SeenLetter], *, reason: str, now: datetime
) -> None:
    """Cancel these letters, all or none, and drop the tasks that were to send them.

    Raises `WrongState` for a letter that has left or may have, or has changed since it was seen.
    """
    by = people.authorize(connection, actor, Act.CANCEL_LETTERS)
    for one in seen:
        give_up(connection, letters.as_seen(connection, one), reason=f"cancelled: {reason}", by=by, now=now)
    ids = [one.id for one in seen]
    audit.write(connection, by, Act.CANCEL_LETTERS, " ".join(ids[:1]), now=now, letters=ids, reason=reason)


def give_up(connection: Connection, letter: Letter, *, reason: str, by: str, now: datetime) -> None:
    """Cancel one letter with its open tasks, for whatever reason."""
    letters.move(connection, letter.id, letter.status, Status.CANCELLED, reason=reason, by=by, now=now)
    drop_tasks(connection, letter, reason=reason, by=by, now=now)


def drop_tasks(connection: Connection, letter: Letter, *, reason: str, by: str, now: datetime) -> None:
    """Nobody shall send it by hand any more."""
    for task in tasks.find(connection, letter_id=letter.id, status=TaskStatus.OPEN, unreadable=tell):
        tasks.close(connection, task.id, TaskStatus.DROPPED, by=by, proof=reason, now=now)
