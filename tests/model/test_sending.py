from datetime import UTC, datetime, timedelta

import pytest

from outreach.model.sending import (
    Accepted,
    ByHand,
    Deferred,
    InDoubt,
    NotNow,
    Outcome,
    Refused,
    Scope,
    Settlement,
    settle,
)
from outreach.model.status import Status, may_move

NOW = datetime(2026, 6, 2, 9, tzinfo=UTC)


def settled(outcome: Outcome, *, tries: int = 1, since: timedelta = timedelta(0)) -> Settlement:
    return settle(outcome, tries=tries, first_try=NOW - since, now=NOW)


def test_an_accepted_letter_keeps_the_other_sides_words() -> None:
    assert settled(Accepted(receipt="250 2.0.0 queued as 7A")) == Settlement(
        status=Status.ACCEPTED, reason="accepted: 250 2.0.0 queued as 7A"
    )


@pytest.mark.parametrize(
    ("tries", "minutes"), [(1, 20), (2, 40), (3, 80), (4, 160), (5, 320), (6, 360), (50, 360), (100_000, 360)]
)
def test_a_deferred_letter_is_tried_again_after_longer_and_longer_waits(tries: int, minutes: int) -> None:
    assert settled(Deferred(reason="451 4.7.1 greylisted"), tries=tries) == Settlement(
        status=Status.QUEUED,
        reason="put off: 451 4.7.1 greylisted",
        retry_at=NOW + timedelta(minutes=minutes),
    )


def test_a_wish_for_a_later_try_is_heard_within_bounds() -> None:
    asked = settled(Deferred(reason="429", retry_after=timedelta(minutes=5)), tries=9)
    too_long = settled(Deferred(reason="429", retry_after=timedelta(days=365)))

    assert asked.retry_at == NOW + timedelta(minutes=5)
    assert too_long.retry_at == NOW + timedelta(hours=6)


def test_a_letter_is_given_up_after_five_days_and_not_before() -> None:
    four = settled(Deferred(reason="451"), tries=30, since=timedelta(days=5) - timedelta(seconds=1))
    five = settled(Deferred(reason="451"), tries=30, since=timedelta(days=5))

    assert four.status is Status.QUEUED
    assert five == Settlement(status=Status.FAILED, reason="given up after 5 days of trying: 451")


def test_a_refused_account_stops_and_spends_no_letter() -> None:
    assert settled(Refused(reason="535 5.7.8 bad credentials", scope=Scope.ACCOUNT)) == Settlement(
        status=Status.QUEUED,
        reason="waits for its account: 535 5.7.8 bad credentials",
        pause_account="535 5.7.8 bad credentials",
    )


def test_a_refused_address_is_dead_and_a_refused_letter_is_not_its_fault() -> None:
    assert settled(Refused(reason="550 5.1.1 no such user", scope=Scope.ADDRESS)) == Settlement(
        status=Status.FAILED, reason="refused: 550 5.1.1 no such user", dead_address=True
    )
    assert settled(Refused(reason="552 5.3.4 too big", scope=Scope.LETTER)) == Settlement(
        status=Status.FAILED, reason="refused: 552 5.3.4 too big", dead_address=False
    )


def test_a_doubt_is_never_tried_again_by_itself() -> None:
    assert settled(InDoubt(reason="connection lost after the dot")) == Settlement(
        status=Status.IN_DOUBT, reason="in doubt: connection lost after the dot"
    )


def test_what_a_person_must_do_waits_for_that_person() -> None:
    assert settled(ByHand(instructions="fill in the form")) == Settlement(
        status=Status.BY_HAND, reason="a person must send it: see the tasks"
    )


@pytest.mark.parametrize(
    "outcome",
    [
        Accepted(receipt="250"),
        Deferred(reason="451"),
        *(Refused(reason="5xx", scope=scope) for scope in Scope),
        InDoubt(reason="lost"),
    ],
)
def test_every_outcome_of_a_transmission_is_a_move_that_a_letter_has(outcome: Outcome) -> None:
    assert may_move(Status.TRANSMITTING, settled(outcome).status)


def test_a_letter_for_a_person_is_handed_over_from_its_claim() -> None:
    assert may_move(Status.CLAIMED, settled(ByHand(instructions="post it")).status)


def test_a_letter_that_may_not_pass_says_where_it_goes_and_why() -> None:
    stop = NotNow(Status.HELD, "the campaign is stopped")

    assert (stop.status, stop.reason, str(stop)) == (
        Status.HELD,
        "the campaign is stopped",
        "the campaign is stopped",
    )
