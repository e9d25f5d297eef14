"""Nothing happens here without a person."""

import pytest
from sqlalchemy import Engine

from outreach.model.errors import BadInput
from outreach.model.ids import Handle
from outreach.model.person import Person
from outreach.store import people
from outreach.work.people.add import add_person
from tests.builders import MORNING


def test_a_person_who_was_added_may_act(sqlite: Engine) -> None:
    add_person(sqlite, Person(handle=Handle("carol"), name="Carol"), now=MORNING)

    with sqlite.begin() as connection:
        assert people.require(connection, "carol") == "carol"


def test_a_taken_handle_is_refused(sqlite: Engine) -> None:
    add_person(sqlite, Person(handle=Handle("carol"), name="Carol"), now=MORNING)

    with pytest.raises(BadInput):
        add_person(sqlite, Person(handle=Handle("carol"), name="Another"), now=MORNING)
