"""Give letters up before they leave."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine

from outreach.model.ids import LetterId
from outreach.model.letter import Letter, Status
from outreach.model.task import TaskStatus
from outreach.store import letters, people, tasks


def cancel_letters(
    engine: Engine, ids: Sequence[LetterId], *, reason: str, who: str | None, now: datetime
) -> None:
    """Cancel these letters, all or none, and drop the tasks that were to send them.

    Raises `WrongState` for a letter that has left or may have.
    """
    with engine.begin() as connection:
        person = people.require(connection, who)
        for letter_id in ids:
            cancel(
                connection,
                letters.get(connection, letter_id),
                reason=f"cancelled: {reason}",
                by=person,
                now=now,
            )


def cancel(connection: Connection, letter: Letter, *, reason: str, by: str, now: datetime) -> None:
    """Cancel one letter with its open tasks, in the caller's transaction."""
    letters.move(connection, letter.id, letter.status, Status.CANCELLED, reason=reason, by=by, now=now)
    for task in tasks.find(connection, letter_id=letter.id, status=TaskStatus.OPEN):
        tasks.close(connection, task.id, TaskStatus.DROPPED, by=by, proof=reason, now=now)
