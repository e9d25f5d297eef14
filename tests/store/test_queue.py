"""The queue: what leaves now, and what first."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from outreach.model.ids import LetterId
from outreach.model.status import Status
from outreach.store import queue
from tests.builders import MORNING
from tests.store.rows import LETTER, a_letter, add, nine_oclock, set_columns


@pytest.mark.parametrize(
    ("due", "zone", "retry_at", "is_due"),
    [
        (nine_oclock(2), "Europe/Paris", None, True),  # 07:00 UTC, to the second
        (nine_oclock(2), "Europe/London", None, False),  # 08:00 UTC
        (nine_oclock(2), "Europe/Kyiv", None, True),  # 06:00 UTC
        (nine_oclock(1), "Europe/Paris", MORNING + timedelta(seconds=1), False),
        (nine_oclock(1), "Europe/Paris", MORNING, True),
        (None, None, None, True),
        (nine_oclock(1), "Mars/Olympus", None, True),  # the claim sets it apart
    ],
)
def test_a_letter_is_due_when_its_clock_says_so_and_no_retry_is_waited_for(
    engine: Engine, due: datetime | None, zone: str | None, retry_at: datetime | None, is_due: bool
) -> None:
    a_letter(engine, Status.QUEUED, due_local=due, due_zone=zone, retry_at=retry_at)

    with engine.begin() as connection:
        assert queue.due_ids(connection, MORNING) == ([LETTER] if is_due else [])


def test_only_queued_letters_fall_due(sqlite: Engine) -> None:
    a_letter(sqlite)
    with sqlite.begin() as connection:
        for status in set(Status) - {Status.QUEUED}:
            set_columns(connection, LETTER, status=status)
            assert queue.due_ids(connection, MORNING) == []


def test_the_longest_due_comes_first(sqlite: Engine) -> None:
    a_letter(sqlite, Status.QUEUED, due_local=nine_oclock(2), due_zone="Europe/Paris")
    with sqlite.begin() as connection:
        add(connection, LetterId("bbbbbbbbbb"), step="reminder")
        set_columns(
            connection,
            LetterId("bbbbbbbbbb"),
            status="queued",
            due_local=nine_oclock(1),
            due_zone="Europe/Paris",
        )

        assert queue.due_ids(connection, MORNING) == ["bbbbbbbbbb", LETTER]
