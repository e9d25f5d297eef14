"""A letter that is late keeps to the recipient's working hours, unless a person has set its time."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from outreach.model.ids import LetterId
from outreach.model.status import Status
from outreach.work.letters.requested_time import RequestedTime
from outreach.work.sending.send import send_letters
from tests.builders import MORNING, FakeTransport, queue, send_context
from tests.work.seen import letter

#: Saturday night in Paris; the office works again on Monday at nine.
SATURDAY = datetime(2026, 6, 6, 21, 0, tzinfo=UTC)
MONDAY = datetime(2026, 6, 8, 7, 0, tzinfo=UTC)


def test_a_late_letter_waits_for_the_next_office_hour(engine: Engine) -> None:
    [one] = queue(engine)
    transport = FakeTransport()

    send_letters(send_context(engine, {"main": transport}, now=SATURDAY), [LetterId(one)])

    assert transport.handed_over == []
    assert (letter(engine, one).status, letter(engine, one).due_at) == (Status.QUEUED, MONDAY)


@pytest.mark.parametrize("seconds", [0, 1, 59.5])
def test_in_office_hours_it_leaves_at_any_second_of_the_minute(engine: Engine, seconds: float) -> None:
    [one] = queue(engine)

    room = send_context(engine, {"main": FakeTransport()}, now=MORNING + timedelta(seconds=seconds))
    send_letters(room, [LetterId(one)])

    assert letter(engine, one).status is Status.ACCEPTED


def test_a_time_that_a_person_has_set_is_kept_at_night(engine: Engine) -> None:
    night = RequestedTime(local=datetime(2026, 6, 6, 22, 30), zone="Europe/Paris")  # noqa: DTZ001
    [one] = queue(engine, at=night)

    send_letters(send_context(engine, {"main": FakeTransport()}, now=SATURDAY), [LetterId(one)])

    assert letter(engine, one).status is Status.ACCEPTED
