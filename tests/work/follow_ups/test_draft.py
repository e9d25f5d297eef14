"""Following up: silence long enough earns one reminder, anything else none."""

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, update

from outreach.model.audience import Bar
from outreach.model.campaign import Step
from outreach.model.errors import NotAllowed
from outreach.model.follow_up import FollowUpRule, FollowUpRules, Wait
from outreach.model.ids import CampaignId, Handle, LetterId, OfficeId
from outreach.model.sending import InDoubt
from outreach.model.status import ABANDONED, HoldCause, Status
from outreach.model.thread import STOPS_THE_CLOCK, AnswerKind
from outreach.model.working_days import Closed
from outreach.queries.follow_ups import FollowUp, follow_ups
from outreach.rendering.mime.message import text_of
from outreach.rendering.workshop.workshop import Workshop
from outreach.store import campaigns, directory, schema
from outreach.work.answers.record import record_answer
from outreach.work.contacts.suppress import suppress_target
from outreach.work.follow_ups.draft import draft_follow_ups
from outreach.work.letters.approve import approve_letters
from outreach.work.letters.cancel import cancel_letters
from outreach.work.letters.draft import draft_letters
from outreach.work.letters.drafted import Drafted, DraftResult
from outreach.work.letters.requested_time import RequestedTime
from outreach.work.letters.settle import Verdict, settle_letter
from tests.builders import (
    ANN,
    EMAILS,
    MORNING,
    FakeTransport,
    actor,
    campaign,
    draft,
    draft_context,
    furnish,
    mailbox,
    office,
    queue,
    request,
    seen,
    send_context,
    send_due,
    terms,
    texts,
)
from tests.work.seen import all_letters, letter, mime
from tests.work.threads import FRIDAY, TEN_DAYS, draft_reminders, remind, sent


def working_days(count: int) -> FollowUpRules:
    return FollowUpRules(default=FollowUpRule(wait=Wait(working_days=count)), by_kind={}, exceptions={})


def draft_again(engine: Engine) -> list[Drafted]:
    """Write anew where the letter was cancelled or came back."""
    abandoned = [one.id for one in all_letters(engine) if one.status in ABANDONED]
    return draft_letters(
        engine,
        actor("ann"),
        CampaignId("appeal"),
        "first",
        context=draft_context(),
        again=abandoned,
        clock=lambda: MORNING,
    )


def test_a_reminder_names_the_number_under_which_the_office_has_registered_the_letter(sqlite: Engine) -> None:
    plain, registered = sent(sqlite, office("a-plain"), office("b-registered"))
    for number in ("R-1/2026", "R-2/2026"):
        record_answer(
            sqlite,
            ANN,
            LetterId(registered),
            AnswerKind.ACKNOWLEDGED,
            note="",
            their_reference=number,
            now=FRIDAY,
        )

    ids = {str(one.office_id): one.letter_id for one in draft_reminders(sqlite)}

    said = {name: text_of(mime(sqlite, id_)) for name, id_ in ids.items() if id_}
    assert "Votre référence : R-2/2026" in said["b-registered"].replace("\u00a0", " ")
    assert "Votre référence" not in said["a-plain"]
    assert plain != registered


def waiting(engine: Engine, rules: FollowUpRules = TEN_DAYS, now: datetime = FRIDAY) -> list[FollowUp]:
    return follow_ups(engine, CampaignId("appeal"), rules=rules, now=now)


def test_a_silent_office_waits_for_its_day(engine: Engine) -> None:
    [first] = sent(engine)

    thursday, friday = waiting(engine, now=FRIDAY - timedelta(days=1)), waiting(engine)

    assert friday == [
        FollowUp(
            office_id=OfficeId("gov-xx-mfa"),
            letter_id=LetterId(first),
            step="reminder",
            draft_id=None,
            due_on=date(2026, 6, 12),
            is_due=True,
            not_written=None,
        )
    ]
    assert [line.is_due for line in thursday] == [False]
    assert draft_reminders(engine, now=FRIDAY - timedelta(days=1)) == []


def test_working_days_are_those_of_the_offices_own_country(sqlite: Engine) -> None:
    """Thursday the 4th is Corpus Christi: a holiday in Poland, not in France."""
    sent(
        sqlite,
        office("fr", country="FR"),
        office("pl", country="PL", time_zone="Europe/Warsaw"),
    )

    due = {line.office_id: line.due_on for line in waiting(sqlite, working_days(5))}

    assert due == {"fr": date(2026, 6, 9), "pl": date(2026, 6, 10)}


def test_the_day_is_the_offices_own(sqlite: Engine) -> None:
    """Sent at 08:00 UTC on the 3rd, when it is the evening of the 2nd in Honolulu."""
    evening = RequestedTime(local=datetime(2026, 6, 2, 21, 0), zone=None)  # noqa: DTZ001 - a wall clock's
    queue(sqlite, office(time_zone="Pacific/Honolulu", country="US"), at=evening)
    on_the_third = MORNING + timedelta(days=1, hours=1)
    send_due(send_context(sqlite, {"main": FakeTransport()}, now=on_the_third))

    [line] = waiting(sqlite)

    assert line.due_on == date(2026, 6, 12)


@pytest.mark.parametrize("kind", sorted(STOPS_THE_CLOCK))
def test_whoever_has_answered_objected_or_bounced_is_not_reminded(engine: Engine, kind: AnswerKind) -> None:
    [first] = sent(engine)
    record_answer(engine, actor("ann"), LetterId(first), kind, note="", now=FRIDAY)

    assert waiting(engine) == []
    assert draft_reminders(engine) == []


def test_after_a_bounce_the_letter_to_another_address_is_reminded_again(sqlite: Engine) -> None:
    [first] = sent(sqlite)
    record_answer(sqlite, actor("ann"), LetterId(first), AnswerKind.BOUNCED, note="", now=MORNING)
    with sqlite.begin() as connection:
        moved = office(addresses=(mailbox("new@gov-xx-mfa.example"),))
        directory.put(connection, moved, by=Handle("ann"), now=MORNING)
    [second] = [line.letter_id for line in draft_again(sqlite) if line.letter_id]
    approve_letters(sqlite, actor("bob"), seen(sqlite, second), terms())
    send_due(send_context(sqlite, {"main": FakeTransport()}))

    assert [(line.letter_id, line.is_due) for line in waiting(sqlite)] == [(second, True)]


def test_a_reminder_drafted_in_the_summer_break_is_dated_after_it(sqlite: Engine) -> None:
    august = Closed(first=(8, 1), last=(8, 31))
    rule = FollowUpRule(wait=Wait(days=10), no_reminder=(august,))
    rules = FollowUpRules(default=rule, by_kind={}, exceptions={})
    sent(sqlite)

    [line] = draft_reminders(sqlite, now=datetime(2026, 8, 9, 8, 0, tzinfo=UTC), rules=rules)

    assert line.letter_id is not None
    assert letter(sqlite, line.letter_id).printed_on == date(2026, 9, 1)


def test_a_bare_acknowledgement_does_not_stop_the_clock(sqlite: Engine) -> None:
    [first] = sent(sqlite)
    record_answer(sqlite, actor("ann"), LetterId(first), AnswerKind.ACKNOWLEDGED, note="", now=FRIDAY)

    assert [line.is_due for line in waiting(sqlite)] == [True]


def test_an_answer_after_an_acknowledgement_stops_it(sqlite: Engine) -> None:
    [first] = sent(sqlite)
    for kind in (AnswerKind.ACKNOWLEDGED, AnswerKind.ANSWERED):
        record_answer(sqlite, actor("ann"), LetterId(first), kind, note="", now=FRIDAY)

    assert waiting(sqlite) == []


def test_a_letter_in_doubt_earns_no_reminder(engine: Engine) -> None:
    queue(engine)
    send_due(send_context(engine, {"main": FakeTransport(InDoubt(reason="silence"))}))

    assert waiting(engine) == []


def test_a_doubt_that_is_settled_counts_from_then(sqlite: Engine) -> None:
    ids = queue(sqlite)
    send_due(send_context(sqlite, {"main": FakeTransport(InDoubt(reason="silence"))}))
    settle_letter(
        sqlite,
        actor("ann"),
        seen(sqlite, LetterId(ids[0]))[0],
        Verdict.SENT,
        note="they said so",
        now=MORNING + timedelta(days=3),
    )

    assert [line.due_on for line in waiting(sqlite)] == [date(2026, 6, 15)]


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.ACCEPTED, Status.DELIVERED}))
def test_only_a_letter_that_the_institution_has_is_followed_up(sqlite: Engine, status: Status) -> None:
    sent(sqlite)
    with sqlite.begin() as connection:
        connection.execute(update(schema.letters).values(status=status))

    assert waiting(sqlite) == []


def test_a_reminder_refers_to_the_first_letter_in_its_thread(engine: Engine) -> None:
    [first] = sent(engine)

    [line] = draft_reminders(engine)

    reminder, opening = letter(engine, str(line.letter_id)), letter(engine, first)
    content = mime(engine, reminder.id)
    assert (line.result, reminder.step, reminder.status) == (DraftResult.DRAFTED, "reminder", "draft")
    assert reminder.references == (opening.message_id,)
    assert f"In-Reply-To: {opening.message_id}\r\n".encode() in content
    assert f"References: {opening.message_id}\r\n".encode() in content
    assert f"Message-ID: {reminder.message_id}\r\n".encode() in content
    text = text_of(content)
    assert f"A-1/{first}" in text
    assert "2 juin 2026" in text
    assert f"A-1/{reminder.id}" in text
    assert "12 juin 2026" in text


def test_a_second_reminder_refers_to_the_whole_thread(sqlite: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "azat-miftakhov"
    shutil.copytree(EMAILS / "azat-miftakhov", folder)
    for reminder_texts in list(folder.glob("*/reminder")):
        shutil.copytree(reminder_texts, reminder_texts.with_name("last"))
    steps = (*campaign().steps, Step(name="last"))
    first, reminder, day = remind(sqlite)
    with sqlite.begin() as connection:
        campaigns.put(connection, campaign(steps=steps), texts(), by=Handle("ann"), now=MORNING)
    send_due(send_context(sqlite, {"main": FakeTransport()}, now=day))

    [waits] = waiting(sqlite, now=day)
    with Workshop(folder, [step.name for step in steps]) as template:
        [line] = draft_follow_ups(
            sqlite,
            ANN,
            CampaignId("appeal"),
            context=replace(draft_context(rules=TEN_DAYS), template=template),
            clock=lambda: day + timedelta(days=10),
        )

    assert (waits.step, waits.letter_id, waits.due_on) == ("last", reminder, date(2026, 6, 22))
    assert letter(sqlite, str(line.letter_id)).references == (
        letter(sqlite, first).message_id,
        letter(sqlite, reminder).message_id,
    )


def test_a_reminder_is_dated_the_day_it_falls_due(sqlite: Engine) -> None:
    sent(sqlite)

    [line] = draft_reminders(sqlite)

    assert letter(sqlite, str(line.letter_id)).printed_on == date(2026, 6, 12)


def test_a_late_reminder_is_dated_the_day_it_is_written(sqlite: Engine) -> None:
    sent(sqlite)

    [line] = draft_reminders(sqlite, now=FRIDAY + timedelta(days=10))

    assert letter(sqlite, str(line.letter_id)).printed_on == date(2026, 6, 22)


def test_redrafting_on_its_day_keeps_the_date_and_the_bytes(engine: Engine) -> None:
    sent(engine)
    [line] = draft_reminders(engine)
    reminder = str(line.letter_id)
    before = mime(engine, reminder)

    [again] = draft_reminders(engine, now=FRIDAY + timedelta(hours=2), who=actor("bob"))

    assert (again.result, again.letter_id) == (DraftResult.UNCHANGED, reminder)
    assert letter(engine, reminder).printed_on == date(2026, 6, 12)
    assert mime(engine, reminder) == before
    assert letter(engine, reminder).author == "ann"


def test_a_reminder_whose_text_changed_is_written_anew_under_its_date(sqlite: Engine) -> None:
    sent(sqlite)
    [line] = draft_reminders(sqlite)
    with sqlite.begin() as connection:
        directory.put(connection, office(name="Renamed"), by=Handle("ann"), now=MORNING)

    [again] = draft_reminders(sqlite, now=FRIDAY + timedelta(days=10), who=actor("bob"))

    reminder = letter(sqlite, str(line.letter_id))
    assert (again.result, again.letter_id) == (DraftResult.REDRAFTED, reminder.id)
    assert (reminder.author, reminder.printed_on) == ("bob", date(2026, 6, 22))


def test_a_blocked_reminder_can_be_unblocked(sqlite: Engine) -> None:
    sent(sqlite)
    with sqlite.begin() as connection:
        directory.put(connection, office(rank="grand-vizier"), by=Handle("ann"), now=MORNING)
    [blocked] = draft_reminders(sqlite)
    with sqlite.begin() as connection:
        directory.put(connection, office(), by=Handle("ann"), now=MORNING)

    [again] = draft_reminders(sqlite)

    assert (blocked.result, again.result, again.letter_id) == (
        DraftResult.BLOCKED,
        DraftResult.REDRAFTED,
        blocked.letter_id,
    )


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.DRAFT, Status.BLOCKED}))
def test_once_a_reminder_is_under_way_there_is_never_a_second(sqlite: Engine, status: Status) -> None:
    _, reminder, day = remind(sqlite)
    with sqlite.begin() as connection:
        connection.execute(
            update(schema.letters).where(schema.letters.c.id == reminder).values(status=status)
        )

    assert waiting(sqlite, now=day + timedelta(days=90)) == []
    assert draft_reminders(sqlite, now=day + timedelta(days=90)) == []
    assert len(all_letters(sqlite)) == 2


def test_a_cancelled_reminder_is_not_written_again(engine: Engine) -> None:
    _, reminder, day = remind(engine)
    cancel_letters(engine, actor("ann"), seen(engine, LetterId(reminder)), reason="not now", now=day)

    assert draft_reminders(engine, now=day + timedelta(days=90)) == []


def test_nobody_is_reminded_whom_we_must_not_write_to(sqlite: Engine) -> None:
    sent(sqlite)
    suppress_target(sqlite, actor("ann"), "gov-xx-mfa", reason="they asked", now=FRIDAY)

    [line] = draft_reminders(sqlite)

    assert line.result is DraftResult.NOT_WRITTEN
    assert len(all_letters(sqlite)) == 1


def test_a_reminder_goes_to_the_address_that_the_office_has_now(sqlite: Engine) -> None:
    sent(sqlite)
    with sqlite.begin() as connection:
        directory.put(
            connection, office(addresses=(mailbox("new@ministry.example"),)), by=Handle("ann"), now=MORNING
        )

    [line] = draft_reminders(sqlite)

    assert letter(sqlite, str(line.letter_id)).address == "new@ministry.example"


def test_a_reminder_needs_a_second_person_too(sqlite: Engine) -> None:
    sent(sqlite)
    [line] = draft_reminders(sqlite, who=actor("bob"))

    with pytest.raises(NotAllowed):
        approve_letters(sqlite, actor("bob"), seen(sqlite, LetterId(str(line.letter_id))), terms(now=FRIDAY))


@pytest.mark.parametrize("who", ["", "eve"])
def test_a_reminder_has_an_author(sqlite: Engine, who: str) -> None:
    sent(sqlite)

    with pytest.raises(NotAllowed):
        draft_reminders(sqlite, who=actor(who))


def test_the_earliest_comes_first(sqlite: Engine) -> None:
    rules = FollowUpRules(
        default=TEN_DAYS.default,
        by_kind={},
        exceptions={("foreign-ministry", "DE"): FollowUpRule(wait=Wait(days=3))},
    )
    sent(sqlite, office("a"), office("b", country="DE", time_zone="Europe/Berlin"))

    assert [(line.office_id, line.due_on) for line in waiting(sqlite, rules)] == [
        ("b", date(2026, 6, 5)),
        ("a", date(2026, 6, 12)),
    ]


def test_nothing_was_sent_so_nobody_waits(sqlite: Engine) -> None:
    furnish(sqlite, office())
    draft(sqlite)

    assert waiting(sqlite, now=datetime(2027, 1, 1, tzinfo=UTC)) == []


def load(engine: Engine, **changes: Any) -> None:
    with engine.begin() as connection:
        campaigns.put(connection, campaign(**changes), texts(), by=Handle("ann"), now=MORNING)


SILENCED: dict[str, tuple[dict[str, Any], str]] = {
    "no answer is asked": (
        {"requests": (request(wants_answer=False, reminders=0),)},
        "it was told that no answer is asked (request ministry)",
    ),
    "no reminder": (
        {"requests": (request(reminders=0),)},
        "it gets no reminder (request ministry)",
    ),
    "left out": (
        {"bar": Bar(country="FR", reason="they hold him")},
        "barred by the campaign: they hold him",
    ),
}


@pytest.mark.parametrize("why", SILENCED)
def test_who_is_not_to_be_reminded_never_is_and_the_list_says_why(engine: Engine, why: str) -> None:
    changes, reason = SILENCED[why]
    sent(engine)
    load(engine, **changes)

    [line] = waiting(engine)

    assert (line.is_due, line.not_written) == (False, reason)
    assert draft_reminders(engine) == []


@pytest.mark.parametrize("why", SILENCED)
def test_a_reminder_that_is_written_already_does_not_leave(engine: Engine, why: str) -> None:
    changes, reason = SILENCED[why]
    _, reminder, day = remind(engine)
    load(engine, **changes)
    transport = FakeTransport()

    send_due(send_context(engine, {"main": transport}, now=day))

    assert transport.handed_over == []
    held = letter(engine, reminder)
    assert (held.status, held.hold_cause, held.reason) == (Status.HELD, HoldCause.AUDIENCE, reason)


def test_an_office_gets_so_many_reminders_at_most(sqlite: Engine) -> None:
    steps = (*campaign().steps, Step(name="last"))
    _, _, day = remind(sqlite)
    load(sqlite, steps=steps, requests=(request(reminders=1),))
    send_due(send_context(sqlite, {"main": FakeTransport()}, now=day))

    [line] = waiting(sqlite, now=day + timedelta(days=60))

    assert (line.step, line.is_due) == ("last", False)
    assert line.not_written == "it gets 1 reminder and no more (request ministry)"
