"""A letter that is late keeps to the recipient's working hours, unless a person has set its time."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from outreach.model.status import Status
from tests.builders import MORNING, FakeTransport, queue, send_context, send_due
from tests.work.seen import letter

#: Saturday night in Paris; the office works again on Monday at nine.
SATURDAY = datetime(2026, 6, 6, 21, 0, tzinfo=UTC)
MONDAY = datetime(2026, 6, 8, 7, 0, tzinfo=UTC)


def test_a_letter_too_long_after_its_date_waits_for_a_person(engine: Engine) -> None:
    [one] = queue(engine)
    transport = FakeTransport()

    send_due(send_context(engine, {"main": transport}, now=SATURDAY))

    assert transport.handed_over == []
    assert (letter(engine, one).status, letter(engine, one).due_at) == (Status.HELD, MORNING)


@pytest.mark.parametrize("seconds", [0, 1, 59.5])
def test_in_office_hours_it_leaves_at_any_second_of_the_minute(engine: Engine, seconds: float) -> None:
    [one] = queue(engine)

    room = send_context(engine, {"main": FakeTransport()}, now=MORNING + timedelta(seconds=seconds))
    send_due(room)

    assert letter(engine, one).status is Status.ACCEPTED
