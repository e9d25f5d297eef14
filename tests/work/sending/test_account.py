"""What a server tells every letter alike is the account's affair: no letter and no address is spent on it.

Eight letters, a real server that says the same to each of them, and the whole way from the queue and back.
"""

from collections import Counter
from contextlib import closing
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import Engine

from outreach.model.directory import AddressState
from outreach.model.ids import LetterId
from outreach.store import directory, pauses
from outreach.store.database import reading
from outreach.store.pauses import Pause
from outreach.work.sending.stop import resume
from tests.builders import ANN, MORNING, office, queue, send_context, send_due, statuses
from tests.transports.driven import Driven
from tests.transports.scripted_http import ScriptedHttp, answer, mailgun_at
from tests.transports.scripted_smtp import ScriptedSmtp, transport_to
from tests.work.seen import letter

QUEUED = b'{"id": "<1@mg.association.example>", "message": "Queued. Thank you."}'


def eight(engine: Engine) -> list[LetterId]:
    return queue(engine, *(office(f"gov-{n:02}-mfa") for n in range(8)))


def round_(engine: Engine, transport: Driven, *, minutes: int = 0) -> list[LetterId]:
    """One round, so many minutes after the first; gives the letters that were due."""
    now = MORNING + timedelta(minutes=minutes)
    return send_due(send_context(engine, {"main": transport.transport}, now=now))


def paused(engine: Engine, *, minutes: int = 0) -> list[Pause]:
    with reading(engine) as connection:
        return pauses.list_all(connection, now=MORNING + timedelta(minutes=minutes))


def addresses(engine: Engine) -> Counter[AddressState]:
    with reading(engine) as connection:
        return Counter(office.addresses[0].state for office in directory.find(connection))


def offered(server: ScriptedSmtp) -> int:
    """How many letters the server has been asked to take."""
    return sum(line.startswith("MAIL ") for line in server.heard)


REFUSALS = [
    ("rcpt", "550 5.4.5 Daily user sending limit exceeded"),
    ("rcpt", "554 5.7.1 <office@ministry.example>: Relay access denied"),
    ("rcpt", "554 relay denied"),
    ("rcpt", "550 5.7.750 Client blocked from sending from unregistered domains"),
    ("rcpt", "550 5.1.0 <retours@freeazat.example>: Sender address rejected: Domain not found"),
    ("rcpt", "550 5.1.0 Sender address rejected"),
    ("dot", "550 5.4.5 Daily user sending limit exceeded"),
    ("dot", "550 5.7.750 Client blocked from sending from unregistered domains"),
    ("mail", "550 5.7.1 not yours"),
]


@pytest.mark.parametrize(("stage", "reply"), REFUSALS)
def test_b7_a_refusal_that_is_about_us_pauses_the_account_at_the_first_letter(
    sqlite: Engine, stage: str, reply: str
) -> None:
    ids = eight(sqlite)
    with ScriptedSmtp(**{stage: reply}) as server, closing(transport_to(server)) as transport:
        for minutes in (0, 1, 60):
            round_(sqlite, transport, minutes=minutes)

        assert offered(server) == 1

    assert Counter(statuses(sqlite).values()) == {"queued": 8}
    assert addresses(sqlite) == {AddressState.UNVERIFIED: 8}
    [pause] = paused(sqlite)
    assert (pause.target, pause.requested_by, pause.until) == ("account:main", "outreach", None)
    assert pause.reason.endswith(reply)
    assert reply in letter(sqlite, ids[-1]).reason, "every letter says what it waits for"


@pytest.mark.parametrize("stage", ["rcpt", "dot"])
@pytest.mark.parametrize(
    "reply",
    [
        "550 5.7.1 not today",
        "554 no",
        "550 5.1.1 unknown",
        "550 5.1.0 Address rejected",
        "571 nothing from you",
    ],
)
def test_b7_three_refusals_alike_in_a_row_pause_the_account_whatever_they_say(
    sqlite: Engine, stage: str, reply: str
) -> None:
    eight(sqlite)
    with ScriptedSmtp(**{stage: reply}) as server, closing(transport_to(server)) as transport:
        for minutes in (0, 1, 60):
            round_(sqlite, transport, minutes=minutes)

        assert offered(server) == 3

    assert Counter(statuses(sqlite).values()) == {"failed": 2, "queued": 6}
    assert addresses(sqlite)[AddressState.DEAD] == (2 if reply == "550 5.1.1 unknown" else 0)
    [pause] = paused(sqlite)
    assert pause.reason.startswith("3 letters in a row were refused alike, so it must be about us: ")
    assert pause.reason.endswith(reply)


def test_b7_when_a_person_lets_the_account_go_on_the_row_begins_anew(engine: Engine) -> None:
    eight(engine)
    with ScriptedSmtp(rcpt="550 5.7.1 not today") as server, closing(transport_to(server)) as transport:
        round_(engine, transport)
        resume(engine, ANN, "account:main", now=MORNING + timedelta(minutes=1))
        round_(engine, transport, minutes=2)

        assert offered(server) == 6
    assert Counter(statuses(engine).values()) == {"failed": 4, "queued": 4}


def test_b7_refusals_between_which_a_letter_is_taken_are_the_letters_own(engine: Engine) -> None:
    eight(engine)
    replies = ["550 5.7.1 no", "550 5.7.1 no", "250 ok"]
    with ScriptedSmtp(rcpt=[*replies, *replies, "250 ok"]) as server, closing(transport_to(server)) as out:
        # The row is told by when each try ended, so time goes by.
        seconds = count()
        room = send_context(
            engine, {"main": out.transport}, clock=lambda: MORNING + timedelta(seconds=next(seconds))
        )
        send_due(room)

    assert Counter(statuses(engine).values()) == {"failed": 4, "accepted": 4}
    assert paused(engine) == []


@pytest.mark.parametrize(
    ("stage", "reply"),
    [
        ("mail", "421 4.7.0 too fast"),
        ("rcpt", "452 4.5.3 too many recipients"),
        ("rcpt", "450 4.7.1 too much mail"),
        ("dot", "451 4.7.28 unusual rate"),
    ],
)
def test_b14_a_limit_of_rate_puts_the_account_off_at_the_first_letter(
    sqlite: Engine, stage: str, reply: str
) -> None:
    eight(sqlite)
    with ScriptedSmtp(**{stage: reply}) as server, closing(transport_to(server)) as transport:
        for minutes in (0, 1, 19):
            round_(sqlite, transport, minutes=minutes)

        assert offered(server) == 1

    assert Counter(statuses(sqlite).values()) == {"queued": 8}
    [pause] = paused(sqlite)
    assert pause.until == MORNING + timedelta(minutes=20)
    assert paused(sqlite, minutes=20) == []


def test_b7_a_greylisted_letter_keeps_no_other_back(engine: Engine) -> None:
    eight(engine)
    with ScriptedSmtp(rcpt="450 4.7.1 greylisted") as server, closing(transport_to(server)) as transport:
        round_(engine, transport)

        assert offered(server) == 8
    assert paused(engine) == []


def test_c1_a_429_that_asks_for_an_hour_gets_an_hour(engine: Engine) -> None:
    """Every letter met it, one after the other."""
    ids = eight(engine)
    asks = answer(429, b'{"message": "Too many requests"}', headers={"Retry-After": "3600"})
    with ScriptedHttp(asks) as provider, closing(mailgun_at(provider)) as transport:
        for minutes in (0, 1, 59):
            round_(engine, transport, minutes=minutes)

        assert len(provider.requests) == 1

    assert Counter(statuses(engine).values()) == {"queued": 8}
    [pause] = paused(engine)
    assert (pause.target, pause.until) == ("account:main", MORNING + timedelta(hours=1))
    with ScriptedHttp(answer(200, QUEUED)) as provider, closing(mailgun_at(provider)) as transport:
        assert sorted(round_(engine, transport, minutes=60)) == sorted(ids)
    assert Counter(statuses(engine).values()) == {"accepted": 8}


@pytest.mark.parametrize("status", [401, 402, 403])
def test_c6_a_provider_that_refuses_us_is_asked_once(sqlite: Engine, status: int) -> None:
    eight(sqlite)
    with ScriptedHttp(answer(status, b"Forbidden")) as provider, closing(mailgun_at(provider)) as transport:
        for minutes in (0, 1):
            round_(sqlite, transport, minutes=minutes)

        assert len(provider.requests) == 1
    assert Counter(statuses(sqlite).values()) == {"queued": 8}
