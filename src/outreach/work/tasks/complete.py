"""A person has done it: the form is filled in, the letter posted, the address found."""

from datetime import datetime

from sqlalchemy import Connection, Engine

from outreach.model.actor import Act, Actor
from outreach.model.errors import BadInput, WrongState
from outreach.model.ids import LetterId, TaskId
from outreach.model.status import Status
from outreach.model.task import TaskStatus
from outreach.store import audit, letters, people, tasks
from outreach.work.sending.look_again import look_again


def complete_task(
    engine: Engine, actor: Actor, task_id: TaskId, *, proof: str, live: bool, now: datetime
) -> None:
    """Complete it, in a transaction of its own; see `complete`."""
    with engine.begin() as connection:
        complete(connection, actor, task_id, proof=proof, live=live, now=now)


def complete(
    connection: Connection, actor: Actor, task_id: TaskId, *, proof: str, live: bool, now: datetime
) -> None:
    """Close the task with its proof; the letter it sends is `accepted` from then on.

    Raises `BadInput` without a proof, `WrongState` for a task that is closed, and for a letter that must
    not be carried any more: whoever has done it all the same settles the letter.
    """
    if not proof.strip():
        raise BadInput("say what shows that it was done: add --proof")
    by = people.authorize(connection, actor, Act.COMPLETE_TASK)
    task = tasks.get(connection, task_id)
    if task.status is not TaskStatus.OPEN:
        raise WrongState(f"task {task.id} is {task.status} already")
    if task.letter_id is not None:
        _require_allowed(connection, task.letter_id, live, now)
        reason = f"sent by hand by {by}: {proof.strip()}"
        letters.move(
            connection, task.letter_id, Status.BY_HAND, Status.ACCEPTED, reason=reason, by=by, now=now
        )
    tasks.close(connection, task.id, TaskStatus.DONE, by=by, proof=proof.strip(), now=now)
    audit.write(connection, by, Act.COMPLETE_TASK, str(task.id), now=now, proof=proof.strip())


def _require_allowed(connection: Connection, letter_id: LetterId, live: bool, now: datetime) -> None:
    letter = letters.get(connection, letter_id, for_update=True)
    found = look_again(connection, letter, live=live, now=now)
    if found is not None:
        raise WrongState(
            f"letter {letter.id} is not to be sent: {found.reason}. If it has left all the same: "
            f"`outreach letters settle {letter.id} --outcome sent --note …`"
        )
