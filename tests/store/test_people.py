"""People: nobody acts here who is not known by name."""

from typing import Any

import pytest
from sqlalchemy import Engine

from outreach.model.actor import Act, Actor, Role
from outreach.model.errors import BadInput, NotAllowed, NotFound
from outreach.model.ids import Handle
from outreach.model.person import Person
from outreach.store import people
from tests.builders import ANN, BOB, MORNING, actor, furnish


@pytest.mark.parametrize("handle", ["", "Ann", "ann b", "-ann", "a" * 32, "ann\n", "ünal", "outreach"])
def test_an_odd_handle_is_refused(sqlite: Engine, handle: str) -> None:
    with sqlite.begin() as connection, pytest.raises(BadInput, match="cannot be a handle"):
        people.add(connection, Person(handle=Handle(handle), name="Somebody"), MORNING)


@pytest.mark.parametrize("handle", ["a", "7", "ann-b-2", "a" * 31])
def test_a_plain_handle_is_taken(sqlite: Engine, handle: str) -> None:
    with sqlite.begin() as connection:
        people.add(connection, Person(handle=Handle(handle), name="Somebody"), MORNING)

        assert people.authorize(connection, actor(handle), Act.STOP) == handle


def test_a_handle_is_one_persons(sqlite: Engine) -> None:
    furnish(sqlite)

    with sqlite.begin() as connection, pytest.raises(BadInput, match="there is a person ann already"):
        people.add(connection, Person(handle=Handle("ann"), name="Another Ann"), MORNING)


@pytest.mark.parametrize("stranger", ["eve", "", "Ann", "outreach"])
def test_an_act_by_a_stranger_is_refused(sqlite: Engine, stranger: str) -> None:
    furnish(sqlite)

    with sqlite.begin() as connection, pytest.raises(NotAllowed, match=f"nobody here goes by {stranger}"):
        people.authorize(connection, actor(stranger), Act.STOP)


def test_who_has_left_acts_no_more(engine: Engine) -> None:
    furnish(engine)
    with engine.begin() as connection:
        people.disable(connection, BOB.handle, by=ANN.handle, now=MORNING)

        with pytest.raises(NotAllowed, match=r"bob has left and cannot act any more \(said by ann\)"):
            people.authorize(connection, BOB, Act.STOP)
        assert people.authorize(connection, ANN, Act.STOP) == "ann"


@pytest.mark.parametrize("roles", [frozenset(), frozenset({"owner"}), frozenset({Role.WRITER})])
def test_a_role_that_does_not_allow_an_act_denies_it(sqlite: Engine, roles: frozenset[Any]) -> None:
    furnish(sqlite)

    with sqlite.begin() as connection, pytest.raises(NotAllowed, match="bob may not approve letters"):
        people.authorize(connection, Actor(handle=BOB.handle, roles=roles), Act.APPROVE_LETTERS)


def test_nobody_who_is_not_here_can_be_let_go(sqlite: Engine) -> None:
    furnish(sqlite)

    with sqlite.begin() as connection, pytest.raises(NotFound, match="nobody here goes by eve"):
        people.disable(connection, Handle("eve"), by=ANN.handle, now=MORNING)


def test_everybody_is_listed_by_handle(sqlite: Engine) -> None:
    furnish(sqlite)

    with sqlite.begin() as connection:
        assert people.list_all(connection) == [
            Person(handle=Handle("ann"), name="Ann"),
            Person(handle=Handle("bob"), name="Bob"),
        ]
