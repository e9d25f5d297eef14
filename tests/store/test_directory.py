"""The directory: offices with exactly their addresses, and whom we must not write to."""

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from outreach.model.directory import Address, AddressState, Channel, Gender, Suppression
from outreach.model.errors import NotFound
from outreach.model.ids import OfficeId
from outreach.store import directory
from tests.builders import MORNING, furnish, mailbox, office

FORM = Address(channel=Channel.WEB_FORM, value="https://gov-xx-mfa.example/contact")
POST = Address(channel=Channel.POST, value="1 Square, Town")


def test_an_office_comes_back_as_it_was_written(engine: Engine) -> None:
    checked = mailbox(
        "registry@ministry.example",
        state=AddressState.VERIFIED,
        checked_by="ann",
        checked_on=date(2026, 6, 1),
    )
    whole = office(
        unit="Europe",
        office="The Minister",
        holder="A. Person",
        gender=Gender.FEMALE,
        addresses=(FORM, checked, POST),
        languages=("fr", "de"),
        seat_country="BE",
        grade="A",
        source_url="https://gov-xx-mfa.example",
        source_date="2026-05",
        note="ask for the registry",
    )

    furnish(engine, whole)

    with engine.begin() as connection:
        assert directory.get(connection, OfficeId("gov-xx-mfa")) == whole


def test_an_office_without_languages_has_none(sqlite: Engine) -> None:
    furnish(sqlite, office(languages=()))

    with sqlite.begin() as connection:
        assert directory.get(connection, OfficeId("gov-xx-mfa")).languages == ()


def test_writing_an_office_again_leaves_exactly_the_addresses_given(engine: Engine) -> None:
    furnish(engine, office(addresses=(mailbox(), FORM)))
    with engine.begin() as connection:
        directory.put(connection, office(name="New name", addresses=(POST, FORM)), by="bob", now=MORNING)

        found = directory.get(connection, OfficeId("gov-xx-mfa"))

    assert found.name == "New name"
    assert found.addresses == (POST, FORM)


def test_a_parent_may_be_written_after_its_child(engine: Engine) -> None:
    furnish(engine, office("child", parent="parent"), office("parent"))

    with engine.begin() as connection:
        assert directory.get(connection, OfficeId("child")).parent_id == "parent"


def test_an_office_cannot_be_kept_without_its_parent(engine: Engine) -> None:
    with pytest.raises(IntegrityError):
        furnish(engine, office("child", parent="nowhere"))

    with engine.begin() as connection:
        assert directory.find(connection) == []


def test_offices_are_found_by_body_and_id(sqlite: Engine) -> None:
    furnish(sqlite, office("b", body="UN"), office("a", body="government"), office("c", body="EU"))

    with sqlite.begin() as connection:
        assert [found.id for found in directory.find(connection)] == ["c", "b", "a"]
        assert [found.id for found in directory.find(connection, [OfficeId("a"), OfficeId("b")])] == [
            "b",
            "a",
        ]
        assert directory.find(connection, []) == []


def test_an_office_that_is_not_there_is_not_found(sqlite: Engine) -> None:
    with sqlite.begin() as connection, pytest.raises(NotFound, match="there is no office gov-zz-mfa"):
        directory.get(connection, OfficeId("gov-zz-mfa"))


def test_marking_says_what_is_known_of_one_address(engine: Engine) -> None:
    furnish(engine, office(addresses=(mailbox(), FORM)))
    with engine.begin() as connection:
        directory.mark(
            connection,
            OfficeId("gov-xx-mfa"),
            Channel.EMAIL,
            AddressState.VERIFIED,
            checked_by="bob",
            checked_on=date(2026, 6, 2),
        )

        first, second = directory.get(connection, OfficeId("gov-xx-mfa")).addresses

    assert (first.state, first.checked_by, first.checked_on) == ("verified", "bob", date(2026, 6, 2))
    assert second == FORM


def test_an_address_that_is_not_there_cannot_be_marked(sqlite: Engine) -> None:
    furnish(sqlite, office())

    with (
        sqlite.begin() as connection,
        pytest.raises(NotFound, match="has no post address to mark"),
    ):
        directory.mark(connection, OfficeId("gov-xx-mfa"), Channel.POST, AddressState.DEAD)


def test_only_the_address_that_proved_wrong_is_dead(sqlite: Engine) -> None:
    furnish(sqlite, office(addresses=(mailbox("old@ministry.example"), FORM)))
    with sqlite.begin() as connection:
        directory.mark_dead(connection, OfficeId("gov-xx-mfa"), "another@ministry.example")
        assert directory.get(connection, OfficeId("gov-xx-mfa")).addresses[0].state is AddressState.UNVERIFIED

        directory.mark_dead(connection, OfficeId("gov-xx-mfa"), "old@ministry.example")
        states = [address.state for address in directory.get(connection, OfficeId("gov-xx-mfa")).addresses]

    assert states == [AddressState.DEAD, AddressState.UNVERIFIED]


def test_a_suppression_is_found_whatever_the_spelling(engine: Engine) -> None:
    furnish(engine)
    said = Suppression(target="Registry@Ministry.Example", requested_by="ann", reason="they asked")
    with engine.begin() as connection:
        directory.suppress(connection, said, MORNING)

        found = directory.suppression(connection, "gov-xx-mfa", "REGISTRY@ministry.example")

        assert found == Suppression(
            target="registry@ministry.example", requested_by="ann", reason="they asked"
        )
        assert directory.suppression(connection, "gov-xx-mfa", "other@ministry.example") is None
        assert directory.suppressed(connection) == {"registry@ministry.example": "they asked"}


def test_saying_it_twice_keeps_the_first_word(engine: Engine) -> None:
    furnish(engine)
    with engine.begin() as connection:
        for reason in ("they asked", "again"):
            said = Suppression(target="gov-xx-mfa", requested_by="ann", reason=reason)
            directory.suppress(connection, said, MORNING)

        assert directory.suppressed(connection) == {"gov-xx-mfa": "they asked"}
