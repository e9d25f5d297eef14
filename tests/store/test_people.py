"""People: nobody acts here who is not known by name."""

import pytest
from sqlalchemy import Engine

from outreach.model.errors import BadInput, NotAllowed
from outreach.model.ids import Handle
from outreach.model.person import Person
from outreach.store import people
from tests.builders import MORNING, furnish


@pytest.mark.parametrize("handle", ["", "Ann", "ann b", "-ann", "a" * 32, "ann\n", "ünal", "outreach"])
def test_an_odd_handle_is_refused(sqlite: Engine, handle: str) -> None:
    with sqlite.begin() as connection, pytest.raises(BadInput, match="cannot be a handle"):
        people.add(connection, Person(handle=Handle(handle), name="Somebody"), MORNING)


@pytest.mark.parametrize("handle", ["a", "7", "ann-b-2", "a" * 31])
def test_a_plain_handle_is_taken(sqlite: Engine, handle: str) -> None:
    with sqlite.begin() as connection:
        people.add(connection, Person(handle=Handle(handle), name="Somebody"), MORNING)

        assert people.require(connection, handle) == handle


def test_a_handle_is_one_persons(sqlite: Engine) -> None:
    furnish(sqlite)

    with sqlite.begin() as connection, pytest.raises(BadInput, match="there is a person ann already"):
        people.add(connection, Person(handle=Handle("ann"), name="Another Ann"), MORNING)


@pytest.mark.parametrize("nobody", [None, ""])
def test_an_act_without_a_person_is_refused(sqlite: Engine, nobody: str | None) -> None:
    with sqlite.begin() as connection, pytest.raises(NotAllowed, match="say who acts: add --as PERSON"):
        people.require(connection, nobody)


def test_an_act_by_a_stranger_is_refused(sqlite: Engine) -> None:
    with sqlite.begin() as connection, pytest.raises(NotAllowed, match="nobody here goes by eve"):
        people.require(connection, "eve")


def test_everybody_is_listed_by_handle(sqlite: Engine) -> None:
    furnish(sqlite)

    with sqlite.begin() as connection:
        assert people.list_all(connection) == [
            Person(handle=Handle("ann"), name="Ann"),
            Person(handle=Handle("bob"), name="Bob"),
        ]
