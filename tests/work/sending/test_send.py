"""Sending: never twice, never lost, and every end written down."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, delete, update
from sqlalchemy.exc import OperationalError

from outreach.model.case import Need
from outreach.model.directory import Address, AddressState, Approach, Channel
from outreach.model.ids import Handle, LetterId
from outreach.model.letter import Letter
from outreach.model.office_filter import parse_filter
from outreach.model.sending import Accepted, Deferred, InDoubt, Message, Outcome, Refused, Scope
from outreach.model.status import HoldCause, Status
from outreach.model.task import TaskKind
from outreach.model.thread import AnswerKind
from outreach.store import directory, letters, pauses, schema
from outreach.store.database import open_database
from outreach.work.answers.record import record_answer
from outreach.work.contacts.suppress import suppress_target
from outreach.work.letters.settle import Verdict, settle_letter
from outreach.work.sending.stop import stop
from tests.builders import (
    AUDIT_KEY,
    MORNING,
    FakeTransport,
    Hand,
    actor,
    campaign,
    mailbox,
    office,
    queue,
    real_sender,
    seen,
    send_context,
    send_due,
    statuses,
    the_case,
)
from tests.taken_for_dead import let_leases_run_out
from tests.work.seen import last_move, letter, mime, open_tasks, path, phases, the_letter
from tests.work.seen import office as seen_office
from tests.work.threads import remind

ACCEPTED = Accepted(receipt="250 2.0.0 queued as 4711")
WEDNESDAY = MORNING + timedelta(days=1, hours=1)
GREYLISTED = Deferred(reason="450 4.7.1 try again")
FORM = Address(channel=Channel.WEB_FORM, value="https://gov-xx-mfa.example/contact")
POST = Address(channel=Channel.POST, value="1 Square, Town")

Hook = Callable[[], object]


class NothingToHangUp:
    async def close(self) -> None:
        """Nothing to hang up."""


class Meddling(NothingToHangUp):
    """A transport during whose work something happens, before or after the point of no return."""

    def __init__(self, *, before: Hook = lambda: None, after: Hook = lambda: None) -> None:
        self.before, self.after = before, after
        self.handed_over: list[str] = []

    async def send(self, message: Message, before_handover: Callable[[], Awaitable[None]]) -> Outcome:
        self.before()
        await before_handover()
        self.handed_over.append(message.letter_id)
        self.after()
        return ACCEPTED


def fail(fault: BaseException) -> Hook:
    def hook() -> None:
        raise fault

    return hook


def locked() -> OperationalError:
    return OperationalError("COMMIT", {}, Exception("database is locked"))


def send(
    engine: Engine, ids: list[LetterId], *outcomes: Outcome, now: datetime = MORNING
) -> tuple[FakeTransport, str]:
    """Send through a transport that answers so; the state of the first letter afterwards."""
    transport = FakeTransport(*outcomes)
    send_due(send_context(engine, {"main": transport}, now=now))
    return transport, letter(engine, ids[0]).status.value


# --- what the world answers ---------------------------------------------------------------------------


def test_an_accepted_letter_is_accepted(engine: Engine) -> None:
    ids = queue(engine)

    transport, status = send(engine, ids, ACCEPTED)

    assert status == "accepted"
    assert [message.letter_id for message in transport.handed_over] == ids
    assert the_letter(engine).reason == "accepted: 250 2.0.0 queued as 4711"
    assert path(engine, ids[0]) == [
        "draft",
        "approved",
        "queued",
        "claimed",
        "transmitting",
        "accepted",
    ]
    assert phases(engine, ids[0]) == ["claimed", "transmitting", "accepted"]


def test_what_leaves_is_what_was_sealed_with_its_date_in_front(sqlite: Engine) -> None:
    [one] = queue(sqlite)
    sealed = mime(sqlite, one)

    transport, _ = send(sqlite, [one])

    [message] = transport.handed_over
    assert message.content == b"Date: Tue, 02 Jun 2026 07:00:00 +0000\r\n" + sealed
    assert message.recipient == "registry@gov-xx-mfa.example"
    assert message.envelope_sender == "retours@freeazat.example"
    assert message.channel is Channel.EMAIL
    assert letter(sqlite, one).date_header == "Tue, 02 Jun 2026 07:00:00 +0000"


def test_i5_a_second_run_sends_nothing_new(engine: Engine) -> None:
    ids = queue(engine)
    send(engine, ids)

    again, status = send(engine, ids)

    assert again.handed_over == []
    assert status == "accepted"


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.QUEUED}))
def test_a_letter_that_is_not_queued_is_left_alone(sqlite: Engine, status: Status) -> None:
    ids = queue(sqlite)
    with sqlite.begin() as connection:
        connection.execute(update(schema.letters).values(status=status))

    transport, after = send(sqlite, ids)

    assert transport.handed_over == []
    assert after == status


def test_a_deferred_letter_waits_twenty_minutes_then_twice_as_long(engine: Engine) -> None:
    [one] = queue(engine)

    send(engine, [one], GREYLISTED)
    first = letter(engine, one)
    send(engine, [one], GREYLISTED, now=MORNING + timedelta(minutes=20))
    second = letter(engine, one)
    send(engine, [one], GREYLISTED, now=MORNING + timedelta(minutes=60))
    third = letter(engine, one)

    assert (first.status, first.reason) == ("queued", "put off: 450 4.7.1 try again")
    assert first.retry_at == MORNING + timedelta(minutes=20)
    assert second.retry_at == MORNING + timedelta(minutes=20 + 40)
    assert third.retry_at == MORNING + timedelta(minutes=60 + 80)
    assert (third.claim, third.lease_until) == (None, None)


def test_a_deferred_letter_waits_as_long_as_it_is_asked_to(sqlite: Engine) -> None:
    [one] = queue(sqlite)

    send(sqlite, [one], Deferred(reason="503", retry_after=timedelta(minutes=7)))

    assert letter(sqlite, one).retry_at == MORNING + timedelta(minutes=7)


def test_after_five_days_of_deferrals_a_letter_has_failed(sqlite: Engine) -> None:
    [one] = queue(sqlite)
    for day in range(4):
        send(sqlite, [one], GREYLISTED, now=WEDNESDAY + timedelta(days=day if day < 3 else 5))

    _, given_up = send(sqlite, [one], GREYLISTED, now=WEDNESDAY + timedelta(days=6))

    assert given_up == "failed"
    assert letter(sqlite, one).reason == "given up after 5 days of trying: 450 4.7.1 try again"


def test_days_on_which_a_letter_could_not_be_tried_are_none_of_the_five(sqlite: Engine) -> None:
    [one] = queue(sqlite)
    send(sqlite, [one], GREYLISTED, now=WEDNESDAY)

    _, still = send(sqlite, [one], GREYLISTED, now=WEDNESDAY + timedelta(days=28))

    assert still == "queued"


def test_days_on_which_the_account_was_put_off_are_none_of_the_letters_five(sqlite: Engine) -> None:
    [one] = queue(sqlite)
    unreachable = Deferred(reason="no connection", scope=Scope.ACCOUNT)
    for day in (0, 1, 2, 5):
        send(sqlite, [one], unreachable, now=WEDNESDAY + timedelta(days=day))

    _, still = send(sqlite, [one], GREYLISTED, now=WEDNESDAY + timedelta(days=6))

    assert still == "queued"
    assert letter(sqlite, one).retry_at == WEDNESDAY + timedelta(days=6, minutes=20)


def test_a_letter_sent_again_by_a_persons_word_has_its_five_days_anew(sqlite: Engine) -> None:
    [one] = queue(sqlite)
    days = [MORNING + timedelta(days=n) for n in (0, 1, 2, 3, 6)]
    for day in days:
        send(sqlite, [one], GREYLISTED, now=day)
    later = days[-1]
    settled = later + timedelta(minutes=1)
    settle_letter(
        sqlite,
        actor("bob"),
        seen(sqlite, LetterId(one))[0],
        Verdict.SEND_AGAIN,
        note="they mended it",
        now=settled,
    )

    send(sqlite, [one], GREYLISTED, now=later + timedelta(hours=1))

    assert letter(sqlite, one).status is Status.QUEUED
    assert letter(sqlite, one).retry_at == later + timedelta(hours=1, minutes=20)


def test_a_deferred_letter_can_still_be_accepted(sqlite: Engine) -> None:
    [one] = queue(sqlite)
    send(sqlite, [one], GREYLISTED)

    send(sqlite, [one], ACCEPTED, now=MORNING + timedelta(minutes=20))

    assert letter(sqlite, one).status is Status.ACCEPTED
    assert letter(sqlite, one).retry_at is None
    assert phases(sqlite, one) == [
        "claimed",
        "transmitting",
        "deferred",
        "claimed",
        "transmitting",
        "accepted",
    ]


def test_a_refused_letter_has_failed_and_its_address_lives(engine: Engine) -> None:
    ids = queue(engine)

    _, status = send(engine, ids, Refused(reason="554 5.7.1 policy", scope=Scope.LETTER))

    assert status == "failed"
    assert the_letter(engine).reason == "refused: 554 5.7.1 policy"
    assert seen_office(engine).addresses[0].state is AddressState.UNVERIFIED


def test_a_refused_address_is_dead(engine: Engine) -> None:
    ids = queue(engine)

    _, status = send(engine, ids, Refused(reason="550 5.1.1 no such user", scope=Scope.ADDRESS))

    assert status == "failed"
    assert seen_office(engine).addresses[0].state is AddressState.DEAD


def test_b5_a_refused_account_is_paused_and_burns_no_letter(engine: Engine) -> None:
    ids = queue(engine, office("one"), office("two"))

    transport, status = send(engine, ids, Refused(reason="535 5.7.8 wrong password", scope=Scope.ACCOUNT))

    assert len(transport.handed_over) == 1
    assert statuses(engine) == {"one": "queued", "two": "queued"}
    assert the_first(engine, ids).reason == "waits for its account: 535 5.7.8 wrong password"
    assert the_first(engine, ids).retry_at is None
    with engine.begin() as connection:
        [pause] = pauses.list_all(connection, now=MORNING)
    assert (pause.target, pause.requested_by, pause.reason) == (
        "account:main",
        "outreach",
        "535 5.7.8 wrong password",
    )
    assert status == "queued"


def the_first(engine: Engine, ids: list[LetterId]) -> Letter:
    return letter(engine, ids[0])


def test_a_refused_account_does_not_count_as_a_deferral(sqlite: Engine) -> None:
    [one] = queue(sqlite)
    send(sqlite, [one], Refused(reason="535", scope=Scope.ACCOUNT))
    with sqlite.begin() as connection:
        pauses.lift(connection, "account:main")

    send(sqlite, [one], GREYLISTED, now=MORNING + timedelta(days=9))

    assert letter(sqlite, one).retry_at == MORNING + timedelta(days=9, minutes=20)


def test_a_letter_in_doubt_waits_for_a_person_and_the_next_goes_on(engine: Engine) -> None:
    ids = queue(engine, office("one"), office("two"))

    transport, _ = send(engine, ids, InDoubt(reason="the line went dead after the dot"))

    assert statuses(engine) == {"one": "in_doubt", "two": "accepted"}
    assert the_first(engine, ids).reason == "in doubt: the line went dead after the dot"
    assert len(transport.handed_over) == 2
    assert send(engine, ids)[0].handed_over == []


@pytest.mark.parametrize(
    ("address", "kind"), [(FORM, TaskKind.FILL_IN_FORM), (POST, TaskKind.POST_LETTER)], ids=["form", "post"]
)
def test_a_letter_by_hand_asks_a_person_once(engine: Engine, address: Address, kind: TaskKind) -> None:
    ids = queue(engine, office(addresses=(address,)))
    room = send_context(engine, dict.fromkeys(("web_form", "post"), Hand()))

    send_due(room)
    send_due(room)

    assert the_letter(engine).status is Status.BY_HAND
    [task] = open_tasks(engine)
    assert (task.kind, task.letter_id, task.office_id) == (kind, ids[0], "gov-xx-mfa")
    assert address.value in task.instructions
    assert phases(engine, ids[0]) == ["claimed", "by_hand"]


def test_a_transport_that_hands_over_without_a_word_is_still_believed(sqlite: Engine) -> None:
    [one] = queue(sqlite)

    send_due(send_context(sqlite, {"main": Wordless()}))

    assert path(sqlite, one)[-3:] == ["claimed", "transmitting", "accepted"]


class Wordless(NothingToHangUp):
    """Breaks the promise of a transport: never calls `before_handover`."""

    calls = 0

    async def send(self, message: Message, before_handover: Callable[[], Awaitable[None]]) -> Outcome:
        self.calls += 1
        return ACCEPTED


# --- the last look ------------------------------------------------------------------------------------


def test_a_letter_whose_seal_is_broken_goes_back_to_draft(engine: Engine) -> None:
    [one] = queue(engine)
    with engine.begin() as connection:
        connection.execute(update(schema.contents).values(mime=b"Subject: something else\r\n\r\n"))

    transport, status = send(engine, [one])

    assert transport.handed_over == []
    assert status == "draft"
    assert "its seal is broken" in letter(engine, one).reason
    assert letter(engine, one).approved_by is None
    assert letter(engine, one).seal is None
    assert phases(engine, one) == []


@pytest.mark.parametrize(
    "tampered", [{"address": "eve@evil.example"}, {"envelope_sender": "eve@evil.example"}, {"seal": None}]
)
def test_the_seal_covers_recipient_and_sender(sqlite: Engine, tampered: dict[str, str | None]) -> None:
    ids = queue(sqlite)
    with sqlite.begin() as connection:
        connection.execute(update(schema.letters).values(**tampered))

    transport, status = send(sqlite, ids)

    assert transport.handed_over == []
    assert status == "draft"


def test_a_letter_that_lost_its_content_goes_back_to_draft(sqlite: Engine) -> None:
    ids = queue(sqlite)
    with sqlite.begin() as connection:
        connection.execute(delete(schema.contents))

    transport, status = send(sqlite, ids)

    assert transport.handed_over == []
    assert status == "draft"


@pytest.mark.parametrize("target", ["*", "campaign:appeal", "account:main"])
def test_f7_what_is_stopped_before_the_claim_stays_queued(engine: Engine, target: str) -> None:
    ids = queue(engine)
    stop(engine, actor("ann"), target, reason="a mistake", now=MORNING)

    transport, status = send(engine, ids)

    assert transport.handed_over == []
    assert status == "queued"
    assert path(engine, ids[0])[-1] == "queued"
    assert "claimed" not in path(engine, ids[0])


@pytest.mark.parametrize("target", ["*", "campaign:appeal", "account:main"])
def test_f7_what_is_stopped_before_the_dot_does_not_pass(engine: Engine, target: str) -> None:
    ids = queue(engine)
    transport = Meddling(before=lambda: stop(engine, actor("ann"), target, reason="a mistake", now=MORNING))

    send_due(send_context(engine, {"main": transport}))

    assert transport.handed_over == []
    assert the_letter(engine).status is Status.QUEUED
    assert the_letter(engine).reason == "stopped by ann: a mistake"
    assert the_letter(engine).claim is None
    assert phases(engine, ids[0]) == ["claimed", "withdrawn"]


@pytest.mark.parametrize("target", ["campaign:another", "account:provider"])
def test_what_is_stopped_elsewhere_stops_nothing_here(sqlite: Engine, target: str) -> None:
    ids = queue(sqlite)
    stop(sqlite, actor("ann"), target, reason="a mistake", now=MORNING)

    assert send(sqlite, ids)[1] == "accepted"


def test_the_stop_file_is_effective_before_the_claim(sqlite: Engine) -> None:
    ids = queue(sqlite)
    transport = FakeTransport()

    send_due(send_context(sqlite, {"main": transport}, stopped=lambda: True))

    assert transport.handed_over == []
    assert path(sqlite, ids[0])[-1] == "queued"
    assert phases(sqlite, ids[0]) == []


def test_the_stop_file_is_effective_before_the_dot(sqlite: Engine) -> None:
    queue(sqlite)
    there: list[bool] = []
    transport = Meddling(before=lambda: there.append(True))

    send_due(send_context(sqlite, {"main": transport}, stopped=lambda: bool(there)))

    assert transport.handed_over == []
    assert (the_letter(sqlite).status, the_letter(sqlite).reason) == (
        "queued",
        "stopped: the STOP file is there",
    )


def test_a2_a_process_that_is_to_end_finishes_its_letter_and_begins_no_other(sqlite: Engine) -> None:
    queue(sqlite, office("one"), office("two"))
    ending: list[bool] = []
    transport = Meddling(before=lambda: ending.append(True))

    send_due(send_context(sqlite, {"main": transport}, going=lambda: not ending))

    assert statuses(sqlite) == {"one": "accepted", "two": "queued"}


def change_address(engine: Engine, **changes: Any) -> None:
    with engine.begin() as connection:
        directory.put(connection, office(**changes), by=Handle("ann"), now=MORNING)


CHANGES: dict[str, tuple[Callable[[Engine], object], str]] = {
    "the office is suppressed": (
        lambda engine: suppress_target(engine, actor("ann"), "gov-xx-mfa", reason="they asked", now=MORNING),
        "not to be written to: they asked (said by ann)",
    ),
    "the mailbox is suppressed": (
        lambda engine: suppress_target(
            engine, actor("ann"), "Registry@GOV-xx-mfa.example", reason="they asked", now=MORNING
        ),
        "not to be written to: they asked (said by ann)",
    ),
    "the address is another": (
        lambda engine: change_address(engine, addresses=(mailbox("new@ministry.example"),)),
        "its address is no longer the office's: draft it again",
    ),
    "the address is gone": (
        lambda engine: change_address(engine, addresses=(POST,)),
        "its address is no longer the office's: draft it again",
    ),
    "the address is dead": (
        lambda engine: change_address(
            engine, addresses=(mailbox("registry@gov-xx-mfa.example", state=AddressState.DEAD),)
        ),
        "its address is dead: find another and draft it again",
    ),
    "the office is no target any more": (
        lambda engine: change_address(engine, approach=Approach.COMPLAINT),
        "a legal complaint procedure with its own rules, not an appeal",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_f8_a_change_before_the_claim_holds_the_letter_back(sqlite: Engine, change: str) -> None:
    ids = queue(sqlite)
    happen, reason = CHANGES[change]
    happen(sqlite)

    transport, status = send(sqlite, ids)

    assert transport.handed_over == []
    assert (status, the_letter(sqlite).reason) == ("held", reason)
    assert phases(sqlite, ids[0]) == []


@pytest.mark.parametrize("by", ["this process", "another process"])
@pytest.mark.parametrize("change", CHANGES)
def test_f8_a_change_after_the_claim_holds_the_letter_back(engine: Engine, change: str, by: str) -> None:
    """Whoever writes it: a turn that finds nothing written looks at no letter again."""
    ids = queue(engine)
    happen, reason = CHANGES[change]
    other = open_database(engine.url, audit_key=AUDIT_KEY)
    transport = Meddling(before=lambda: happen(engine if by == "this process" else other))

    send_due(send_context(engine, {"main": transport}))

    assert transport.handed_over == []
    assert (the_letter(engine).status, the_letter(engine).reason) == ("held", reason)
    assert the_letter(engine).claim is None
    assert phases(engine, ids[0]) == ["claimed", "withdrawn"]
    other.dispose()


def test_e12_an_answer_that_comes_in_before_the_dot_holds_the_reminder(engine: Engine) -> None:
    first, reminder, day = remind(engine)
    transport = Meddling(
        before=lambda: record_answer(
            engine, actor("ann"), LetterId(first), AnswerKind.REFUSED, note="", now=day
        )
    )

    send_due(send_context(engine, {"main": transport}, now=day))

    assert transport.handed_over == []
    assert letter(engine, reminder).status is Status.HELD
    assert letter(engine, reminder).reason == "no reminder: the office has refused"


def test_an_acknowledgement_holds_no_reminder(sqlite: Engine) -> None:
    first, reminder, day = remind(sqlite)
    record_answer(sqlite, actor("ann"), LetterId(first), AnswerKind.ACKNOWLEDGED, note="", now=day)

    assert send(sqlite, [reminder], now=day)[1] == "accepted"


def live(engine: Engine, ids: list[LetterId]) -> FakeTransport:
    transport = FakeTransport()
    send_due(send_context(engine, {"main": transport}, delivery="live"))
    return transport


def approve(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(update(schema.campaigns).values(approved_by="bob", approved_at=MORNING))


VERIFIED = mailbox("registry@gov-xx-mfa.example", state=AddressState.VERIFIED)
#: Of whose sender live wants nothing more.
OURS = campaign(sender=real_sender())


def test_live_only_a_checked_address_is_written_to(sqlite: Engine) -> None:
    ids = queue(sqlite, appeal=OURS)
    approve(sqlite)

    assert live(sqlite, ids).handed_over == []
    assert (the_letter(sqlite).status, the_letter(sqlite).reason) == (
        "held",
        "registry@gov-xx-mfa.example is unverified: check it first",
    )


def test_live_nothing_leaves_of_an_unapproved_campaign(sqlite: Engine) -> None:
    ids = queue(sqlite, office(addresses=(VERIFIED,)), appeal=OURS)

    assert live(sqlite, ids).handed_over == []
    assert (the_letter(sqlite).status, the_letter(sqlite).reason) == (
        "queued",
        "waits until campaign appeal is approved as it now stands",
    )


def test_live_an_approved_letter_of_an_approved_campaign_to_a_checked_address_leaves(sqlite: Engine) -> None:
    ids = queue(sqlite, office(addresses=(VERIFIED,)), appeal=OURS)
    approve(sqlite)

    assert len(live(sqlite, ids).handed_over) == 1
    assert the_letter(sqlite).status is Status.ACCEPTED


def test_live_nothing_leaves_before_it_is_known_who_signs(engine: Engine) -> None:
    """Whatever was approved before, in a rehearsal perhaps."""
    ids = queue(engine, office(addresses=(VERIFIED,)))
    approve(engine)

    assert live(engine, ids).handed_over == []
    held = the_letter(engine)
    assert (held.status, held.hold_cause) == (Status.HELD, HoldCause.STALE)
    assert held.reason.startswith("before it may leave: nobody signs: fill in [sender.signed_by] name")


def test_live_a_letter_is_held_whose_consent_was_taken_back(engine: Engine) -> None:
    need = Need(of=("family",), whom=parse_filter("country:fr"), reason="asked for")
    ids = queue(
        engine,
        office(addresses=(VERIFIED,)),
        appeal=replace(OURS, case=replace(the_case(), needs=(need,))),
    )
    approve(engine)

    assert live(engine, ids).handed_over == []
    assert "the consent of family is not recorded for gov-xx-mfa (asked for)" in the_letter(engine).reason


def test_a_letter_of_an_account_that_is_gone_waits(sqlite: Engine) -> None:
    ids = queue(sqlite)

    send_due(send_context(sqlite, {"another": FakeTransport()}))

    assert path(sqlite, ids[0])[-1] == "queued"
    assert phases(sqlite, ids[0]) == []


# --- faults of our own --------------------------------------------------------------------------------


def test_a9_a_fault_before_the_handover_fails_that_letter_and_the_next_goes_on(engine: Engine) -> None:
    ids = queue(engine, office("one"), office("two"))
    faults: list[Hook] = [fail(RuntimeError("poison")), lambda: None]
    transport = Meddling(before=lambda: faults.pop(0)())

    send_due(send_context(engine, {"main": transport}))

    assert statuses(engine) == {"one": "failed", "two": "accepted"}
    assert the_first(engine, ids).reason == "refused: a fault in outreach: RuntimeError: poison"


def test_a_fault_after_the_handover_is_a_doubt(engine: Engine) -> None:
    queue(engine)

    send_due(send_context(engine, {"main": Meddling(after=fail(RuntimeError("poison")))}))

    assert the_letter(engine).status is Status.IN_DOUBT
    assert the_letter(engine).reason == "in doubt: a fault in outreach: RuntimeError: poison"


class Grumbling:
    """Makes the transactions that begin after `start` fail at their commit, so many times."""

    def __init__(self, engine: Engine, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
        self.left, self.started = times, False
        real = engine.dialect.do_commit

        def do_commit(connection: object) -> None:
            if self.started and self.left:
                self.left -= 1
                raise engine.dialect.dbapi.OperationalError("database is locked")  # type: ignore[union-attr]
            real(connection)  # type: ignore[arg-type]

        monkeypatch.setattr(engine.dialect, "do_commit", do_commit)
        monkeypatch.setattr("outreach.work.sending.send._FIRST_PAUSE", 0.0)

    def start(self) -> None:
        self.started = True


def test_a5_a_result_whose_commit_fails_is_pressed_on_and_nothing_is_sent_twice(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = queue(engine)
    grumbling = Grumbling(engine, monkeypatch, times=3)
    transport = Meddling(after=grumbling.start)

    send_due(send_context(engine, {"main": transport}))

    assert grumbling.left == 0
    assert transport.handed_over == ids
    assert the_letter(engine).status is Status.ACCEPTED
    assert path(engine, ids[0]).count("accepted") == 1
    assert phases(engine, ids[0]) == ["claimed", "transmitting", "accepted"]


def test_a5_a_wordless_handover_whose_commit_fails_is_written_down_all_the_same(
    sqlite: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(sqlite)
    grumbling = Grumbling(sqlite, monkeypatch, times=1)

    class Late(Wordless):
        async def send(self, message: Message, before_handover: Callable[[], Awaitable[None]]) -> Outcome:
            grumbling.start()
            return await super().send(message, before_handover)

    send_due(send_context(sqlite, {"main": Late()}))

    assert the_letter(sqlite).status is Status.ACCEPTED


def test_a5_a_result_that_cannot_be_written_leaves_the_letter_transmitting(
    sqlite: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never back in the queue: the journal has what came of it."""
    ids = queue(sqlite, office("one"), office("two"))
    monkeypatch.setattr("outreach.work.sending.send.RETRY_FOR", 0.0)
    transport = Meddling(after=Grumbling(sqlite, monkeypatch, times=1).start)

    with pytest.raises(OperationalError):
        send_due(send_context(sqlite, {"main": transport}))

    assert statuses(sqlite) == {"one": "transmitting", "two": "claimed"}
    assert transport.handed_over == ids[:1]


def test_a5_a_point_of_no_return_that_cannot_be_written_is_not_passed(
    sqlite: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(sqlite)
    monkeypatch.setattr("outreach.work.sending.send.RETRY_FOR", 0.0)
    transport = Meddling(before=Grumbling(sqlite, monkeypatch, times=1).start)

    with pytest.raises(OperationalError):
        send_due(send_context(sqlite, {"main": transport}))

    assert transport.handed_over == []
    assert the_letter(sqlite).status is Status.CLAIMED


# --- fencing ------------------------------------------------------------------------------------------


def test_a4_a_sender_that_slept_past_its_lease_does_not_pass_the_dot_and_claims_anew(engine: Engine) -> None:
    ids = queue(engine)
    transport, next_one = Meddling(before=lambda: let_leases_run_out(engine)), FakeTransport()

    send_due(send_context(engine, {"main": transport}))
    send_due(send_context(engine, {"main": next_one}))

    assert transport.handed_over == []
    assert [message.letter_id for message in next_one.handed_over] == ids
    assert phases(engine, ids[0]) == ["claimed", "withdrawn", "claimed", "transmitting", "accepted"]
    assert path(engine, ids[0])[-5:] == ["claimed", "queued", "claimed", "transmitting", "accepted"]


def test_a_lease_does_not_run_by_the_homes_clock(engine: Engine) -> None:
    ids = queue(engine)
    times = [MORNING]
    transport = Meddling(before=lambda: times.append(MORNING + timedelta(days=100)))

    send_due(send_context(engine, {"main": transport}, clock=lambda: times[-1]))

    assert transport.handed_over == ids
    assert phases(engine, ids[0]) == ["claimed", "transmitting", "accepted"]


def test_a4_a_sender_whose_claim_was_taken_over_does_not_pass_the_dot(engine: Engine) -> None:
    queue(engine)

    def take_over() -> None:
        with engine.begin() as connection:
            connection.execute(update(schema.letters).values(claim="theirs"))

    transport = Meddling(before=take_over)

    send_due(send_context(engine, {"main": transport}))

    assert transport.handed_over == []
    assert the_letter(engine).status is Status.CLAIMED
    assert the_letter(engine).claim == "theirs"


def test_a4_a_known_result_settles_the_doubt_that_another_sender_saw(sqlite: Engine) -> None:
    """Recovery took the letter for lost while its sender slept behind the dot; the 250 in hand counts."""
    ids = queue(sqlite)

    def recover() -> None:
        with sqlite.begin() as connection:
            letters.end_claim(
                connection,
                ids[0],
                Status.TRANSMITTING,
                Status.IN_DOUBT,
                token=letters.get(connection, ids[0]).claim,
                reason="the sender died",
                now=MORNING,
            )

    send_due(send_context(sqlite, {"main": Meddling(after=recover)}))

    assert the_letter(sqlite).status is Status.ACCEPTED
    assert phases(sqlite, ids[0])[-1] == "accepted"


def test_a_transport_that_asks_twice_is_not_let_back(sqlite: Engine) -> None:
    """Once past the point of no return a letter is never given back to the queue."""
    queue(sqlite)

    class Twice(NothingToHangUp):
        async def send(self, message: Message, before_handover: Callable[[], Awaitable[None]]) -> Outcome:
            await before_handover()
            stop(sqlite, actor("ann"), "*", reason="a mistake", now=MORNING)
            await before_handover()
            return ACCEPTED

    send_due(send_context(sqlite, {"main": Twice()}))

    assert the_letter(sqlite).status in {Status.TRANSMITTING, Status.IN_DOUBT}


def test_a_claim_names_its_sender_and_itself_and_lasts_two_hours_of_the_database(engine: Engine) -> None:
    [one] = queue(engine)
    seen: list[Letter] = []

    before = datetime.now(UTC)
    send_due(
        send_context(engine, {"main": Meddling(before=lambda: seen.append(the_letter(engine)))}, home="paris")
    )
    after = datetime.now(UTC)

    [claimed] = seen
    assert claimed.status is Status.CLAIMED
    assert claimed.claim is not None
    assert re.fullmatch(f"paris-[0-9a-f]{{16}}-[0-9a-f]{{16}}-{one}", claimed.claim)
    assert claimed.lease_until is not None
    assert before <= claimed.lease_until - timedelta(hours=2) <= after
    assert (the_letter(engine).claim, the_letter(engine).lease_until) == (None, None)


def test_a_letter_that_is_not_there_any_more_keeps_no_other(sqlite: Engine) -> None:
    [one] = queue(sqlite)

    transport = FakeTransport()
    send_due(send_context(sqlite, {"main": transport}))

    assert letter(sqlite, one).status is Status.ACCEPTED
    assert [message.letter_id for message in transport.handed_over] == [one]


def test_the_last_move_says_that_no_person_made_it(sqlite: Engine) -> None:
    ids = queue(sqlite)

    send(sqlite, ids)

    assert last_move(sqlite, ids[0]).by == "outreach"


def test_the_directorys_note_stands_before_what_a_person_is_asked_to_do(sqlite: Engine) -> None:
    form = Address(channel=Channel.WEB_FORM, value="https://form.example/")
    [_one] = queue(sqlite, office(addresses=(form,), note="Ask the family first."))

    send_due(send_context(sqlite, {"web_form": Hand()}))

    [task] = open_tasks(sqlite)
    note, _, deed = task.instructions.partition("\n\n")
    assert note == "Read first, from the directory: Ask the family first."
    assert deed.startswith("Fill in this institution's web form")
