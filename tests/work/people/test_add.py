"""Nothing happens here without a person, and nobody comes in without one."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine

from outreach.model.errors import BadInput, NotAllowed
from outreach.model.ids import Handle
from outreach.model.person import Person
from outreach.store import people
from outreach.work.people.add import add_person
from outreach.work.people.disable import disable_person
from tests.builders import MORNING, actor

CAROL = Person(handle=Handle("carol"), name="Carol")
DAVE = Person(handle=Handle("dave"), name="Dave")


def everybody(engine: Engine) -> dict[str, str | None]:
    with engine.begin() as connection:
        return {person.handle: person.enrolled_by for person in people.list_all(connection)}


def test_the_first_person_needs_nobody_and_enrols_the_second(sqlite: Engine) -> None:
    add_person(sqlite, None, CAROL, now=MORNING)
    add_person(sqlite, actor("carol"), DAVE, now=MORNING)

    assert everybody(sqlite) == {"carol": None, "dave": "carol"}


def test_the_first_person_may_name_themselves_and_nobody_else(sqlite: Engine) -> None:
    with pytest.raises(NotAllowed, match="nobody here goes by dave"):
        add_person(sqlite, actor("dave"), CAROL, now=MORNING)
    add_person(sqlite, actor("carol"), CAROL, now=MORNING)
    with pytest.raises(NotAllowed, match="nobody here goes by dave"):
        add_person(sqlite, actor("dave"), DAVE, now=MORNING)

    assert everybody(sqlite) == {"carol": None}


def test_nobody_takes_a_second_name_by_themselves(sqlite: Engine) -> None:
    add_person(sqlite, None, CAROL, now=MORNING)

    with pytest.raises(NotAllowed, match="somebody who is here already must enrol them"):
        add_person(sqlite, None, DAVE, now=MORNING)
    with pytest.raises(NotAllowed, match="nobody here goes by eve"):
        add_person(sqlite, actor("eve"), DAVE, now=MORNING)
    assert everybody(sqlite) == {"carol": None}


def test_of_two_who_come_first_at_once_one_is_the_first(engine: Engine) -> None:
    together = Barrier(2)

    def come(person: Person) -> str:
        together.wait()
        try:
            add_person(engine, None, person, now=MORNING)
        except NotAllowed as refusal:
            return str(refusal)
        return "first"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(come, [CAROL, DAVE]))

    assert said == ["first", "somebody who is here already must enrol them: add --as PERSON"]
    assert len(everybody(engine)) == 1


def test_a_taken_handle_is_refused(sqlite: Engine) -> None:
    add_person(sqlite, None, CAROL, now=MORNING)

    with pytest.raises(BadInput):
        add_person(sqlite, actor("carol"), Person(handle=Handle("carol"), name="Another"), now=MORNING)


def test_who_has_left_acts_no_more(sqlite: Engine) -> None:
    add_person(sqlite, None, CAROL, now=MORNING)
    add_person(sqlite, actor("carol"), DAVE, now=MORNING)

    disable_person(sqlite, actor("carol"), Handle("dave"), now=MORNING)

    with pytest.raises(NotAllowed, match="dave has left and cannot act any more"):
        disable_person(sqlite, actor("dave"), Handle("carol"), now=MORNING)


def test_the_last_person_stays(sqlite: Engine) -> None:
    add_person(sqlite, None, CAROL, now=MORNING)

    with pytest.raises(NotAllowed, match="carol is the last person here"):
        disable_person(sqlite, actor("carol"), Handle("carol"), now=MORNING)
