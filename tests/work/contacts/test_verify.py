"""A check of an address names who saw it and when."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from outreach.model.directory import AddressState, Channel
from outreach.model.errors import NotAllowed, NotFound, WrongState
from outreach.model.ids import Handle, OfficeId
from outreach.queries.contacts import find_address
from outreach.store import directory
from outreach.work.contacts.verify import verify_address
from tests.builders import ANN, BOB, MORNING, actor, address_of, furnish, mailbox, office
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


def change(engine: Engine, value: str, *, by: str) -> None:
    with engine.begin() as connection:
        changed = office(addresses=(mailbox(value),))
        directory.put(connection, changed, by=Handle(by), now=MORNING)


def test_a_changed_address_is_verified_by_somebody_else(engine: Engine) -> None:
    furnish(engine, office())
    change(engine, "new@ministry.example", by="bob")
    seen = address_of(engine, "gov-xx-mfa")

    with pytest.raises(NotAllowed, match=r"bob changed new@ministry.example and cannot verify it"):
        verify_address(engine, BOB, OfficeId("gov-xx-mfa"), seen, now=MORNING)
    verify_address(engine, ANN, OfficeId("gov-xx-mfa"), seen, now=MORNING)

    [address] = seen_office(engine).addresses
    assert (address.state, address.checked_by) == (AddressState.VERIFIED, "ann")


def test_what_was_seen_is_verified_and_not_what_stands_in_its_place(engine: Engine) -> None:
    """SQLite gives the id of an address that is gone to the next one."""
    furnish(engine, office())
    seen = address_of(engine, "gov-xx-mfa")
    change(engine, "new@ministry.example", by="bob")

    with pytest.raises(WrongState, match="has changed meanwhile"):
        verify_address(engine, ANN, OfficeId("gov-xx-mfa"), seen, now=MORNING)


@pytest.mark.parametrize(("target", "channel"), [("nowhere", Channel.EMAIL), ("gov-xx-mfa", Channel.POST)])
def test_an_address_that_is_not_there_is_not_found(sqlite: Engine, target: str, channel: Channel) -> None:
    furnish(sqlite, office())

    with pytest.raises(NotFound):
        find_address(sqlite, OfficeId(target), channel)


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
