"""What in the directory wants a person's eye."""

import pytest
from sqlalchemy import Engine

from outreach.model.actor import Actor
from outreach.model.directory import AddressState, Approach, Office
from outreach.model.ids import Handle, OfficeId
from outreach.queries.contact_findings import Finding, check_contacts
from outreach.work.contacts.suppress import suppress_target
from tests.builders import MORNING, furnish, mailbox, office


def findings(engine: Engine, *offices: Office) -> list[Finding]:
    furnish(engine, *offices)
    return check_contacts(engine)


def checked(value: str, state: AddressState = AddressState.VERIFIED) -> Office:
    return office(addresses=(mailbox(value, state=state),))


def test_a_checked_address_is_nothing_to_look_at(engine: Engine) -> None:
    assert findings(engine, checked("registry@ministry.example")) == []


def test_an_unchecked_address_is_to_be_checked(sqlite: Engine) -> None:
    assert findings(sqlite, checked("a@ministry.example", AddressState.UNVERIFIED)) == [
        Finding(
            office_id=OfficeId("gov-xx-mfa"),
            finding="a@ministry.example has not been checked: see its source, then `contacts verify`",
        )
    ]


def test_a_bouncing_address_is_to_be_replaced(sqlite: Engine) -> None:
    assert findings(sqlite, checked("a@ministry.example", AddressState.BOUNCING)) == [
        Finding(
            office_id=OfficeId("gov-xx-mfa"),
            finding="every address it had is dead or bounces: find a new one",
        )
    ]


def test_a_bouncing_address_beside_a_good_one_is_to_be_replaced_too(sqlite: Engine) -> None:
    good = mailbox("a@ministry.example", state=AddressState.VERIFIED)
    bad = mailbox("b@ministry.example", state=AddressState.BOUNCING)

    assert findings(sqlite, office(addresses=(bad, good))) == [
        Finding(office_id=OfficeId("gov-xx-mfa"), finding="b@ministry.example bounces: find another address")
    ]


def test_a_suppressed_office_or_mailbox_is_left_in_peace(sqlite: Engine) -> None:
    unchecked = mailbox("a@ministry.example", state=AddressState.UNVERIFIED)
    furnish(sqlite, office("one", addresses=(unchecked,)), office("two"))
    ann = Actor(handle=Handle("ann"))
    suppress_target(sqlite, ann, "A@ministry.example", reason="they asked", now=MORNING)
    suppress_target(sqlite, ann, "two", reason="they asked", now=MORNING)

    assert check_contacts(sqlite) == []


@pytest.mark.parametrize(
    ("slip", "finding"),
    [
        (
            {"rank": "foreign-minster"},
            "no other office has the rank foreign-minster: is it foreign-minister?",
        ),
        (
            {"body_kind": "foreign-minister"},
            "no other office has the body_kind foreign-minister: is it foreign-ministry?",
        ),
    ],
)
def test_a_slip_of_the_pen_in_a_short_name_is_told(
    sqlite: Engine, slip: dict[str, str], finding: str
) -> None:
    def verified(id: str, **changes: str) -> Office:
        return office(id, addresses=(mailbox(f"{id}@x.example", state=AddressState.VERIFIED),), **changes)

    found = findings(sqlite, verified("a"), verified("b"), verified("c", **slip), verified("d", rank="queen"))

    assert found == [Finding(office_id=OfficeId("c"), finding=finding)]


def test_a_missing_address_is_to_be_found(sqlite: Engine) -> None:
    assert findings(sqlite, office(addresses=())) == [
        Finding(office_id=OfficeId("gov-xx-mfa"), finding="no address is known: find one")
    ]


@pytest.mark.parametrize("address", ["m\u0430il@ministry.example", "office@xn--80ak6aa92e.example"])
def test_an_address_that_passes_for_another_may_be_an_impostors(sqlite: Engine, address: str) -> None:
    warning = Finding(
        office_id=OfficeId("gov-xx-mfa"),
        finding=f"{address} may be an impostor's: some letters only look like ours",
    )

    assert findings(sqlite, checked(address))[-1] == warning


def test_f1_offices_that_share_a_mailbox_name_each_other_whatever_the_spelling(sqlite: Engine) -> None:
    one = office("one", addresses=(mailbox("Info@ministry.example", state=AddressState.VERIFIED),))
    two = office("two", addresses=(mailbox("info@MINISTRY.example", state=AddressState.VERIFIED),))
    alone = office("alone", addresses=(mailbox("other@ministry.example", state=AddressState.VERIFIED),))

    assert findings(sqlite, one, two, alone) == [
        Finding(office_id=OfficeId("one"), finding="shares Info@ministry.example with two"),
        Finding(office_id=OfficeId("two"), finding="shares info@MINISTRY.example with one"),
    ]


def test_an_office_that_is_not_written_to_is_left_in_peace(sqlite: Engine) -> None:
    assert findings(sqlite, office(approach=Approach.NOT_A_TARGET, addresses=())) == []
