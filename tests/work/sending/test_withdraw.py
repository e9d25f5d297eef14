"""Letters by hand are not out of reach: what forbids a letter forbids it in a person's hands as well."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from outreach.model.campaign import Campaign
from outreach.model.directory import Address, AddressState, Approach, Channel
from outreach.model.errors import WrongState
from outreach.model.ids import LetterId, TaskId
from outreach.model.status import HoldCause, Status
from outreach.model.task import TaskStatus
from outreach.model.thread import AnswerKind
from outreach.queries.tasks import task_view
from outreach.store import campaigns, directory, tasks
from outreach.store.database import reading
from outreach.work.answers.record import record_answer
from outreach.work.contacts.suppress import suppress_target
from outreach.work.letters.settle import Verdict, settle_letter
from outreach.work.sending.stop import resume, stop
from outreach.work.sending.withdraw import withdraw_forbidden
from outreach.work.tasks.complete import complete_task
from tests.builders import (
    ANN,
    BOB,
    MORNING,
    Hand,
    approve,
    campaign,
    draft_again,
    office,
    queue,
    seen,
    send_context,
    send_due,
    texts,
)
from tests.work.seen import letter, open_tasks, path, the_letter
from tests.work.threads import FRIDAY, draft_reminders, sent

FORM = Address(channel=Channel.WEB_FORM, value="https://gov-xx-mfa.example/contact")
NEW_FORM = Address(channel=Channel.WEB_FORM, value="https://gov-xx-mfa.example/write-to-us")
LATER = MORNING + timedelta(hours=3)


def on_the_table(engine: Engine) -> tuple[LetterId, TaskId]:
    """A letter that a person carries, and the task that asks for it."""
    [one] = queue(engine, office(addresses=(FORM,)))
    send_due(send_context(engine, {"web_form": Hand()}))
    [task] = open_tasks(engine)
    return one, task.id


def put(engine: Engine, *addresses: Address, **changes: Any) -> None:
    with engine.begin() as connection:
        directory.put(connection, office(addresses=addresses, **changes), by=ANN.handle, now=MORNING)


def load(engine: Engine, changed: Campaign) -> None:
    with engine.begin() as connection:
        campaigns.put(connection, changed, texts(), by=ANN.handle, now=MORNING)


def complete(engine: Engine, task: TaskId) -> None:
    complete_task(engine, BOB, task, proof="ticket 4711", live=False, now=LATER)


DEAD_FORM = Address(channel=Channel.WEB_FORM, value=FORM.value, state=AddressState.DEAD)

#: What may come up while a letter lies on somebody's table.
CHANGES: dict[str, tuple[Callable[[Engine], object], HoldCause, str]] = {
    "the office is suppressed": (
        lambda engine: suppress_target(engine, ANN, "gov-xx-mfa", reason="they asked", now=MORNING),
        HoldCause.SUPPRESSED,
        "not to be written to: they asked (said by ann)",
    ),
    "the form is another": (
        lambda engine: put(engine, NEW_FORM),
        HoldCause.ADDRESS,
        "its address is no longer the office's: draft it again",
    ),
    "the form is dead": (
        lambda engine: put(engine, DEAD_FORM),
        HoldCause.ADDRESS,
        "its address is dead: find another and draft it again",
    ),
    "the office is no target any more": (
        lambda engine: put(engine, FORM, approach=Approach.COMPLAINT),
        HoldCause.ADDRESS,
        "a legal complaint procedure with its own rules, not an appeal",
    ),
    "a signatory withdraws": (
        lambda engine: load(engine, campaign(signatories=campaign().signatories[:1])),
        HoldCause.STALE,
        "changed since it was approved: the signatories: draft it again",
    ),
    "another holder": (
        lambda engine: put(engine, FORM, holder="B. Another"),
        HoldCause.STALE,
        "changed since it was approved: the office's holder: draft it again",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_f8_what_forbids_a_letter_takes_it_off_the_table_and_drops_its_task(
    engine: Engine, change: str
) -> None:
    one, task = on_the_table(engine)
    happen, cause, reason = CHANGES[change]
    happen(engine)

    assert withdraw_forbidden(engine, live=False, now=LATER) == [one]

    assert (letter(engine, one).status, letter(engine, one).reason) == (Status.HELD, reason)
    assert letter(engine, one).hold_cause is cause
    with reading(engine) as connection:
        dropped = tasks.get(connection, task)
    assert (dropped.status, dropped.done_by, dropped.proof) == (TaskStatus.DROPPED, "outreach", reason)


@pytest.mark.parametrize("change", CHANGES)
def test_f8_whoever_is_quicker_than_the_next_round_is_told_all_the_same(engine: Engine, change: str) -> None:
    """The task still showed the old letter, and `done` took it."""
    one, task = on_the_table(engine)
    happen, _, reason = CHANGES[change]
    happen(engine)

    with pytest.raises(WrongState, match="is not to be sent: ") as told:
        complete(engine, task)

    assert reason in str(told.value)
    assert letter(engine, one).status is Status.BY_HAND


def test_nothing_that_may_be_carried_is_taken_away(engine: Engine) -> None:
    one, task = on_the_table(engine)

    assert withdraw_forbidden(engine, live=False, now=MORNING + timedelta(days=30)) == []

    complete(engine, task)
    assert letter(engine, one).status is Status.ACCEPTED


def test_f7_while_all_is_stopped_the_task_says_so_and_cannot_be_done_and_afterwards_it_can(
    engine: Engine,
) -> None:
    one, task = on_the_table(engine)
    stop(engine, ANN, "campaign:appeal", reason="wait for the lawyer", now=MORNING)

    assert withdraw_forbidden(engine, live=False, now=LATER) == []
    assert task_view(engine, task, now=LATER).stopped_by == "stopped by ann: wait for the lawyer"
    with pytest.raises(WrongState, match="is not to be sent: stopped by ann: wait for the lawyer"):
        complete(engine, task)

    resume(engine, ANN, "campaign:appeal", now=LATER)
    assert task_view(engine, task, now=LATER).stopped_by is None
    complete(engine, task)
    assert letter(engine, one).status is Status.ACCEPTED


def test_what_was_carried_all_the_same_is_settled_with_the_reason(engine: Engine) -> None:
    """Nothing is lost: a person who was at the post office already says so."""
    one, _ = on_the_table(engine)
    put(engine, NEW_FORM)
    withdraw_forbidden(engine, live=False, now=LATER)

    settle_letter(
        engine, BOB, seen(engine, one)[0], Verdict.SENT, note="sent at nine, ticket 4711", now=LATER
    )

    assert letter(engine, one).status is Status.ACCEPTED
    assert letter(engine, one).reason == "bob says sent: sent at nine, ticket 4711"


def test_a_letter_taken_off_the_table_goes_to_the_new_form_after_a_second_person_has_read_it(
    engine: Engine,
) -> None:
    one, old = on_the_table(engine)
    put(engine, NEW_FORM)
    withdraw_forbidden(engine, live=False, now=LATER)

    draft_again(engine, now=LATER)
    assert the_letter(engine).status is Status.DRAFT
    approve(engine, one, now=LATER)
    send_due(send_context(engine, {"web_form": Hand()}, now=LATER))

    [task] = open_tasks(engine)
    assert task.id != old
    assert NEW_FORM.value in task.instructions
    assert path(engine, one)[-3:] == ["queued", "claimed", "by_hand"]


def test_a_reminder_by_hand_is_withdrawn_by_an_answer(engine: Engine) -> None:
    [first] = sent(engine)
    put(engine, FORM)
    [line] = draft_reminders(engine)
    assert line.letter_id is not None
    approve(engine, line.letter_id, now=FRIDAY)
    send_due(send_context(engine, {"web_form": Hand()}, now=FRIDAY))
    assert len(open_tasks(engine)) == 1

    record_answer(engine, ANN, first, AnswerKind.ANSWERED, note="", now=FRIDAY)

    assert open_tasks(engine) == []
    assert letter(engine, line.letter_id).status is Status.CANCELLED
