"""Tasks: what waits for a person."""

from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, insert, select, update

from outreach.model.errors import NotFound
from outreach.model.ids import CampaignId, LetterId, OfficeId
from outreach.model.task import Task, TaskKind, TaskStatus
from outreach.store.damage import Unreadable, each, named, refuse
from outreach.store.schema import tasks

_tasks: TypeAdapter[Task] = TypeAdapter(Task)


def add(
    connection: Connection,
    kind: TaskKind,
    *,
    campaign_id: CampaignId,
    office_id: OfficeId,
    letter_id: LetterId | None,
    instructions: str,
    now: datetime,
) -> None:
    """Ask a person for something."""
    connection.execute(
        insert(tasks).values(
            kind=kind,
            status=TaskStatus.OPEN,
            campaign_id=campaign_id,
            office_id=office_id,
            letter_id=letter_id,
            instructions=instructions,
            created_at=now,
        )
    )


def close(
    connection: Connection, task: int, status: TaskStatus, *, by: str, proof: str, now: datetime
) -> None:
    """A person has done it, or it need not be done any more."""
    connection.execute(
        update(tasks).where(tasks.c.id == task).values(status=status, done_by=by, done_at=now, proof=proof)
    )


def reopen(connection: Connection, task: int) -> None:
    """It waits for a person again; who said that it was done stands in the audit."""
    connection.execute(
        update(tasks)
        .where(tasks.c.id == task)
        .values(status=TaskStatus.OPEN, done_by=None, done_at=None, proof=None)
    )


def get(connection: Connection, task: int) -> Task:
    """That task. Raises `NotFound`."""
    row = connection.execute(select(tasks).where(tasks.c.id == task)).one_or_none()
    if row is None:
        raise NotFound(f"there is no task {task}: `outreach tasks list` shows them all")
    return _task(row)


def find(
    connection: Connection,
    *,
    campaign_id: CampaignId | None = None,
    kind: TaskKind | None = None,
    letter_id: LetterId | None = None,
    office_id: OfficeId | None = None,
    status: TaskStatus | None = None,
    unreadable: Unreadable = refuse,
) -> list[Task]:
    """The tasks that fit every condition given, oldest first.

    Raises `DamagedRow` for one that cannot be read, unless ``unreadable`` passes it over.
    """
    query = select(tasks).order_by(tasks.c.id)
    for column, value in (
        (tasks.c.campaign_id, campaign_id),
        (tasks.c.kind, kind),
        (tasks.c.letter_id, letter_id),
        (tasks.c.office_id, office_id),
        (tasks.c.status, status),
    ):
        if value is not None:
            query = query.where(column == value)
    return each(connection.execute(query), _task, unreadable)


def _task(row: Row[Any]) -> Task:
    with named("task", row.id, row.office_id):
        return _tasks.validate_python(dict(row._mapping))
