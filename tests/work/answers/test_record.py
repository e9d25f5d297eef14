"""What comes back counts at once."""

from datetime import date

import pytest
from sqlalchemy import Engine, update

from outreach.model.directory import Address, AddressState, Channel
from outreach.model.errors import BadInput, NotAllowed, NotFound, WrongState
from outreach.model.ids import CampaignId, Handle, LetterId, OfficeId
from outreach.model.sending import InDoubt
from outreach.model.status import Status
from outreach.model.thread import AnswerKind
from outreach.store import campaigns, directory, schema, threads
from outreach.work.answers.correct import correct_answer
from outreach.work.answers.record import record_answer
from outreach.work.letters.approve import approve_letters
from outreach.work.letters.draft import draft_letters
from outreach.work.letters.drafted import DraftResult
from tests.builders import (
    ANN,
    MORNING,
    FakeTransport,
    Hand,
    actor,
    campaign,
    draft_context,
    mailbox,
    office,
    queue,
    seen,
    send_context,
    send_due,
    terms,
    texts,
)
from tests.work.seen import letter, open_tasks, the_letter
from tests.work.seen import office as seen_office
from tests.work.threads import FRIDAY, draft_reminders, remind, sent

FORM = Address(channel=Channel.WEB_FORM, value="https://gov-xx-mfa.example/contact")
#: What can come back; a correction alone withdraws.
KINDS = [kind for kind in AnswerKind if kind is not AnswerKind.WITHDRAWN]
OPEN_KINDS = [kind for kind in KINDS if kind is not AnswerKind.ACKNOWLEDGED]


def answer(engine: Engine, one: str, kind: AnswerKind, note: str = "", who: str | None = "ann") -> None:
    record_answer(engine, actor(who), LetterId(one), kind, note=note, now=FRIDAY)


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_is_written_down_with_who_read_it(engine: Engine, kind: AnswerKind) -> None:
    [one] = sent(engine)

    answer(engine, one, kind, note="by telephone")

    with engine.begin() as connection:
        [written] = threads.of_office(connection, CampaignId("appeal"), OfficeId("gov-xx-mfa"))
    assert (written.kind, written.letter_id, written.note) == (kind, one, "by telephone")
    assert (written.recorded_by, written.recorded_at) == ("ann", FRIDAY)
    assert letter(engine, one).status == ("bounced" if kind is AnswerKind.BOUNCED else "accepted")


def test_no_answer_has_come_in_on_a_day_that_is_yet_to_come(sqlite: Engine) -> None:
    [one] = sent(sqlite)

    with pytest.raises(BadInput, match="2026-07-02 is yet to come"):
        record_answer(
            sqlite, ANN, one, AnswerKind.ANSWERED, note="", received_on=date(2026, 7, 2), now=MORNING
        )


def test_no_answer_has_come_in_before_its_letter_left(engine: Engine) -> None:
    """The report showed an answer of the year 1900."""
    [one] = sent(engine)

    with pytest.raises(BadInput, match=r"2026-05-31 is before letter .* left, 2026-06-02: say the day"):
        record_answer(
            engine, ANN, one, AnswerKind.ANSWERED, note="", received_on=date(2026, 5, 31), now=FRIDAY
        )


def test_where_it_was_still_the_day_before_an_answer_may_have_come_in(sqlite: Engine) -> None:
    [one] = sent(sqlite)

    record_answer(sqlite, ANN, one, AnswerKind.ANSWERED, note="", received_on=date(2026, 6, 1), now=FRIDAY)

    assert letter(sqlite, one).status is Status.ACCEPTED


def test_a_bounce_makes_the_address_bouncing(engine: Engine) -> None:
    [one] = sent(engine)

    answer(engine, one, AnswerKind.BOUNCED, note="mailbox full")

    assert letter(engine, one).reason == "bounced: mailbox full"
    assert seen_office(engine).addresses[0].state is AddressState.BOUNCING


def test_a_mailbox_that_bounced_is_written_to_by_no_other_campaign_either(engine: Engine) -> None:
    [one] = sent(engine)
    record_answer(engine, ANN, one, AnswerKind.BOUNCED, note="", now=FRIDAY)
    with engine.begin() as connection:
        campaigns.put(connection, campaign(id="another"), texts(), by=ANN.handle, now=FRIDAY)

    [line] = draft_letters(
        engine, ANN, CampaignId("another"), "first", context=draft_context(), clock=lambda: FRIDAY
    )

    assert line.result is DraftResult.NO_ADDRESS


def test_a_bounce_says_nothing_of_the_address_that_came_after(sqlite: Engine) -> None:
    [one] = sent(sqlite)
    with sqlite.begin() as connection:
        directory.put(
            connection, office(addresses=(mailbox("new@ministry.example"),)), by=Handle("ann"), now=MORNING
        )

    answer(sqlite, one, AnswerKind.BOUNCED)

    assert seen_office(sqlite).addresses[0].state is AddressState.UNVERIFIED


def test_an_objection_suppresses_the_office(sqlite: Engine) -> None:
    [one] = sent(sqlite)

    answer(sqlite, one, AnswerKind.OBJECTED, note="never again")

    with sqlite.begin() as connection:
        [said] = directory.suppressed(connection)
        assert (said.target, said.reason) == ("gov-xx-mfa", "objected: never again")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not AnswerKind.OBJECTED])
def test_nothing_else_suppresses_anyone(sqlite: Engine, kind: AnswerKind) -> None:
    [one] = sent(sqlite)

    answer(sqlite, one, kind)

    with sqlite.begin() as connection:
        assert directory.suppressed(connection) == []


@pytest.mark.parametrize("kind", OPEN_KINDS)
def test_i6_an_answer_cancels_the_reminder_that_has_not_left(engine: Engine, kind: AnswerKind) -> None:
    first, reminder, _ = remind(engine)

    answer(engine, first, kind)

    assert letter(engine, reminder).status is Status.CANCELLED
    assert letter(engine, reminder).reason == f"no reminder: the office has {kind.value}"


@pytest.mark.parametrize("status", ["draft", "blocked", "approved", "queued", "held", "by_hand"])
def test_wherever_a_reminder_waits_it_is_cancelled(sqlite: Engine, status: str) -> None:
    first, reminder, _ = remind(sqlite)
    with sqlite.begin() as connection:
        connection.execute(
            update(schema.letters).where(schema.letters.c.id == reminder).values(status=status)
        )

    answer(sqlite, first, AnswerKind.ANSWERED)

    assert letter(sqlite, reminder).status is Status.CANCELLED


@pytest.mark.parametrize("status", ["claimed", "transmitting", "accepted", "in_doubt", "failed"])
def test_a_reminder_that_may_have_left_stays_what_it_is(sqlite: Engine, status: str) -> None:
    first, reminder, _ = remind(sqlite)
    with sqlite.begin() as connection:
        connection.execute(
            update(schema.letters).where(schema.letters.c.id == reminder).values(status=status)
        )

    answer(sqlite, first, AnswerKind.ANSWERED)

    assert letter(sqlite, reminder).status == status


def test_a_reminder_by_hand_loses_its_task(sqlite: Engine) -> None:
    [first] = sent(sqlite)
    with sqlite.begin() as connection:
        directory.put(connection, office(addresses=(FORM,)), by=Handle("ann"), now=MORNING)
    [line] = draft_reminders(sqlite)
    reminder = str(line.letter_id)
    approve_letters(sqlite, actor("bob"), seen(sqlite, LetterId(reminder)), terms(now=FRIDAY))
    send_due(send_context(sqlite, {"web_form": Hand()}, now=FRIDAY))
    assert [task.letter_id for task in open_tasks(sqlite)] == [reminder]

    answer(sqlite, first, AnswerKind.ANSWERED)

    assert letter(sqlite, reminder).status is Status.CANCELLED
    assert open_tasks(sqlite) == []


def test_an_acknowledgement_leaves_the_reminder_alone(sqlite: Engine) -> None:
    first, reminder, _ = remind(sqlite)

    answer(sqlite, first, AnswerKind.ACKNOWLEDGED)

    assert letter(sqlite, reminder).status is Status.QUEUED


def test_a_reminder_that_names_no_number_or_another_is_held_once_the_office_has_given_its_own(
    engine: Engine,
) -> None:
    first, reminder, due = remind(engine)
    record_answer(engine, ANN, first, AnswerKind.ACKNOWLEDGED, note="", their_reference="MFA-7", now=FRIDAY)

    send_due(send_context(engine, {"main": FakeTransport()}, now=due))

    held = letter(engine, reminder)
    assert (held.status, held.reason) == (
        Status.HELD,
        "changed since it was approved: the office's number for our letter: draft it again",
    )
    draft_reminders(engine)
    with engine.begin() as connection:
        [acknowledged] = threads.list_all(connection)
    assert acknowledged.id is not None
    correct_answer(engine, ANN, acknowledged.id, AnswerKind.WITHDRAWN, note="not ours", now=FRIDAY)
    send_due(send_context(engine, {"main": FakeTransport()}, now=due))
    assert letter(engine, reminder).status is Status.HELD


def test_an_answer_stops_no_other_offices_reminder(sqlite: Engine) -> None:
    first, other = sent(sqlite, office("a"), office("b"))
    reminders = {str(line.office_id): LetterId(str(line.letter_id)) for line in draft_reminders(sqlite)}

    answer(sqlite, first, AnswerKind.ANSWERED)

    assert letter(sqlite, reminders["a"]).status is Status.CANCELLED
    assert letter(sqlite, reminders["b"]).status is Status.DRAFT
    assert letter(sqlite, other).status is Status.ACCEPTED


def in_doubt(engine: Engine) -> str:
    [one] = queue(engine)
    send_due(send_context(engine, {"main": FakeTransport(InDoubt(reason="silence"))}))
    return one


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not AnswerKind.BOUNCED])
def test_whoever_answers_a_letter_in_doubt_has_it(sqlite: Engine, kind: AnswerKind) -> None:
    one = in_doubt(sqlite)

    answer(sqlite, one, kind)

    assert letter(sqlite, one).status is Status.ACCEPTED
    assert letter(sqlite, one).reason == f"no doubt any more: the office has {kind.value}"


def test_a_bounce_ends_a_doubt_too(sqlite: Engine) -> None:
    one = in_doubt(sqlite)

    answer(sqlite, one, AnswerKind.BOUNCED)

    assert letter(sqlite, one).status is Status.BOUNCED


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.ACCEPTED, Status.DELIVERED, Status.IN_DOUBT}))
def test_nothing_answers_a_letter_that_never_went_out(sqlite: Engine, status: Status) -> None:
    [one] = queue(sqlite)
    with sqlite.begin() as connection:
        connection.execute(update(schema.letters).values(status=status))

    for kind in KINDS:
        with pytest.raises(WrongState, match=r"it never went out|cannot bounce any more"):
            answer(sqlite, one, kind)
    with sqlite.begin() as connection:
        assert threads.of_campaign(connection, CampaignId("appeal")) == {}


def test_an_answer_is_recorded_by_a_person(sqlite: Engine) -> None:
    [one] = sent(sqlite)

    with pytest.raises(NotAllowed):
        answer(sqlite, one, AnswerKind.ANSWERED, who=None)


def test_a_letter_that_is_not_there_is_not_found(sqlite: Engine) -> None:
    sent(sqlite)

    with pytest.raises(NotFound):
        answer(sqlite, "nothing", AnswerKind.ANSWERED)
    assert the_letter(sqlite).status is Status.ACCEPTED
