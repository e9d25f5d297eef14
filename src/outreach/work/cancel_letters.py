"""Give letters up before they leave."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine

from outreach.model.letter import Status
from outreach.model.task import TaskStatus
from outreach.store import letters, people, tasks


def cancel_letters(
    engine: Engine, ids: Sequence[str], *, reason: str, who: str | None, now: datetime
) -> None:
    """Cancel these letters, all or none, and drop the tasks that were to send them.

    Raises `WrongState` for a letter that has left or may have.
    """
    with engine.begin() as connection:
        person = people.require(connection, who)
        for letter_id in ids:
            letter = letters.get(connection, letter_id)
            words = f"cancelled: {reason}"
            letters.move(
                connection, letter.id, letter.status, Status.CANCELLED, reason=words, by=person, now=now
            )
            for task in tasks.find(connection, letter=letter.id, status=TaskStatus.OPEN):
                tasks.close(connection, task.id, TaskStatus.DROPPED, by=person, proof=words, now=now)
