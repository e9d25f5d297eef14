import pytest

from outreach.model.refusals import Refusal, blame_account, kind
from outreach.model.sending import Accepted, Deferred, Outcome, Refused, Scope

POLICY = "the server refused the recipient: 550 5.7.1 not today"


def refused(reason: str = POLICY, scope: Scope = Scope.LETTER) -> Refused:
    return Refused(reason=reason, scope=scope)


def row(*reasons: str) -> list[Refusal]:
    """Refusals of letters to different recipients."""
    return [Refusal(recipient=f"office-{n}@x.example", reason=reason) for n, reason in enumerate(reasons)]


def blamed(outcome: Outcome, *before: Refusal) -> bool:
    """Whether it has become the account's fault."""
    changed = blame_account(outcome, "office@ministry.example", before=before)
    return isinstance(changed, Refused) and changed.scope is Scope.ACCOUNT


def test_the_third_refusal_alike_in_a_row_is_the_accounts_and_says_so() -> None:
    before = row("the server refused the recipient: 550 5.7.1 go away", POLICY)

    assert blame_account(refused(), "office@ministry.example", before=before) == Refused(
        reason=f"3 letters in a row were refused alike, so it must be about us: {POLICY}",
        scope=Scope.ACCOUNT,
    )


def test_the_reason_of_a_letter_serves_as_well_as_that_of_its_refusal() -> None:
    assert blamed(refused(), *row(f"refused: {POLICY}", f"refused: {POLICY}"))


def test_addresses_that_are_refused_alike_are_not_condemned_any_more() -> None:
    unknown = "the server refused the recipient: 550 5.1.1 no such user"

    assert blamed(refused(unknown, Scope.ADDRESS), *row(unknown, unknown))


def test_two_may_be_a_coincidence() -> None:
    assert blame_account(refused(), "office@ministry.example", before=row(POLICY)) == refused()


@pytest.mark.parametrize(
    "other",
    [
        "the server refused the recipient: 554 5.7.1 not today",
        "the server refused the recipient: 550 5.7.2 not today",
        "the server refused the recipient: 550 not today",
        "the server refused the letter: 550 5.7.1 not today",
        "the letter has 5,000 bytes, and the server takes 100 at most",
    ],
)
def test_refusals_that_differ_in_code_or_stage_are_no_row(other: str) -> None:
    assert not blamed(refused(), *row(POLICY, other))
    assert not blamed(refused(), *row(other, POLICY, POLICY))


def test_one_recipient_that_refuses_thrice_is_no_row() -> None:
    same = Refusal(recipient="Office@ministry.example", reason=POLICY)

    assert not blamed(refused(), same, same)


def test_what_no_server_said_is_never_the_servers_opinion_of_us() -> None:
    ours = "the letter has a NUL in it"

    assert kind(ours) is None
    assert not blamed(refused(ours), *row(ours, ours))


@pytest.mark.parametrize(
    "outcome", [Accepted(receipt="250"), Deferred(reason="450"), refused(scope=Scope.ACCOUNT)]
)
def test_every_other_outcome_stays_what_it_is(outcome: Outcome) -> None:
    assert blame_account(outcome, "office@ministry.example", before=row(POLICY, POLICY)) is outcome


def test_a_providers_refusal_has_its_kind_too() -> None:
    said = "Mailgun refused the letter, something in the request is wrong: 400 to parameter is not valid"

    assert kind(said) == ("Mailgun refused the letter, something in the request is wrong", "400")
