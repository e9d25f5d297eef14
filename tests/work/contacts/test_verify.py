"""A check of an address names who saw it and when."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from outreach.model.directory import AddressState, Channel
from outreach.model.errors import NotAllowed, NotFound
from outreach.model.ids import OfficeId
from outreach.queries.contacts import the_address
from outreach.work.contacts.verify import verify_address
from tests.builders import MORNING, actor, address_of, furnish, office
from tests.work.seen import office as seen_office


def test_a_checked_address_says_who_checked_it_and_on_which_day_in_utc(sqlite: Engine) -> None:
    furnish(sqlite, office())
    evening = datetime(2026, 6, 2, 23, 30, tzinfo=UTC)

    verify_address(
        sqlite,
        actor("bob"),
        OfficeId("gov-xx-mfa"),
        address_of(sqlite, OfficeId("gov-xx-mfa"), Channel.EMAIL),
        now=evening,
    )

    [address] = seen_office(sqlite).addresses
    assert (address.state, address.checked_by, address.checked_on) == (
        AddressState.VERIFIED,
        "bob",
        date(2026, 6, 2),
    )


@pytest.mark.parametrize(("target", "channel"), [("nowhere", Channel.EMAIL), ("gov-xx-mfa", Channel.POST)])
def test_an_address_that_is_not_there_is_not_found(sqlite: Engine, target: str, channel: Channel) -> None:
    furnish(sqlite, office())

    with pytest.raises(NotFound):
        the_address(sqlite, OfficeId(target), channel)


def test_a_check_is_a_persons(sqlite: Engine) -> None:
    furnish(sqlite, office())

    with pytest.raises(NotAllowed):
        verify_address(
            sqlite,
            actor(None),
            OfficeId("gov-xx-mfa"),
            address_of(sqlite, OfficeId("gov-xx-mfa"), Channel.EMAIL),
            now=MORNING,
        )
