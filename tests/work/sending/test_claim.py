"""What the claim asks once more: is the letter due, what is this database for, can its rows be read?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, update

from outreach.model.directory import Address, AddressState, Channel
from outreach.model.errors import NotAllowed
from outreach.model.ids import OfficeId
from outreach.model.sending import Deferred
from outreach.model.status import HoldCause, Status
from outreach.store import attempts, directory_schema, letters, schema
from outreach.store.database import reading
from outreach.work.letters.requested_time import RequestedTime
from outreach.work.letters.reschedule import reschedule_letters
from outreach.work.sending.stop import resume, stop
from outreach.work.sending.withdraw import withdraw_forbidden
from tests.builders import (
    ANN,
    MORNING,
    FakeTransport,
    Hand,
    Meddling,
    approve,
    campaign,
    draft_context,
    office,
    queue,
    real_sender,
    seen,
    send_context,
    send_due,
    statuses,
    the_case,
)
from tests.work.seen import letter, open_tasks, path, phases, the_letter

GREYLISTED = Deferred(reason="450 4.7.1 try again")
FORM = Address(channel=Channel.WEB_FORM, value="https://gov-xx-mfa.example/contact")
#: The same Tuesday, 22:30 in Paris.
NIGHT = datetime(2026, 6, 2, 20, 30, tzinfo=UTC)


# --- when it is due -----------------------------------------------------------------------------------


def test_a_letter_that_is_given_another_day_while_a_round_runs_leaves_on_that_day(engine: Engine) -> None:
    """It left two days early: that it was due had been asked when the round began."""
    *others, last = queue(engine, *(office(f"office-{number}") for number in range(8)))
    thursday = RequestedTime(local=datetime(2026, 6, 4, 10, 0), zone=None)  # noqa: DTZ001

    def another_day() -> None:
        if letter(engine, last).due == letter(engine, others[0]).due:
            reschedule_letters(
                engine, ANN, seen(engine, last), thursday, context=draft_context(), now=MORNING
            )
            approve(engine, last)

    transport = Meddling(before=another_day)
    send_due(send_context(engine, {"main": transport}))

    assert [message.letter_id for message in transport.handed_over] == others
    assert letter(engine, last).status is Status.QUEUED
    send_due(send_context(engine, {"main": transport}, now=MORNING + timedelta(days=2, hours=1)))
    assert [message.letter_id for message in transport.handed_over] == [*others, last]


def test_two_homes_with_the_same_list_try_a_letter_that_is_put_off_once(engine: Engine) -> None:
    """Both read the list of what is due; the second one came a moment later, and tried them all again."""
    ids = queue(engine, office("one"), office("two"))
    one, other = FakeTransport(GREYLISTED, GREYLISTED), FakeTransport(GREYLISTED, GREYLISTED)

    send_due(send_context(engine, {"main": one}, home="here"))
    send_due(send_context(engine, {"main": other}, home="there", now=MORNING + timedelta(minutes=19)))

    assert (len(one.handed_over), len(other.handed_over)) == (2, 0)
    assert [phases(engine, each) for each in ids] == [["claimed", "transmitting", "deferred"]] * 2


# --- what this database is for ------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "second"), [("sandbox", "live"), ("live", "sandbox")])
def test_a_home_of_the_other_kind_sends_nothing(engine: Engine, first: str, second: str) -> None:
    """On a new database both kinds of home found letters that were due: 14 rehearsed, 6 live.

    Neither may it begin once the first has, nor go on where it has begun.
    """
    appeal = campaign(sender=real_sender(), case=replace(the_case(), needs=()))
    ids = sorted(queue(engine, *(office(f"o{n}") for n in range(4)), appeal=appeal))
    one, other = FakeTransport(), FakeTransport()
    with engine.begin() as connection:
        connection.execute(update(schema.campaigns).values(approved_by="bob"))
        connection.execute(update(directory_schema.addresses).values(state=AddressState.VERIFIED))

    send_due(send_context(engine, {"main": one}, delivery=first))
    with pytest.raises(NotAllowed, match=f"letters sent in {first} delivery and cannot be used for {second}"):
        send_due(send_context(engine, {"main": other}, delivery=second))

    assert (len(one.handed_over), other.handed_over) == (4, [])
    with reading(engine) as connection:
        kinds = {attempt.delivery for each in ids for attempt in attempts.of(connection, each)}
    assert kinds == {first}


# --- whether it can be read ---------------------------------------------------------------------------


BAD_ROWS = {
    "the zone of its time": lambda: update(schema.letters).where(schema.letters.c.office_id == "bad"),
    "the zone of its office": lambda: update(directory_schema.offices).where(
        directory_schema.offices.c.id == "bad"
    ),
}


@pytest.mark.parametrize("what", BAD_ROWS)
def test_a9_a_zone_that_nobody_knows_sets_its_letter_apart_and_the_others_leave(
    engine: Engine, what: str
) -> None:
    queue(engine, office("bad"), office("good"))
    column = {"due_zone": "Mars/Olympus"} if what == "the zone of its time" else {"time_zone": "Mars/Olympus"}
    with engine.begin() as connection:
        connection.execute(BAD_ROWS[what]().values(**column))

    send_due(send_context(engine, {"main": FakeTransport()}))

    assert statuses(engine) == {"bad": "held", "good": "accepted"}
    with reading(engine) as connection:
        [bad] = letters.find(connection, offices=[OfficeId("bad")])
    assert bad.hold_cause is HoldCause.STALE
    assert "'Mars/Olympus' is not an IANA time zone: write it like Europe/Paris" in bad.reason
    assert bad.reason.endswith("; mend that, and draft it again")


def test_a9_a_zone_that_nobody_knows_takes_one_letter_off_the_table_and_no_other(engine: Engine) -> None:
    """By hand as by machine: every round failed, and nothing of any campaign left."""
    queue(engine, office("bad", addresses=(FORM,)), office("good", addresses=(FORM,)))
    send_due(send_context(engine, {"web_form": Hand()}))
    with engine.begin() as connection:
        bad = update(directory_schema.offices).where(directory_schema.offices.c.id == "bad")
        connection.execute(bad.values(time_zone="Mars/Olympus"))

    withdrawn = withdraw_forbidden(engine, live=False, now=MORNING)

    assert statuses(engine) == {"bad": "held", "good": "by_hand"}
    assert [letter(engine, one).office_id for one in withdrawn] == ["bad"]
    assert [task.office_id for task in open_tasks(engine)] == ["good"]


def test_a9_a_campaign_that_cannot_be_read_holds_its_letters_and_says_why(engine: Engine) -> None:
    queue(engine)
    with engine.begin() as connection:
        connection.execute(update(schema.campaigns).values(definition='{"version": 1, "campaign": {}}'))

    send_due(send_context(engine, {"main": FakeTransport()}))

    assert the_letter(engine).status is Status.HELD
    assert "is stored in a form that this version cannot read" in the_letter(engine).reason


@pytest.mark.parametrize("words", ["a lone \ud800 surrogate", "a \0 NUL", "\x1b[31m red \u202e esrever"])
def test_a9_a_fault_whose_words_no_database_takes_costs_its_letter_alone(engine: Engine, words: str) -> None:
    ids = queue(engine, office("one"), office("two"))
    faults = [RuntimeError(words)]

    def stumble() -> None:
        if faults:
            raise faults.pop()

    send_due(send_context(engine, {"main": Meddling(before=stumble)}))

    assert statuses(engine) == {"one": "failed", "two": "accepted"}
    reason = letter(engine, ids[0]).reason
    assert reason.startswith("refused: a fault in outreach: RuntimeError: ")
    assert reason.isprintable()


# --- why it is where it is ----------------------------------------------------------------------------


def test_the_reason_of_a_letter_that_is_stopped_is_the_stop_and_none_when_it_has_left(engine: Engine) -> None:
    """It went on saying "leaves 2 June 09:00"."""
    [one] = queue(engine)
    stop(engine, ANN, "campaign:appeal", reason="wait for the lawyer", now=MORNING)
    transport = FakeTransport()

    send_due(send_context(engine, {"main": transport}))
    stopped = letter(engine, one).reason
    resume(engine, ANN, "campaign:appeal", now=MORNING)
    send_due(send_context(engine, {"main": transport}))

    assert stopped == "stopped by ann: wait for the lawyer"
    assert letter(engine, one).reason == "accepted: 250 ok"


def test_the_reason_of_a_letter_that_is_put_off_says_when_it_leaves_now(engine: Engine) -> None:
    [one] = queue(engine)

    send_due(send_context(engine, {"main": FakeTransport()}, now=NIGHT))

    assert letter(engine, one).status is Status.QUEUED
    assert letter(engine, one).reason == (
        "leaves 2026-06-03 09:00 Europe/Paris, in the office's working hours"
    )
    assert letter(engine, one).due_at == datetime(2026, 6, 3, 7, 0, tzinfo=UTC)
    assert path(engine, one)[-1] == "queued"


def test_a10_a_letter_whose_account_is_not_in_the_settings_says_so_and_stops_no_other(engine: Engine) -> None:
    [one] = queue(engine)

    send_due(send_context(engine, {"another": FakeTransport()}))

    assert letter(engine, one).reason == (
        "waits for its account: there is no account 'main' in the settings: "
        "add it, or route its letters elsewhere"
    )
    assert phases(engine, one) == []
