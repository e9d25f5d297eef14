"""Turns: what comes together is decided together, and what a letter costs then."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from outreach.model.ids import CampaignId
from outreach.model.sending import Accepted, Deferred, Message, Outcome, Refused, Scope
from outreach.store import campaigns, moves, pauses
from outreach.work.sending.stop import stop
from tests.builders import (
    ANN,
    MORNING,
    FakeSessions,
    FakeTransport,
    Meddling,
    approve,
    campaign,
    draft_again,
    furnish,
    office,
    queue,
    send_context,
    send_due,
    statuses,
    texts,
)
from tests.counting import counted
from tests.work.seen import letter, path, phases

Handover = Callable[[], Awaitable[None]]


def test_a_letter_costs_about_a_statement_and_a_tenth_of_a_commit(engine: Engine) -> None:
    """On one connection for each letter it was 31 statements and 3 commits."""
    ids = queue(engine, *(office(f"gov-{number:03}-mfa") for number in range(300)))

    with counted(engine) as costs:
        send_due(send_context(engine, {"main": FakeSessions(connections=10)}))

    assert Counter(statuses(engine).values()) == {"accepted": 300}
    assert costs["statements"] / len(ids) <= 1.2
    assert costs["commits"] / len(ids) <= 0.15


#: What grows with the letters; all else is read in a moment.
GROWS = ("letters", "contents", "moves", "attempts", "offices", "addresses", "answers", "suppressions")


def test_no_statement_of_a_turn_walks_through_a_table(sqlite: Engine) -> None:
    """A million queued letters must cost the next ten nothing."""
    queue(sqlite, *(office(f"gov-{number:03}-mfa") for number in range(30)))
    asked: dict[str, Any] = {}

    def statement(_: object, __: object, sql: str, values: Any, ___: object, many: bool) -> None:
        asked[sql] = values[0] if many else values

    event.listen(sqlite, "before_cursor_execute", statement)
    send_due(send_context(sqlite, {"main": FakeSessions(connections=10)}))
    event.remove(sqlite, "before_cursor_execute", statement)

    plans = []
    with sqlite.connect() as connection:
        for sql, values in asked.items():
            if not sql.startswith(("BEGIN", "PRAGMA")):
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
                plans += [(row.detail, sql) for row in plan]
    assert any(detail.startswith("SEARCH letters") for detail, _ in plans)
    walks = tuple(f"SCAN {table}" for table in GROWS)
    first_of_queue = "SCAN letters USING INDEX ix_letters_queue"
    walked = [(detail, sql) for detail, sql in plans if detail.startswith(walks)]
    assert [one for one in walked if one[0] != first_of_queue or " LIMIT " not in one[1]] == []


def test_every_move_and_every_phase_of_a_letter_is_written(engine: Engine) -> None:
    ids = queue(engine, *(office(f"gov-{number}-mfa") for number in range(25)))

    send_due(send_context(engine, {"main": FakeSessions(connections=10)}))

    for one in ids:
        assert path(engine, one)[-4:] == ["queued", "claimed", "transmitting", "accepted"]
        assert phases(engine, one) == ["claimed", "transmitting", "accepted"]


def test_sessions_that_come_together_are_let_through_together(sqlite: Engine) -> None:
    queue(sqlite, *(office(f"gov-{number}-mfa") for number in range(10)))
    at_once: list[int] = []

    class Watching(FakeSessions):
        async def send(self, message: Message, before_handover: Handover) -> Outcome:
            outcome = await super().send(message, before_handover)
            at_once.append(Counter(statuses(sqlite).values())["transmitting"])
            return outcome

    send_due(send_context(sqlite, {"main": Watching(connections=10)}))

    assert at_once == [10] * 10


def test_a_silent_relay_holds_up_nobody_else(engine: Engine) -> None:
    """Ten minutes after the dot on one account made every other letter wait."""
    furnish(
        engine,
        office("a", body="EU"),
        *(office(f"b{n}") for n in range(3)),
        appeal=campaign(routes={"EU": "slow"}),
    )
    drafted = draft_again(engine)
    approve(engine, *(line.letter_id for line in drafted if line.letter_id))
    brisk = FakeTransport()

    class Silent(FakeTransport):
        async def send(self, message: Message, before_handover: Handover) -> Outcome:
            outcome = await super().send(message, before_handover)
            while len(brisk.handed_over) < 3:  # it answers when everybody else is done
                await asyncio.sleep(0.001)
            return outcome

    send_due(send_context(engine, {"slow": Silent(), "main": brisk}))

    assert set(statuses(engine).values()) == {"accepted"}


def test_a_short_mailing_passes_a_long_one(engine: Engine) -> None:
    """Letters to ministers do not wait behind a mailing to a thousand supporters."""
    queue(engine, *(office(f"gov-{number:02}-mfa") for number in range(40)))
    with engine.begin() as connection:
        campaigns.put(connection, campaign(id="second"), texts(), by=ANN.handle, now=MORNING)
    drafted = draft_again(engine, campaign_id="second", only=["gov-00-mfa", "gov-01-mfa"])
    approve(engine, *(line.letter_id for line in drafted if line.letter_id))
    transport = FakeTransport()

    send_due(send_context(engine, {"main": transport}))

    order = [letter(engine, message.letter_id).campaign_id for message in transport.handed_over]
    assert len(order) == 42
    assert max(place for place, name in enumerate(order) if name == "second") < 10


def test_a_campaign_that_stands_still_holds_up_no_other(engine: Engine) -> None:
    queue(engine, *(office(f"gov-{number:02}-mfa") for number in range(20)))
    with engine.begin() as connection:
        campaigns.put(connection, campaign(id="second"), texts(), by=ANN.handle, now=MORNING)
    drafted = draft_again(engine, campaign_id="second", only=["gov-00-mfa"])
    approve(engine, *(line.letter_id for line in drafted if line.letter_id))
    stop(engine, ANN, pauses.campaign("appeal"), reason="wait", now=MORNING)
    transport = FakeTransport()

    send_due(send_context(engine, {"main": transport}))

    assert [letter(engine, one.letter_id).campaign_id for one in transport.handed_over] == ["second"]


def test_what_falls_due_during_a_round_is_seen_by_it(sqlite: Engine) -> None:
    first, second = queue(sqlite, office("one"), office("two", time_zone="Europe/London", country="GB"))
    clock = [MORNING]

    def an_hour_later() -> None:
        clock[0] = MORNING + timedelta(hours=1)

    transport = Meddling(before=an_hour_later)
    send_due(send_context(sqlite, {"main": transport}, clock=lambda: clock[0]))
    send_due(send_context(sqlite, {"main": transport}, clock=lambda: clock[0]))

    assert [message.letter_id for message in transport.handed_over] == [first, second]


@pytest.mark.parametrize(
    ("outcome", "begun"),
    [
        (Refused(reason="535 wrong password", scope=Scope.ACCOUNT), 1),
        (Deferred(reason="421 too much", scope=Scope.ACCOUNT), 1),
        (Accepted(receipt="250 ok"), 20),
    ],
)
def test_what_is_about_the_account_is_met_by_one_letter_of_each_session(
    engine: Engine, outcome: Outcome, begun: int
) -> None:
    queue(engine, *(office(f"gov-{number:02}-mfa") for number in range(20)))
    transport = FakeSessions(*[outcome] * 20, connections=1)

    send_due(send_context(engine, {"main": transport}))

    assert len(transport.handed_over) == begun
    assert Counter(statuses(engine).values())["queued"] == 20 - (begun if begun == 20 else 0)


def test_letters_that_go_back_with_their_account_say_so(engine: Engine) -> None:
    """They said that the sender had ended, which went on."""
    ids = queue(engine, *(office(f"gov-{number:02}-mfa") for number in range(3)))
    refused = Refused(reason="535 wrong password", scope=Scope.ACCOUNT)

    send_due(send_context(engine, {"main": FakeSessions(refused, connections=1)}))

    with engine.begin() as connection:
        given_back = [moves.history(connection, one)[-1] for one in ids[1:]]
    assert {(move.source, move.target) for move in given_back} == {("claimed", "queued")}
    assert {move.reason for move in given_back} == {"stopped by outreach: 535 wrong password"}


def test_a_session_that_breaks_costs_its_own_letter_and_the_others_go_on(engine: Engine) -> None:
    queue(engine, *(office(f"gov-{number:02}-mfa") for number in range(12)))
    broken: list[str] = []

    class Breaking(FakeSessions):
        async def send(self, message: Message, before_handover: Handover) -> Outcome:
            if not broken:
                broken.append(message.letter_id)
                raise ValueError("nobody has thought of this")
            return await super().send(message, before_handover)

    send_due(send_context(engine, {"main": Breaking(connections=3)}))

    assert Counter(statuses(engine).values()) == {"failed": 1, "accepted": 11}


def test_the_other_campaigns_letters_go_on_while_one_campaign_cannot_be_read(sqlite: Engine) -> None:
    queue(sqlite, office("a"), office("b"))
    with sqlite.begin() as connection:
        campaigns.put(connection, campaign(id="second"), texts(), by=ANN.handle, now=MORNING)
    drafted = draft_again(sqlite, campaign_id="second", only=["a"])
    approve(sqlite, *(line.letter_id for line in drafted if line.letter_id))
    with sqlite.begin() as connection:
        connection.exec_driver_sql("UPDATE campaigns SET definition = '{}' WHERE id = 'appeal'")

    transport = FakeTransport()
    send_due(send_context(sqlite, {"main": transport}))

    assert [letter(sqlite, one.letter_id).campaign_id for one in transport.handed_over] == [
        CampaignId("second")
    ]
