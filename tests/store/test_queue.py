"""The queue: what is due in each lane, and letters that are claimed, let through and accepted together."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text

from outreach.model.civil_time import CivilTime
from outreach.model.ids import CampaignId, LetterId
from outreach.model.status import Status
from outreach.store import campaigns, letters, queue
from outreach.store.queue import ClaimTerms, Lane
from tests.builders import ANN, MORNING, campaign, furnish, office, texts
from tests.store.rows import LETTER, a_letter, add, content, look, set_columns

HERE = Lane("main", CampaignId("appeal"))
TERMS = ClaimTerms(
    batch="paris-0123",
    lease_until=MORNING + timedelta(hours=2),
    date_header="Tue, 02 Jun 2026 07:00:00 +0000",
)


def nine_oclock(day: int) -> datetime:
    return datetime(2026, 6, day, 9, 0)  # noqa: DTZ001


def three_queued(engine: Engine, **columns: Any) -> list[LetterId]:
    """Three letters that are due, to three offices."""
    ids = [LetterId(letter * 10) for letter in "abc"]
    furnish(engine, *(office(f"gov-{one[0]}-mfa") for one in ids))
    with engine.begin() as connection:
        for one in ids:
            add(connection, one, office_id=f"gov-{one[0]}-mfa")
            set_columns(connection, one, status=Status.QUEUED, **columns)
    return ids


def due(connection: Connection, lane: Lane = HERE, limit: int = 10, now: datetime = MORNING) -> list[str]:
    found, damaged = queue.due(connection, lane, limit=limit, now=now)
    assert damaged == []
    return [letter.id for letter in found]


@pytest.mark.parametrize(
    ("day", "zone", "is_due"),
    [
        (2, "Europe/Paris", True),  # 07:00 UTC, to the second
        (2, "Europe/London", False),  # 08:00 UTC
        (2, "Europe/Kyiv", True),  # 06:00 UTC
    ],
)
def test_a_letter_is_due_when_its_clock_says_so(engine: Engine, day: int, zone: str, is_due: bool) -> None:
    furnish(engine, office())
    with engine.begin() as connection:
        add(connection, content=content(due=CivilTime(local=nine_oclock(day), zone=zone)))
        set_columns(connection, LETTER, status=Status.QUEUED)

        assert due(connection) == ([LETTER] if is_due else [])


@pytest.mark.parametrize(("seconds", "is_due"), [(0, True), (1, False)])
def test_a_letter_that_was_put_off_waits_for_its_retry(engine: Engine, seconds: int, is_due: bool) -> None:
    a_letter(engine, Status.TRANSMITTING, claim="mine")
    with engine.begin() as connection:
        letters.end_claim(
            connection,
            LETTER,
            Status.TRANSMITTING,
            Status.QUEUED,
            token="mine",
            reason="451 later",
            now=MORNING,
            retry_at=MORNING + timedelta(seconds=seconds),
        )

        assert due(connection) == ([LETTER] if is_due else [])


def test_only_queued_letters_fall_due(sqlite: Engine) -> None:
    a_letter(sqlite)
    with sqlite.begin() as connection:
        for status in set(Status) - {Status.QUEUED}:
            set_columns(connection, LETTER, status=status)
            assert due(connection) == []


def test_the_longest_due_comes_first_and_no_more_than_are_asked_for(engine: Engine) -> None:
    a, b, c = three_queued(engine)
    with engine.begin() as connection:
        set_columns(connection, c, due_at=MORNING - timedelta(days=1))

        assert due(connection) == [c, a, b]
        assert due(connection, limit=2) == [c, a]


def test_every_lane_is_found_and_a_lane_has_only_its_own(engine: Engine) -> None:
    a, b, c = three_queued(engine)
    with engine.begin() as connection:
        campaigns.put(connection, campaign(id="second"), texts(), by=ANN.handle, now=MORNING)
        set_columns(connection, b, account="other")
        set_columns(connection, c, campaign_id="second")

        assert queue.lanes(connection) == [
            HERE,
            Lane("main", CampaignId("second")),
            Lane("other", CampaignId("appeal")),
        ]
        assert [due(connection, lane) for lane in queue.lanes(connection)] == [[a], [c], [b]]


def test_a_row_that_cannot_be_read_keeps_no_other(sqlite: Engine) -> None:
    a, b, c = three_queued(sqlite)
    with sqlite.begin() as connection:
        set_columns(connection, b, channel="pigeon")

        found, damaged = queue.due(connection, HERE, limit=10, now=MORNING)

    assert [letter.id for letter in found] == [a, c]
    assert [one.letter_id for one in damaged] == [b]


def test_what_another_sender_looks_at_is_passed_over(engine: Engine) -> None:
    if engine.dialect.name != "postgresql":  # SQLite has one writer at a time
        return
    a, b, c = three_queued(engine)
    with engine.begin() as first, engine.begin() as second:
        assert due(first, limit=1) == [a]
        assert due(second) == [b, c]


def test_letters_are_claimed_together_each_with_a_token_of_its_own(engine: Engine) -> None:
    a, b, _ = three_queued(engine)

    with engine.begin() as connection:
        claims = queue.claim(connection, [a, b], TERMS)

    assert claims == {a: f"paris-0123-{a}", b: f"paris-0123-{b}"}
    claimed = look(engine, a)
    assert (claimed.status, claimed.claim, claimed.lease_until, claimed.date_header) == (
        Status.CLAIMED,
        f"paris-0123-{a}",
        MORNING + timedelta(hours=2),
        "Tue, 02 Jun 2026 07:00:00 +0000",
    )


def test_a_letter_that_is_not_queued_any_more_is_not_claimed(engine: Engine) -> None:
    a, b, _ = three_queued(engine)
    with engine.begin() as connection:
        set_columns(connection, b, status=Status.CANCELLED)

        assert queue.claim(connection, [a, b], TERMS).keys() == {a}

    assert look(engine, b).status is Status.CANCELLED


def by_token(claims: Mapping[LetterId, str]) -> Mapping[str, LetterId]:
    return {token: letter_id for letter_id, token in claims.items()}


def test_only_who_holds_a_claim_that_lasts_passes(engine: Engine) -> None:
    a, b, c = three_queued(engine)
    with engine.begin() as connection:
        claims = queue.claim(connection, [a, b, c], TERMS)
        set_columns(connection, b, lease_until=MORNING - timedelta(seconds=1))
        set_columns(connection, c, claim=f"another-4567-{c}")

        through = queue.begin_handover(connection, by_token(claims), lease_until=MORNING, now=MORNING)

    assert through == {claims[a]}
    assert [look(engine, one).status.value for one in (a, b, c)] == ["transmitting", "claimed", "claimed"]


def test_no_letter_passes_with_the_token_of_another(engine: Engine) -> None:
    a, b, _ = three_queued(engine)
    with engine.begin() as connection:
        claims = queue.claim(connection, [a, b], TERMS)
        set_columns(connection, a, claim=f"another-4567-{a}")

        crossed = {claims[b]: a, claims[a]: b}
        assert queue.begin_handover(connection, crossed, lease_until=MORNING, now=MORNING) == set()


def test_of_two_claims_of_one_letter_the_one_that_holds_passes(engine: Engine) -> None:
    a, _, _ = three_queued(engine)
    with engine.begin() as connection:
        [token] = queue.claim(connection, [a], TERMS).values()

        claims = {f"lost-0123-{a}": a, token: a}
        assert queue.begin_handover(connection, claims, lease_until=MORNING, now=MORNING) == {token}


def test_of_two_claims_of_one_letter_the_one_that_holds_is_given_back(engine: Engine) -> None:
    a, _, _ = three_queued(engine)
    with engine.begin() as connection:
        [token] = queue.claim(connection, [a], TERMS).values()

        claims = {token: a, f"lost-0123-{a}": a}
        assert queue.give_back(connection, claims, reason="the sender ended") == {token}


def test_letters_are_accepted_together_and_who_was_not_ours_is_told_apart(engine: Engine) -> None:
    a, b, c = three_queued(engine)
    reasons = {one: f"250 {one}" for one in (a, b, c)}
    with engine.begin() as connection:
        claims = queue.claim(connection, [a, b, c], TERMS)
        queue.begin_handover(connection, by_token(claims), lease_until=MORNING, now=MORNING)
        assert queue.accept(connection, {a: claims[a]}, reasons)
        set_columns(connection, c, claim=None, status=Status.IN_DOUBT)

        assert not queue.accept(connection, {b: claims[b], c: claims[c]}, reasons)
        assert queue.accepted_for(connection, {b: reasons[b], c: reasons[c]}) == {b}

    assert [look(engine, one).status.value for one in (a, b, c)] == ["accepted", "accepted", "in_doubt"]
    assert look(engine, a).claim is None


def test_what_nobody_has_begun_goes_back_and_what_has_does_not(engine: Engine) -> None:
    a, b, _ = three_queued(engine)
    with engine.begin() as connection:
        claims = queue.claim(connection, [a, b], TERMS)
        queue.begin_handover(connection, {claims[b]: b}, lease_until=MORNING, now=MORNING)

        assert queue.give_back(connection, by_token(claims), reason="the sender ended") == {claims[a]}

    assert [look(engine, one).status.value for one in (a, b)] == ["queued", "transmitting"]
    assert look(engine, a).claim is None


def test_claims_look_through_the_index_of_the_queue_alone(sqlite: Engine) -> None:
    """Without it every turn reads the whole queue: 10 µs for each letter that waits."""
    with sqlite.begin() as connection:
        for statement in (queue._DUE, queue._FIRST_LANE, queue._NEXT_OF_ACCOUNT, queue._NEXT_ACCOUNT):
            asked = str(statement.compile(sqlite)).replace("?", "'2026'")
            plan = " ".join(map(str, connection.execute(text(f"EXPLAIN QUERY PLAN {asked}"))))
            assert "ix_letters_queue" in plan, plan
            assert "B-TREE" not in plan, plan
            assert "(account,campaign_id)>" not in plan, "SQLite walks through the lane that it leaves"
