"""What waits for a person."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from outreach.model.errors import WrongState
from outreach.model.ids import LetterId, TaskId
from outreach.model.letter import Letter
from outreach.model.task import Task, TaskStatus
from outreach.rendering.letter.dates import DATE_TO_COME, long_date
from outreach.rendering.mime.message import text_of
from outreach.store import approvals, contents, letters, pauses, tasks
from outreach.store.damage import tell
from outreach.store.database import reading


@dataclass(frozen=True, kw_only=True)
class TaskView:
    """A task, and the stop that says not to do it now, if there is one."""

    task: Task
    stopped_by: str | None


def list_tasks(engine: Engine, *, every: bool = False) -> list[Task]:
    """The open tasks, or all there ever were, oldest first."""
    with reading(engine) as connection:
        return tasks.find(connection, status=None if every else TaskStatus.OPEN, unreadable=tell)


def task_view(engine: Engine, task_id: TaskId, *, now: datetime) -> TaskView:
    """That task as it stands at ``now``.

    Raises `NotFound`, and `WrongState` where it asks to carry other words than were approved, or elsewhere.
    """
    with reading(engine) as connection:
        task = tasks.get(connection, task_id)
        if task.letter_id and task.status is TaskStatus.OPEN:
            require_approved(connection, task, task.letter_id)
        return TaskView(task=task, stopped_by=stopped_by(connection, task, now))


def stopped_by(connection: Connection, task: Task, now: datetime) -> str | None:
    """Who has stopped what this task sends, and why; None if nobody has."""
    targets = (pauses.EVERYTHING, pauses.campaign(task.campaign_id))
    pause = pauses.of(connection, *targets, now=now) if task.letter_id else None
    return f"stopped by {pause.requested_by}: {pause.reason}" if pause else None


def dated(letter: Letter) -> str:
    """The day on which it was handed out, as it is printed; `DATE_TO_COME` until then."""
    return long_date(letter.printed_on, letter.language) if letter.printed_on else DATE_TO_COME


def require_approved(connection: Connection, task: Task, letter_id: LetterId) -> None:
    """Whoever can write into the database alone has nobody carry what nobody has approved.

    Raises `WrongState` for a task that says anything else.
    """
    letter, mime = letters.get(connection, letter_id), contents.of(connection, [letter_id]).get(letter_id)
    if mime is not None and approvals.is_approved(connection, letter, mime):
        words = text_of(mime).strip("\n").replace(DATE_TO_COME, dated(letter))
        if words in task.instructions and letter.address in task.instructions:
            return
    raise WrongState(
        f"task {task.id} does not say what was approved: do not do it; hold or cancel letter {letter_id}, "
        "and find out who changed it (`outreach audit verify`)"
    )
