import pytest

from outreach.model.audience import NoAddress, NotWritten, Reachable, reach
from outreach.model.directory import Address, AddressState, Approach, Channel, Office
from outreach.model.ids import OfficeId

EMAIL = Address(channel=Channel.EMAIL, value="office@body.example")
FORM = Address(channel=Channel.WEB_FORM, value="https://body.example/form")
POST = Address(channel=Channel.POST, value="1 Rue X, 75007 Paris")
DEAD = Address(channel=Channel.EMAIL, value="old@body.example", state=AddressState.DEAD)
DEAD_FORM = Address(channel=Channel.WEB_FORM, value="https://old.example/", state=AddressState.DEAD)


def office(*addresses: Address, approach: Approach = Approach.LETTER) -> Office:
    return Office(
        id=OfficeId("x"),
        body="UN",
        name="X",
        body_kind="un-office",
        rank="chair",
        addresses=addresses,
        approach=approach,
    )


def test_a_letter_goes_to_the_first_address() -> None:
    assert reach(office(POST, EMAIL)) == Reachable(address=POST)


def test_a_dead_address_is_passed_over_and_so_is_a_bouncing_one() -> None:
    bouncing = Address(channel=Channel.EMAIL, value="full@body.example", state=AddressState.BOUNCING)

    assert reach(office(DEAD, EMAIL)) == Reachable(address=EMAIL)
    assert reach(office(bouncing, POST)) == Reachable(address=POST)


def test_a_body_that_asks_for_its_form_gets_its_form_whatever_else_is_known() -> None:
    assert reach(office(EMAIL, POST, FORM, approach=Approach.FORM)) == Reachable(address=FORM)
    assert reach(office(DEAD_FORM, FORM, approach=Approach.FORM)) == Reachable(address=FORM)


def test_without_an_address_a_person_must_find_one() -> None:
    assert reach(office()) == NoAddress(reason="no address is known: find one")
    assert reach(office(DEAD)) == NoAddress(reason="every address it had is dead or bounces: find a new one")


def test_a_mailbox_that_few_servers_can_carry_is_passed_over_and_told() -> None:
    beyond_ascii = Address(channel=Channel.EMAIL, value="канцелярия@body.example")

    assert reach(office(beyond_ascii, EMAIL)) == Reachable(address=EMAIL)
    assert reach(office(DEAD, beyond_ascii)) == NoAddress(
        reason="канцелярия@body.example has letters other than a to z before its @, which many servers "
        "on the way cannot carry: ask the office for another one"
    )


def test_a_postal_address_may_be_written_in_any_letters() -> None:
    paper = Address(channel=Channel.POST, value="103132, Москва, ул. Ильинка, 23")

    assert reach(office(paper)) == Reachable(address=paper)


def test_without_its_form_a_person_must_find_that() -> None:
    assert reach(office(EMAIL, POST, approach=Approach.FORM)) == NoAddress(
        reason="no web form is known: find one"
    )
    assert reach(office(DEAD_FORM, EMAIL, approach=Approach.FORM)) == NoAddress(
        reason="every web form it had is dead or bounces: find a new one"
    )


@pytest.mark.parametrize(
    ("approach", "reason"),
    [
        (Approach.COMPLAINT, "a legal complaint procedure with its own rules, not an appeal"),
        (Approach.NOT_A_TARGET, "not a target of appeals"),
        (Approach.LOOK_UP, "a place to look things up, not a correspondent"),
    ],
)
def test_some_offices_are_never_written_to_and_we_can_say_why(approach: Approach, reason: str) -> None:
    assert reach(office(EMAIL, FORM, approach=approach)) == NotWritten(reason=reason)
