"""A person has done it: the form is filled in, the letter posted, the address found."""

from datetime import datetime

from sqlalchemy import Engine

from outreach.model.errors import BadInput, WrongState
from outreach.model.letter import Status
from outreach.model.task import TaskStatus
from outreach.store import letters, people, tasks


def complete_task(engine: Engine, task_id: int, *, proof: str, who: str | None, now: datetime) -> None:
    """Close the task with its proof; the letter it sends is `accepted` from then on.

    Raises `BadInput` without a proof, `WrongState` for a task that is closed.
    """
    if not proof.strip():
        raise BadInput("say what shows that it was done: add --proof")
    with engine.begin() as connection:
        person = people.require(connection, who)
        task = tasks.get(connection, task_id)
        if task.status is not TaskStatus.OPEN:
            raise WrongState(f"task {task.id} is {task.status} already")
        tasks.close(connection, task.id, TaskStatus.DONE, by=person, proof=proof.strip(), now=now)
        if task.letter_id is not None:
            reason = f"sent by hand by {person}: {proof.strip()}"
            letters.move(
                connection, task.letter_id, Status.BY_HAND, Status.ACCEPTED, reason=reason, by=person, now=now
            )
