"""The directory: offices with exactly their addresses, and whom we must not write to."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from outreach.model.directory import Address, AddressState, Channel, Office, Suppression
from outreach.model.errors import NotFound, WrongState
from outreach.model.gender import Gender
from outreach.model.ids import OfficeId
from outreach.store import directory
from outreach.store.database import reading
from tests.builders import ANN, BOB, MORNING, furnish, mailbox, office

FORM = Address(channel=Channel.WEB_FORM, value="https://gov-xx-mfa.example/contact")
POST = Address(channel=Channel.POST, value="1 Square, Town")
GOV = OfficeId("gov-xx-mfa")


def the_office(engine: Engine) -> Office:
    with reading(engine) as connection:
        return directory.get(connection, GOV)


def as_given(found: Office) -> Office:
    """Without what the database adds to its addresses."""
    plain = (replace(address, id=None, version=1, changed_by=None) for address in found.addresses)
    return replace(found, addresses=tuple(plain))


def test_an_office_comes_back_as_it_was_written(engine: Engine) -> None:
    checked = mailbox(
        "registry@ministry.example",
        state=AddressState.VERIFIED,
        checked_by=ANN.handle,
        checked_on=date(2026, 6, 1),
    )
    whole = office(
        unit="Europe",
        title="The Minister",
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
        assert as_given(directory.get(connection, GOV)) == whole


def test_an_office_without_languages_has_none(sqlite: Engine) -> None:
    furnish(sqlite, office(languages=()))

    with sqlite.begin() as connection:
        assert directory.get(connection, GOV).languages == ()


def test_writing_an_office_again_leaves_exactly_the_addresses_given(engine: Engine) -> None:
    furnish(engine, office(addresses=(mailbox(), FORM)))
    with engine.begin() as connection:
        directory.put(connection, office(name="New name", addresses=(POST, FORM)), by=BOB.handle, now=MORNING)

        found = directory.get(connection, GOV)

    assert found.name == "New name"
    assert as_given(found).addresses == (POST, FORM)


def test_an_address_that_stays_keeps_its_id_and_one_that_comes_says_who_put_it_there(
    engine: Engine,
) -> None:
    furnish(engine, office(addresses=(mailbox("old@ministry.example"), FORM)))
    before = the_office(engine)
    with engine.begin() as connection:
        new = office(addresses=(FORM, mailbox("new@ministry.example"), POST))
        directory.put(connection, new, by=BOB.handle, now=MORNING)

    form, mail, post = the_office(engine).addresses

    assert form == before.addresses[1]
    assert (mail.changed_by, mail.version) == ("bob", 1)
    assert mail.id not in {address.id for address in before.addresses}
    assert (form.changed_by, post.changed_by) == (None, "bob")


def test_an_office_may_have_two_addresses_of_one_channel(engine: Engine) -> None:
    furnish(engine, office(addresses=(mailbox("one@ministry.example"), mailbox("two@ministry.example"))))

    assert [address.value for address in the_office(engine).addresses] == [
        "one@ministry.example",
        "two@ministry.example",
    ]


def test_a_parent_may_be_written_after_its_child(engine: Engine) -> None:
    furnish(engine, office("child", parent_id="parent"), office("parent"))

    with engine.begin() as connection:
        assert directory.get(connection, OfficeId("child")).parent_id == "parent"


def test_an_office_cannot_be_kept_without_its_parent(engine: Engine) -> None:
    with pytest.raises(IntegrityError):
        furnish(engine, office("child", parent_id="nowhere"))

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
            the_office(engine).addresses[0],
            AddressState.VERIFIED,
            checked_by=BOB.handle,
            checked_on=date(2026, 6, 2),
        )

        first, second = directory.get(connection, GOV).addresses

    assert (first.state, first.checked_by, first.checked_on) == ("verified", "bob", date(2026, 6, 2))
    assert (first.version, second.version) == (2, 1)


def test_an_address_that_has_changed_since_it_was_seen_cannot_be_marked(engine: Engine) -> None:
    furnish(engine, office())
    [seen] = the_office(engine).addresses
    with engine.begin() as connection:
        directory.mark_wrong(connection, GOV, seen.value, AddressState.BOUNCING)

        with pytest.raises(WrongState, match="has changed meanwhile: look at it again"):
            directory.mark(connection, seen, AddressState.VERIFIED)

    assert the_office(engine).addresses[0].state is AddressState.BOUNCING


def test_only_the_address_that_proved_wrong_is_dead(sqlite: Engine) -> None:
    furnish(sqlite, office(addresses=(mailbox("old@ministry.example"), FORM)))
    with sqlite.begin() as connection:
        directory.mark_wrong(connection, GOV, "another@ministry.example", AddressState.DEAD)
        assert directory.get(connection, GOV).addresses[0].state is AddressState.UNVERIFIED

        directory.mark_wrong(connection, GOV, "old@ministry.example", AddressState.DEAD)
        states = [address.state for address in directory.get(connection, GOV).addresses]

    assert states == [AddressState.DEAD, AddressState.UNVERIFIED]


def test_a_suppression_is_found_whatever_the_spelling(engine: Engine) -> None:
    furnish(engine)
    said = Suppression(target="Registry@Ministry.Example", requested_by=ANN.handle, reason="they asked")
    with engine.begin() as connection:
        directory.suppress(connection, said, MORNING)

        found = directory.suppression(connection, "gov-xx-mfa", "REGISTRY@ministry.example")

        assert found == Suppression(
            target="registry@ministry.example", requested_by=ANN.handle, reason="they asked"
        )
        assert directory.suppression(connection, "gov-xx-mfa", "other@ministry.example") is None
        assert directory.suppressed(connection) == [found]


def test_saying_it_twice_keeps_the_first_word(engine: Engine) -> None:
    furnish(engine)
    with engine.begin() as connection:
        for reason in ("they asked", "again"):
            said = Suppression(target="gov-xx-mfa", requested_by=ANN.handle, reason=reason)
            directory.suppress(connection, said, MORNING)

        assert [said.reason for said in directory.suppressed(connection)] == ["they asked"]


def test_lifting_takes_away_what_was_suppressed_because_of_it(engine: Engine) -> None:
    furnish(engine)
    with engine.begin() as connection:
        for target, because_of in (("gov-xx-mfa", None), ("a@b.example", GOV), ("c@d.example", None)):
            said = Suppression(
                target=target, requested_by=ANN.handle, reason="they asked", because_of=because_of
            )
            directory.suppress(connection, said, MORNING)

        assert directory.lift_suppression(connection, "gov-xx-mfa") == 2
        assert directory.lift_suppression(connection, "gov-xx-mfa") == 0
        assert [said.target for said in directory.suppressed(connection)] == ["c@d.example"]
