"""What a person is asked to carry is what was approved."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, Engine, select, update

from outreach.model.directory import Address, Channel
from outreach.model.errors import WrongState
from outreach.model.ids import TaskId
from outreach.queries.tasks import task_view
from outreach.store import schema
from outreach.work.letters.hold import hold_letters
from tests.builders import ANN, MORNING, Hand, office, queue, seen, send_context, send_due
from tests.work.seen import open_tasks, the_letter

FORM = Address(channel=Channel.WEB_FORM, value="https://gov-xx-mfa.example/contact")
POST = Address(channel=Channel.POST, value="1 Square, Town")


def by_hand(engine: Engine, way: Address) -> TaskId:
    queue(engine, office(addresses=(way,), note="ask for the registry"))
    send_due(send_context(engine, {way.channel.value: Hand(rehearsal=True)}))
    [task] = open_tasks(engine)
    return task.id


@pytest.mark.parametrize("way", [FORM, POST], ids=["a form", "post"])
def test_the_words_that_were_approved_are_shown(engine: Engine, way: Address) -> None:
    task = by_hand(engine, way)

    shown = task_view(engine, task, now=MORNING).task.instructions

    assert "Paris, le 2 juin 2026" in shown
    assert way.value in shown


def swap(old: str, new: str) -> Callable[[Connection], object]:
    """In the instructions."""
    column = schema.tasks.c.instructions

    def happen(connection: Connection) -> object:
        [told] = connection.execute(select(column)).scalars()
        assert old in told
        return connection.execute(update(schema.tasks).values(instructions=told.replace(old, new)))

    return happen


MEDDLING: dict[str, Callable[[Connection], object]] = {
    "a word of the letter": swap("2 juin 2026", "3 juin 2026"),
    "where it goes": swap(FORM.value, "https://evil.example/contact"),
    "the letter": lambda connection: connection.execute(update(schema.contents).values(mime=b"x")),
    "its approval": lambda connection: connection.execute(update(schema.letters).values(mac="0" * 64)),
}


@pytest.mark.parametrize("what", MEDDLING)
def test_nobody_is_asked_to_carry_anything_else(sqlite: Engine, what: str) -> None:
    task = by_hand(sqlite, FORM)
    with sqlite.begin() as connection:
        MEDDLING[what](connection)

    with pytest.raises(WrongState, match=f"task {task} does not say what was approved: do not do it"):
        task_view(sqlite, task, now=MORNING)


def test_a_task_that_was_dropped_can_be_looked_at(sqlite: Engine) -> None:
    task = by_hand(sqlite, FORM)
    hold_letters(sqlite, ANN, seen(sqlite, the_letter(sqlite).id), reason="wait", now=MORNING)

    assert task_view(sqlite, task, now=MORNING).task.status == "dropped"
