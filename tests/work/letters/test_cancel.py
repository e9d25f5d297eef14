"""Giving letters up before they leave."""

import pytest
from sqlalchemy import Engine, update

from outreach.model.directory import Address, Channel
from outreach.model.errors import NotAllowed, NotFound, WrongState
from outreach.model.ids import LetterId
from outreach.model.status import Status
from outreach.model.task import TaskStatus
from outreach.store import schema, tasks
from outreach.work.letters.cancel import cancel_letters
from tests.builders import (
    MORNING,
    FakeTransport,
    Hand,
    actor,
    office,
    queue,
    seen,
    send_context,
    send_due,
    statuses,
)
from tests.work.seen import open_tasks, the_letter

NOT_LEFT = {"draft", "blocked", "approved", "queued", "by_hand", "held", "failed"}
FORM = Address(channel=Channel.WEB_FORM, value="https://gov-xx-mfa.example/contact")


def cancel(engine: Engine, ids: list[LetterId], who: str | None = "ann") -> None:
    cancel_letters(engine, actor(who), seen(engine, *ids), reason="a mistake", now=MORNING)


@pytest.mark.parametrize("status", Status)
def test_what_has_not_left_can_be_cancelled_and_nothing_else(sqlite: Engine, status: Status) -> None:
    ids = queue(sqlite)
    with sqlite.begin() as connection:
        connection.execute(update(schema.letters).values(status=status))

    if status.value in NOT_LEFT:
        cancel(sqlite, ids)
        assert (the_letter(sqlite).status, the_letter(sqlite).reason) == (
            "cancelled",
            "cancelled: a mistake",
        )
    else:
        with pytest.raises(WrongState):
            cancel(sqlite, ids)
        assert the_letter(sqlite).status is status


def test_the_tasks_that_were_to_send_it_are_dropped(engine: Engine) -> None:
    ids = queue(engine, office(addresses=(FORM,)))
    send_due(send_context(engine, {"web_form": Hand()}))

    cancel(engine, ids)

    assert open_tasks(engine) == []
    with engine.begin() as connection:
        [dropped] = tasks.find(connection)
    assert (dropped.status, dropped.done_by, dropped.proof) == (
        TaskStatus.DROPPED,
        "ann",
        "cancelled: a mistake",
    )


def test_all_are_cancelled_or_none(engine: Engine) -> None:
    ids = queue(engine, office("a"), office("b"))
    transport = FakeTransport()
    send_due(send_context(engine, {"main": transport}, going=lambda: not transport.handed_over))

    with pytest.raises(WrongState):
        cancel(engine, ids)
    assert statuses(engine) == {"a": "accepted", "b": "queued"}


def test_a_letter_that_is_not_there_is_not_found(sqlite: Engine) -> None:
    ids = queue(sqlite)

    with pytest.raises(NotFound):
        cancel(sqlite, [*ids, LetterId("nothing")])
    assert the_letter(sqlite).status is Status.QUEUED


def test_cancelling_is_a_persons_act(sqlite: Engine) -> None:
    ids = queue(sqlite)

    with pytest.raises(NotAllowed):
        cancel(sqlite, ids, who="eve")
