"""Tasks: what waits for a person, and what they did."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from outreach.model.errors import NotFound
from outreach.model.ids import CampaignId, LetterId, OfficeId
from outreach.model.task import Task, TaskKind, TaskStatus
from outreach.store import tasks
from tests.builders import MORNING, furnish, office
from tests.store.rows import LETTER, a_letter


def ask(connection: Connection, kind: TaskKind = TaskKind.FIND_ADDRESS, **changes: Any) -> None:
    values: dict[str, Any] = {
        "campaign_id": "appeal",
        "office_id": "gov-xx-mfa",
        "letter_id": None,
        "instructions": "look it up",
        "now": MORNING,
    }
    tasks.add(connection, kind, **values | changes)


def test_a_task_is_open_until_someone_has_done_it(engine: Engine) -> None:
    furnish(engine, office())
    with engine.begin() as connection:
        ask(connection)
        [asked] = tasks.find(connection)

        assert asked == Task(
            id=asked.id,
            kind=TaskKind.FIND_ADDRESS,
            status=TaskStatus.OPEN,
            campaign_id=CampaignId("appeal"),
            office_id=OfficeId("gov-xx-mfa"),
            letter_id=None,
            instructions="look it up",
            created_at=MORNING,
            done_by=None,
            done_at=None,
            proof=None,
        )


def test_a_closed_task_says_who_when_and_what_proves_it(engine: Engine) -> None:
    furnish(engine, office())
    done = MORNING + timedelta(hours=1)
    with engine.begin() as connection:
        ask(connection)
        ask(connection)
        first, second = tasks.find(connection)
        tasks.close(connection, first.id, TaskStatus.DONE, by="bob", proof="their page", now=done)

        closed = tasks.get(connection, first.id)

        assert (closed.status, closed.done_by, closed.done_at, closed.proof) == (
            TaskStatus.DONE,
            "bob",
            done,
            "their page",
        )
        assert tasks.get(connection, second.id).status is TaskStatus.OPEN


def test_a_task_that_is_not_there_is_not_found(sqlite: Engine) -> None:
    with sqlite.begin() as connection, pytest.raises(NotFound, match="there is no task 7"):
        tasks.get(connection, 7)


def test_tasks_are_found_by_every_condition_given(sqlite: Engine) -> None:
    a_letter(sqlite)
    with sqlite.begin() as connection:
        ask(connection)
        ask(connection, TaskKind.POST_LETTER, letter_id=LETTER)
        search, deed = tasks.find(connection)

        assert tasks.find(connection, kind=TaskKind.POST_LETTER) == [deed]
        assert tasks.find(connection, letter_id=LetterId(LETTER)) == [deed]
        assert tasks.find(connection, campaign_id=CampaignId("appeal"), office_id=OfficeId("gov-xx-mfa")) == [
            search,
            deed,
        ]
        assert tasks.find(connection, campaign_id=CampaignId("another")) == []
        assert tasks.find(connection, office_id=OfficeId("gov-yy-mfa")) == []
        assert tasks.find(connection, status=TaskStatus.DONE) == []
        assert tasks.find(connection, kind=TaskKind.FIND_ADDRESS, letter_id=LetterId(LETTER)) == []
