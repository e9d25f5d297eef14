"""Holding letters back, and letting them go again."""

import pytest
from sqlalchemy import Engine

from outreach.model.errors import NotAllowed, NotFound, WrongState
from outreach.model.ids import LetterId
from outreach.work.contacts.suppress import suppress_target
from outreach.work.letters.cancel import cancel_letters
from outreach.work.letters.hold import hold_letters, release_letters
from tests.builders import (
    MORNING,
    FakeTransport,
    actor,
    office,
    queue,
    seen,
    send_context,
    send_due,
    statuses,
)
from tests.work.seen import last_move, letter, the_letter


def hold(engine: Engine, ids: list[LetterId], who: str | None = "ann") -> None:
    hold_letters(engine, actor(who), seen(engine, *ids), reason="wait for the court", now=MORNING)


def test_a_held_letter_does_not_leave(engine: Engine) -> None:
    ids = queue(engine)

    hold(engine, ids)
    transport = FakeTransport()
    send_due(send_context(engine, {"main": transport}))

    assert transport.handed_over == []
    assert (the_letter(engine).status, the_letter(engine).reason) == ("held", "held: wait for the court")
    assert last_move(engine, ids[0]).by == "ann"


def test_a_released_letter_leaves(engine: Engine) -> None:
    ids = queue(engine)
    hold(engine, ids)

    release_letters(engine, actor("bob"), seen(engine, *ids), now=MORNING)
    send_due(send_context(engine, {"main": FakeTransport()}))

    assert statuses(engine) == {"gov-xx-mfa": "accepted"}


def test_what_held_a_released_letter_is_looked_at_again(sqlite: Engine) -> None:
    ids = queue(sqlite)
    hold(sqlite, ids)
    suppress_target(sqlite, actor("ann"), "gov-xx-mfa", reason="they asked", now=MORNING)

    release_letters(sqlite, actor("bob"), seen(sqlite, *ids), now=MORNING)
    send_due(send_context(sqlite, {"main": FakeTransport()}))

    assert statuses(sqlite) == {"gov-xx-mfa": "held"}


def test_all_are_held_or_none(engine: Engine) -> None:
    ids = queue(engine, office("a"), office("b"))
    cancel_letters(engine, actor("ann"), seen(engine, *ids[1:]), reason="a mistake", now=MORNING)

    with pytest.raises(WrongState):
        hold(engine, ids)
    assert letter(engine, ids[0]).status == "queued"


def test_only_what_is_held_is_released(sqlite: Engine) -> None:
    ids = queue(sqlite)

    with pytest.raises(WrongState):
        release_letters(sqlite, actor("ann"), seen(sqlite, *ids), now=MORNING)


def test_a_letter_that_is_not_there_is_not_found(sqlite: Engine) -> None:
    queue(sqlite)

    with pytest.raises(NotFound):
        hold(sqlite, [LetterId("nothing")])


def test_holding_is_a_persons_act(sqlite: Engine) -> None:
    ids = queue(sqlite)

    with pytest.raises(NotAllowed):
        hold(sqlite, ids, who=None)
