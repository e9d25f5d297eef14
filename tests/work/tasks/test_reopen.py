"""Somebody said that it was done, and it was not."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from outreach.model.errors import NotAllowed, WrongState
from outreach.model.ids import LetterId, TaskId
from outreach.model.status import Status
from outreach.model.task import TaskStatus
from outreach.model.thread import AnswerKind
from outreach.store import audit, moves, tasks
from outreach.store.database import reading
from outreach.work.answers.record import record_answer
from outreach.work.tasks.complete import complete_task
from outreach.work.tasks.reopen import reopen_task
from tests.builders import ANN, BOB, actor, draft, furnish, office
from tests.work.seen import letter, open_tasks, path, the_letter
from tests.work.tasks.test_complete import LATER, by_hand, complete
from tests.work.threads import draft_reminders

NEXT_DAY = LATER + timedelta(days=1)


def reopen(engine: Engine, task: TaskId, who: str | None = "bob") -> None:
    reopen_task(engine, actor(who), task, reason="the wrong office", now=NEXT_DAY)


def test_the_letter_waits_for_a_person_again_and_the_history_says_why(engine: Engine) -> None:
    task = by_hand(engine)
    complete(engine, task)

    reopen(engine, task)

    assert [(one.id, one.proof, one.done_by) for one in open_tasks(engine)] == [(task, None, None)]
    assert the_letter(engine).reason == "not sent after all, says bob: the wrong office"
    assert path(engine, the_letter(engine).id)[-2:] == ["accepted", "by_hand"]
    with reading(engine) as connection:
        assert audit.lines(connection)[-1].detail == {"reason": "the wrong office", "proof": "ticket 4711"}


def test_done_again_it_counts_from_then(engine: Engine) -> None:
    task = by_hand(engine)
    complete(engine, task)
    reopen(engine, task)

    complete_task(engine, ANN, task, proof="ticket 4712", live=False, now=NEXT_DAY)

    with reading(engine) as connection:
        assert moves.accepted_at(connection, LetterId(the_letter(engine).id)) == NEXT_DAY
        assert tasks.get(connection, task).proof == "ticket 4712"


def test_a_search_for_an_address_goes_on(sqlite: Engine) -> None:
    furnish(sqlite, office("a", addresses=()), office("b"))
    [one] = draft(sqlite)
    [task] = open_tasks(sqlite)
    complete(sqlite, task.id)

    reopen(sqlite, task.id)

    assert [one.id for one in open_tasks(sqlite)] == [task.id]
    assert letter(sqlite, one).status is Status.DRAFT


def test_what_is_open_is_not_reopened(sqlite: Engine) -> None:
    task = by_hand(sqlite)

    with pytest.raises(WrongState, match=f"task {task} is open"):
        reopen(sqlite, task)


def test_what_was_answered_was_sent(sqlite: Engine) -> None:
    task = by_hand(sqlite)
    complete(sqlite, task)
    record_answer(sqlite, BOB, the_letter(sqlite).id, AnswerKind.ACKNOWLEDGED, note="", now=NEXT_DAY)

    with pytest.raises(WrongState, match="has been answered"):
        reopen(sqlite, task)

    with reading(sqlite) as connection:
        assert tasks.get(connection, task).status is TaskStatus.DONE


def test_what_a_reminder_refers_to_stays_sent(sqlite: Engine) -> None:
    task = by_hand(sqlite)
    complete(sqlite, task)
    draft_reminders(sqlite, now=LATER + timedelta(days=30))

    with pytest.raises(WrongState, match=r"\(reminder\) refers to it and is draft"):
        reopen(sqlite, task)


def test_it_is_a_persons_word(sqlite: Engine) -> None:
    task = by_hand(sqlite)
    complete(sqlite, task)

    with pytest.raises(NotAllowed):
        reopen(sqlite, task, who="eve")
