from datetime import date

import pytest

from outreach.lists.contact_row import cells_of, office_of
from outreach.model.directory import Address, AddressState, Approach, Channel, Office
from outreach.model.gender import Gender
from outreach.model.ids import Handle, OfficeId
from tests.lists.files import TODAY, ministry

EMAIL = Address(channel=Channel.EMAIL, value="office@ministry.example")
FORM = Address(channel=Channel.WEB_FORM, value="https://ministry.example/contact")
POST = Address(channel=Channel.POST, value="1 Rue X, 75007 Paris")


def office(*addresses: Address) -> Office:
    found = office_of(ministry(time_zone="Europe/Paris"), today=TODAY)
    assert isinstance(found, Office)
    return Office(**{**vars(found), "addresses": addresses})


def checked(channel: Channel, value: str, state: AddressState = AddressState.VERIFIED) -> Address:
    return Address(
        channel=channel, value=value, state=state, checked_by=Handle("ada"), checked_on=date(2026, 5, 21)
    )


def test_a_row_becomes_an_office() -> None:
    row = ministry(
        parent="gov-fr",
        unit="Cabinet",
        holder="A. N. Other",
        gender="f",
        email="Office@Ministry.Example",
        post="1 Rue X, 75007 Paris",
        preference="post; email",
        languages="fr;en",
        time_zone="Europe/Paris",
        country="FR",
        seat_country="BE",
        grade="B+",
        source_url="a list",
        source_date="n.d.",
        checked_on="2026-05-21",
        checked_by="ada",
        note="VERIFY",
    )
    assert office_of(row, today=TODAY) == Office(
        id=OfficeId("gov-fr-mfa"),
        parent_id=OfficeId("gov-fr"),
        body="government",
        name="Ministry for Europe and Foreign Affairs, France",
        body_kind="foreign-ministry",
        unit="Cabinet",
        title="Minister for Foreign Affairs",
        rank="minister",
        holder="A. N. Other",
        gender=Gender.FEMALE,
        addresses=(
            checked(Channel.POST, "1 Rue X, 75007 Paris"),
            checked(Channel.EMAIL, "Office@ministry.example"),
        ),
        languages=("fr", "en"),
        time_zone="Europe/Paris",
        country="FR",
        seat_country="BE",
        approach=Approach.LETTER,
        grade="B+",
        source_url="a list",
        source_date="n.d.",
        note="VERIFY",
    )


def test_empty_cells_become_nothing_rather_than_empty_words() -> None:
    found = office_of(ministry(body="UN", country=""), today=TODAY)

    assert isinstance(found, Office)
    assert (found.parent_id, found.holder, found.time_zone) == (None, None, None)
    assert (found.country, found.seat_country) == (None, None)
    assert (found.addresses, found.languages) == ((), ())


def test_without_a_preference_the_channels_stand_in_the_order_of_the_columns() -> None:
    found = office_of(ministry(post=POST.value, web_form=FORM.value), today=TODAY)

    assert isinstance(found, Office)
    assert found.addresses == (FORM, POST)


def test_a_bad_row_becomes_its_problems() -> None:
    assert office_of(ministry(name="", gender="x"), today=TODAY) == (
        "name is missing: fill it in",
        "gender 'x' is not known: write one of f, m, u",
    )


def test_addresses_are_written_in_their_order_of_preference() -> None:
    cells = cells_of(office(POST, EMAIL))

    assert cells["preference"] == "post;email"
    assert (cells["email"], cells["web_form"], cells["post"]) == (EMAIL.value, "", POST.value)


def test_the_first_address_of_a_channel_is_written() -> None:
    second = Address(channel=Channel.EMAIL, value="second@ministry.example")

    assert cells_of(office(EMAIL, POST, second))["email"] == EMAIL.value
    assert cells_of(office(EMAIL, POST, second))["preference"] == "email;post"


def test_a_dead_address_is_not_written_and_gives_way_to_a_living_one() -> None:
    dead = Address(channel=Channel.EMAIL, value="old@ministry.example", state=AddressState.DEAD)

    assert cells_of(office(dead, POST))["email"] == ""
    assert cells_of(office(dead, POST))["preference"] == "post"
    assert cells_of(office(dead, EMAIL))["email"] == EMAIL.value


@pytest.mark.parametrize("state", [AddressState.UNVERIFIED, AddressState.BOUNCING])
def test_a_check_is_written_only_where_every_address_shares_it(state: AddressState) -> None:
    good = checked(Channel.POST, "1 Rue X, 75007 Paris")
    other = checked(Channel.EMAIL, "office@ministry.example", state)

    assert cells_of(office(good))["checked_on"] == "2026-05-21"
    assert cells_of(office(good))["checked_by"] == "ada"
    assert cells_of(office(good, other))["checked_on"] == ""
    assert cells_of(office(good, other))["checked_by"] == ""
    assert cells_of(office(other))["checked_on"] == ""
