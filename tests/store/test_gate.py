"""The gate: a stop that has been said holds for everyone who looks after it, on PostgreSQL as well."""

import threading
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from outreach.model.ids import AnswerId
from outreach.model.sending import Message, Outcome
from outreach.model.thread import AnswerKind
from outreach.store import pauses
from outreach.store.gate import pass_gate, wait_until_clear
from outreach.work.answers.correct import correct_answer
from outreach.work.answers.record import record_answer
from outreach.work.campaigns.load import load_campaign
from outreach.work.contacts.load import DirectoryFile, load_contacts
from outreach.work.sending.stop import stop
from tests.builders import (
    ANN,
    MORNING,
    FakeTransport,
    campaign,
    office,
    queue,
    send_context,
    send_due,
    statuses,
    texts,
)
from tests.work.threads import FRIDAY, remind


def test_a_stop_waits_for_who_stands_on_the_threshold(engine: Engine) -> None:
    """The stop is in force at once, and who has begun the last look is waited for."""
    queue(engine)
    order: list[str] = []
    looking = threading.Event()

    def say_stop() -> None:
        looking.wait()
        stop(engine, ANN, pauses.EVERYTHING, reason="test", now=MORNING)
        order.append("stopped")

    other = threading.Thread(target=say_stop)
    other.start()
    with engine.begin() as connection:
        pass_gate(connection, "home-1")
        assert pauses.of(connection, pauses.EVERYTHING, now=MORNING) is None
        looking.set()
        other.join(timeout=0.5)
        order.append("looked")
    other.join()

    assert order == ["looked", "stopped"]


def withdraw_a_signatory(engine: Engine) -> None:
    load_campaign(engine, ANN, campaign(signatories=()), texts(), now=MORNING)


def bar_an_office(engine: Engine) -> None:
    barred = office(country="RU")
    file = DirectoryFile(name="a.csv", offices=[barred], rows={barred.id: 2}, problems=())
    load_contacts(engine, ANN, [file], apply=True, skip_bad=False, now=MORNING)


def learn_that_they_refused(engine: Engine) -> None:
    correct_answer(engine, ANN, AnswerId(1), AnswerKind.REFUSED, note="", now=FRIDAY)


@pytest.mark.parametrize("deed", [withdraw_a_signatory, bar_an_office, learn_that_they_refused])
def test_what_holds_letters_waits_for_who_stands_on_the_threshold_too(
    engine: Engine, deed: Callable[[Engine], None]
) -> None:
    """A name that had been withdrawn, and the command had said so, left a moment later."""
    first, _, _ = remind(engine)
    record_answer(engine, ANN, first, AnswerKind.ACKNOWLEDGED, note="", now=FRIDAY)
    order: list[str] = []

    def do() -> None:
        deed(engine)
        order.append("done")

    other = threading.Thread(target=do)
    with engine.begin() as connection:
        pass_gate(connection, "home-1")
        other.start()
        other.join(timeout=1)
        order.append("looked")
    other.join()

    assert order == ["looked", "done"]


def test_after_a_stop_nothing_passes(engine: Engine) -> None:
    queue(engine)

    class Stopping(FakeTransport):
        async def send(self, message: Message, before_handover: Callable[[], Awaitable[None]]) -> Outcome:
            stop(engine, ANN, pauses.EVERYTHING, reason="test", now=MORNING)
            return await super().send(message, before_handover)

    transport = Stopping()
    send_due(send_context(engine, {"main": transport}))

    assert transport.handed_over == []
    assert set(statuses(engine).values()) == {"queued"}


def test_a_stop_that_somebody_on_the_threshold_keeps_waiting_is_in_force_and_says_so(engine: Engine) -> None:
    if engine.dialect.name != "postgresql":  # SQLite has one writer: nobody is on the threshold
        assert wait_until_clear(engine)
        return
    with engine.begin() as frozen:
        pass_gate(frozen, "home-1")

        assert not wait_until_clear(engine, timedelta(milliseconds=50))
    assert wait_until_clear(engine, timedelta(milliseconds=50))
