"""Which letter is meant."""

import pytest
from sqlalchemy import Engine

from outreach.model.errors import NotFound
from outreach.model.status import Status
from outreach.queries.letters import find_id
from tests.builders import draft, furnish, office, queue
from tests.work.threads import remind


@pytest.mark.parametrize("name", ["{}", "A-1/{}", " {} ", "gov-xx-mfa"])
def test_a_letter_is_found_by_its_id_its_printed_reference_and_its_office(sqlite: Engine, name: str) -> None:
    furnish(sqlite, office())
    [one] = draft(sqlite)

    assert find_id(sqlite, name.format(one)) == one


def test_an_offices_only_letter_is_meant_whatever_its_state(sqlite: Engine) -> None:
    """The verb then says why it cannot be: that it is queued, or has left."""
    [one] = queue(sqlite)

    assert find_id(sqlite, "gov-xx-mfa", [Status.DRAFT]) == one


def test_of_several_the_one_in_a_fitting_state_is_meant(sqlite: Engine) -> None:
    _, reminder, _ = remind(sqlite)

    assert find_id(sqlite, "gov-xx-mfa", [Status.QUEUED]) == reminder


def test_where_several_fit_they_are_named(sqlite: Engine) -> None:
    first, reminder, _ = remind(sqlite)

    with pytest.raises(NotFound, match="gov-xx-mfa has 2 letters") as refusal:
        find_id(sqlite, "gov-xx-mfa")

    assert f"{first} (first, accepted), {reminder} (reminder, queued)" in str(refusal.value)


def test_what_is_neither_is_not_found(sqlite: Engine) -> None:
    with pytest.raises(NotFound, match="there is no letter nobody"):
        find_id(sqlite, "nobody")
