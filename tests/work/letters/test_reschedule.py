"""Another day: the letter is dated it, and a second person reads it again."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from outreach.model.civil_time import CivilTime
from outreach.model.directory import AddressState
from outreach.model.errors import BadInput, WrongState
from outreach.model.ids import OfficeId
from outreach.model.letter import Letter
from outreach.model.status import Status
from outreach.rendering.mime.message import text_of
from outreach.store import directory
from outreach.work.letters.drafted import DraftResult
from outreach.work.letters.hold import hold_letters
from outreach.work.letters.requested_time import RequestedTime
from outreach.work.letters.reschedule import reschedule_letters
from tests.builders import (
    ANN,
    BOB,
    MORNING,
    FakeTransport,
    approve,
    draft_again,
    draft_context,
    office,
    queue,
    seen,
    send_context,
    send_due,
    statuses,
)
from tests.work.seen import letter, mime

THURSDAY = RequestedTime(local=datetime.fromisoformat("2026-06-04 10:00"), zone=None)


def reschedule(
    engine: Engine, *ids: str, at: RequestedTime = THURSDAY, now: datetime = MORNING
) -> list[Letter]:
    return reschedule_letters(engine, ANN, seen(engine, *ids), at, context=draft_context(), now=now)


def test_it_is_dated_that_day_and_loses_its_approval(engine: Engine) -> None:
    [one] = queue(engine, office())

    [moved] = reschedule(engine, one)

    assert (moved.status, moved.approved_by, moved.printed_on) == ("draft", None, date(2026, 6, 4))
    assert moved.due == CivilTime(local=datetime.fromisoformat("2026-06-04 10:00"), zone="Europe/Paris")
    assert "le 4 juin 2026" in text_of(mime(engine, one))


def test_approved_again_it_leaves_then_and_not_before(engine: Engine) -> None:
    [one] = queue(engine, office())
    reschedule(engine, one)
    approve(engine, one)
    relay = FakeTransport()

    send_due(send_context(engine, {"main": relay}))
    assert relay.handed_over == []

    send_due(send_context(engine, {"main": relay}, now=MORNING + timedelta(days=2, hours=1)))
    assert letter(engine, one).status == "accepted"


def test_a_time_on_our_own_clock_stays_however_often_it_is_drafted_again(sqlite: Engine) -> None:
    """Every drafting gave it the office's morning instead, and its approval was void."""
    ours = RequestedTime(local=datetime.fromisoformat("2026-06-04 10:00"), zone="Europe/Paris")
    [one] = queue(sqlite, office(time_zone="Asia/Tokyo"), at=ours)

    [line] = draft_again(sqlite)

    assert (line.result, letter(sqlite, one).status) == (DraftResult.UNCHANGED, Status.QUEUED)


def test_each_recipients_own_clock_is_meant_where_no_zone_is_said(sqlite: Engine) -> None:
    kyiv, paris = queue(sqlite, office(), office("gov-ua-mfa", time_zone="Europe/Kyiv", country="UA"))

    moved = {one.id: one.due for one in reschedule(sqlite, paris, kyiv)}

    assert moved[paris] == CivilTime(local=datetime.fromisoformat("2026-06-04 10:00"), zone="Europe/Paris")
    assert moved[kyiv] == CivilTime(local=datetime.fromisoformat("2026-06-04 10:00"), zone="Europe/Kyiv")


def test_all_or_none_have_another_time(engine: Engine) -> None:
    other, one = queue(engine, office("gov-be-mfa"), office())
    transport = FakeTransport()
    send_due(send_context(engine, {"main": transport}, going=lambda: not transport.handed_over))

    with pytest.raises(WrongState, match=f"letter {other} is accepted and cannot be given another time"):
        reschedule(engine, one, other)

    assert statuses(engine) == {"gov-xx-mfa": "queued", "gov-be-mfa": "accepted"}


def test_what_a_person_holds_is_released_first(sqlite: Engine) -> None:
    [one] = queue(sqlite, office())
    hold_letters(sqlite, BOB, seen(sqlite, one), reason="wait", now=MORNING)

    with pytest.raises(WrongState, match="is held and cannot be given another time"):
        reschedule(sqlite, one)


def test_a_time_that_cannot_be_meant_changes_nothing(sqlite: Engine) -> None:
    [one] = queue(sqlite, office())

    with pytest.raises(BadInput, match="say a time to come"):
        reschedule(sqlite, one, at=RequestedTime(local=datetime.fromisoformat("2026-06-01 10:00"), zone=None))

    assert letter(sqlite, one).status == "queued"


def test_a_letter_whose_address_is_gone_is_drafted_again_first(sqlite: Engine) -> None:
    [one] = queue(sqlite, office())
    with sqlite.begin() as connection:
        there = directory.get(connection, OfficeId("gov-xx-mfa"))
        assert there.addresses[0].state is AddressState.UNVERIFIED
        directory.put(connection, office(addresses=()), by=ANN.handle, now=MORNING)

    with pytest.raises(WrongState, match="no longer the office's: draft it again first"):
        reschedule(sqlite, one)
