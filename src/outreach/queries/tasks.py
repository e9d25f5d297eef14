"""What waits for a person."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from outreach.model.ids import TaskId
from outreach.model.task import Task, TaskStatus
from outreach.store import pauses, tasks
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
    """That task as it stands at ``now``. Raises `NotFound`."""
    with reading(engine) as connection:
        task = tasks.get(connection, task_id)
        targets = (pauses.EVERYTHING, pauses.campaign(task.campaign_id))
        pause = pauses.of(connection, *targets, now=now) if task.letter_id else None
    stopped = f"stopped by {pause.requested_by}: {pause.reason}" if pause else None
    return TaskView(task=task, stopped_by=stopped)
