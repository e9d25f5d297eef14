"""A person has done it, and shows the proof."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from outreach.model.directory import Address, Channel
from outreach.model.errors import BadInput, NotAllowed, NotFound, WrongState
from outreach.model.ids import LetterId, TaskId
from outreach.model.status import Status
from outreach.model.task import TaskStatus
from outreach.store import moves, tasks
from outreach.work.letters.cancel import cancel_letters
from outreach.work.tasks.complete import complete_task
from tests.builders import MORNING, Hand, actor, draft, furnish, office, queue, seen, send_context, send_due
from tests.work.seen import letter, open_tasks, the_letter

FORM = Address(channel=Channel.WEB_FORM, value="https://gov-xx-mfa.example/contact")
LATER = MORNING + timedelta(hours=3)


def by_hand(engine: Engine) -> TaskId:
    queue(engine, office(addresses=(FORM,)))
    send_due(send_context(engine, {"web_form": Hand()}))
    [task] = open_tasks(engine)
    return task.id


def complete(engine: Engine, task: TaskId, proof: str = " ticket 4711 ", who: str | None = "ann") -> None:
    complete_task(engine, actor(who), task, proof=proof, live=False, now=LATER)


def test_the_letter_is_accepted_with_its_proof(engine: Engine) -> None:
    task = by_hand(engine)

    complete(engine, task)

    with engine.begin() as connection:
        done = tasks.get(connection, task)
        accepted = moves.accepted_at(connection, LetterId(str(done.letter_id)))
    assert (done.status, done.done_by, done.done_at, done.proof) == (
        TaskStatus.DONE,
        "ann",
        LATER,
        "ticket 4711",
    )
    assert (the_letter(engine).status, the_letter(engine).reason) == (
        "accepted",
        "sent by hand by ann: ticket 4711",
    )
    assert accepted == LATER


def test_a_search_for_an_address_moves_no_letter(sqlite: Engine) -> None:
    furnish(sqlite, office("a", addresses=()), office("b"))
    [one] = draft(sqlite)
    [task] = open_tasks(sqlite)

    complete(sqlite, task.id)

    assert open_tasks(sqlite) == []
    assert letter(sqlite, one).status is Status.DRAFT


def test_a_deed_without_a_proof_is_refused(sqlite: Engine) -> None:
    task = by_hand(sqlite)

    with pytest.raises(BadInput, match="add --proof"):
        complete(sqlite, task, proof=" ")
    assert the_letter(sqlite).status is Status.BY_HAND


def test_a_task_is_done_once(sqlite: Engine) -> None:
    task = by_hand(sqlite)
    complete(sqlite, task)

    with pytest.raises(WrongState, match=f"task {task} is done already"):
        complete(sqlite, task)


def test_a_dropped_task_cannot_be_done(sqlite: Engine) -> None:
    task = by_hand(sqlite)
    cancel_letters(sqlite, actor("ann"), seen(sqlite, the_letter(sqlite).id), reason="a mistake", now=MORNING)

    with pytest.raises(WrongState, match="is dropped already"):
        complete(sqlite, task)
    assert the_letter(sqlite).status is Status.CANCELLED


def test_a_task_that_is_not_there_is_not_found(sqlite: Engine) -> None:
    by_hand(sqlite)

    with pytest.raises(NotFound):
        complete(sqlite, TaskId(999))


def test_a_deed_is_a_persons(sqlite: Engine) -> None:
    task = by_hand(sqlite)

    with pytest.raises(NotAllowed):
        complete(sqlite, task, who=None)
    assert len(open_tasks(sqlite)) == 1
