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


def settled(outcome: Outcome, *put_off_at: datetime) -> Settlement:
    return settle(outcome, put_off_at=put_off_at, now=NOW)


def before(tries: int) -> list[datetime]:
    """When that many tries before this one were put off, all of them today."""
    return [NOW - timedelta(seconds=number) for number in range(1, tries)]


def test_an_accepted_letter_keeps_the_other_sides_words() -> None:
    assert settled(Accepted(receipt="250 2.0.0 queued as 7A")) == Settlement(
        status=Status.ACCEPTED, reason="accepted: 250 2.0.0 queued as 7A"
    )


@pytest.mark.parametrize(
    ("tries", "minutes"), [(1, 20), (2, 40), (3, 80), (4, 160), (5, 320), (6, 360), (50, 360), (100_000, 360)]
)
def test_a_deferred_letter_is_tried_again_after_longer_and_longer_waits(tries: int, minutes: int) -> None:
    assert settled(Deferred(reason="451 4.7.1 greylisted"), *before(tries)) == Settlement(
        status=Status.QUEUED,
        reason="put off: 451 4.7.1 greylisted",
        retry_at=NOW + timedelta(minutes=minutes),
    )


def test_a_wish_for_a_later_try_is_heard_within_bounds() -> None:
    asked = settled(Deferred(reason="429", retry_after=timedelta(minutes=5)), *before(9))
    too_long = settled(Deferred(reason="429", retry_after=timedelta(days=365)))

    assert asked.retry_at == NOW + timedelta(minutes=5)
    assert too_long.retry_at == NOW + timedelta(hours=6)


def test_a_letter_is_given_up_after_five_days_and_not_before() -> None:
    daily = [NOW - timedelta(days=number) for number in range(1, 6)]
    almost = [*daily[:4], daily[4] + timedelta(seconds=1)]

    assert settled(Deferred(reason="451"), *almost).status is Status.QUEUED
    assert settled(Deferred(reason="451"), *daily) == Settlement(
        status=Status.FAILED, reason="given up after 5 days of trying: 451"
    )


def test_days_on_which_nothing_could_be_tried_are_not_counted() -> None:
    """Greylisted on 17 December, tried again when the office opens on 11 January."""
    december = datetime(2026, 12, 17, 15, tzinfo=UTC)
    january = datetime(2027, 1, 11, 8, tzinfo=UTC)
    greylisted = Deferred(reason="450 4.7.1 greylisted")

    second = settle(greylisted, put_off_at=[december], now=january)
    fourth = settle(
        greylisted,
        put_off_at=[december, january, january + timedelta(days=1)],
        now=january + timedelta(days=2),
    )
    fifth = settle(
        greylisted,
        put_off_at=[december, *(january + timedelta(days=number) for number in range(3))],
        now=january + timedelta(days=3),
    )

    assert (second.status, second.retry_at) == (Status.QUEUED, january + timedelta(minutes=40))
    assert fourth.status is Status.QUEUED
    assert fifth.status is Status.FAILED


def test_an_account_that_is_put_off_waits_and_its_letter_longer_and_longer() -> None:
    busy = Deferred(reason="421 4.7.0 try again later", scope=Scope.ACCOUNT)

    assert settled(busy, *before(3)) == Settlement(
        status=Status.QUEUED,
        reason="put off: 421 4.7.0 try again later",
        retry_at=NOW + timedelta(minutes=80),
        defer_account_until=NOW + timedelta(minutes=20),
    )


@pytest.mark.parametrize(("asked", "until"), [(timedelta(hours=1), 60), (timedelta(days=9), 360)])
def test_an_account_waits_as_long_as_it_is_asked_to_within_bounds(asked: timedelta, until: int) -> None:
    put_off = settled(Deferred(reason="429", retry_after=asked, scope=Scope.ACCOUNT))

    assert put_off.defer_account_until == NOW + timedelta(minutes=until)
    assert put_off.retry_at == NOW + timedelta(minutes=until)


def test_a_letter_that_is_put_off_alone_keeps_no_other_back() -> None:
    assert settled(Deferred(reason="450 4.7.1 greylisted")).defer_account_until is None


def test_an_account_that_is_put_off_for_five_days_wants_a_person_and_spends_no_letter() -> None:
    daily = [NOW - timedelta(days=number) for number in range(1, 6)]

    assert settled(Deferred(reason="no connection", scope=Scope.ACCOUNT), *daily) == Settlement(
        status=Status.QUEUED,
        reason="waits for its account: given up after 5 days of trying: no connection",
        pause_account="given up after 5 days of trying: no connection",
    )


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
        *(Deferred(reason="451", scope=scope) for scope in (Scope.LETTER, Scope.ACCOUNT)),
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
