"""It was not done after all: somebody said so by mistake, or of the wrong task."""

from datetime import datetime

from sqlalchemy import Connection, Engine

from outreach.model.actor import Act, Actor
from outreach.model.errors import WrongState
from outreach.model.ids import LetterId, TaskId
from outreach.model.status import ABANDONED, Status
from outreach.model.task import TaskStatus
from outreach.store import audit, letters, people, tasks, threads


def reopen_task(engine: Engine, actor: Actor, task_id: TaskId, *, reason: str, now: datetime) -> None:
    """Reopen it, in a transaction of its own; see `reopen`."""
    with engine.begin() as connection:
        reopen(connection, actor, task_id, reason=reason, now=now)


def reopen(connection: Connection, actor: Actor, task_id: TaskId, *, reason: str, now: datetime) -> None:
    """Let the task wait again, and its letter with it: `by_hand`, as if nobody had said that it was sent.

    Raises `WrongState` for a task that is not done, and for a letter of which something has come already:
    an answer proves that it was sent, and a reminder refers to it.
    """
    by = people.authorize(connection, actor, Act.REOPEN_TASK)
    task = tasks.get(connection, task_id)
    if task.status is not TaskStatus.DONE:
        raise WrongState(f"task {task.id} is {task.status}: only one that is done can be reopened")
    tasks.reopen(connection, task.id)
    if task.letter_id is not None:
        _require_nothing_after(connection, task.letter_id)
        told = f"not sent after all, says {by}: {reason}"
        letters.move(connection, task.letter_id, Status.ACCEPTED, Status.BY_HAND, reason=told, by=by, now=now)
    audit.write(connection, by, Act.REOPEN_TASK, str(task.id), now=now, reason=reason, proof=task.proof)


def _require_nothing_after(connection: Connection, letter_id: LetterId) -> None:
    letter = letters.get(connection, letter_id, for_update=True)
    answered = {answer.letter_id for answer in threads.list_all(connection, letter.campaign_id)}
    if letter.id in answered:
        raise WrongState(f"letter {letter.id} has been answered, so it was sent: see `outreach answers list`")
    for other in letters.find(connection, campaign_id=letter.campaign_id, offices=[letter.office_id]):
        if letter.message_id in other.references and other.status not in ABANDONED:
            raise WrongState(
                f"letter {other.id} ({other.step}) refers to it and is {other.status}: "
                "cancel that first, if it has not left"
            )
