"""The gate: a stop that has been said holds for everyone who looks after it, on PostgreSQL as well."""

import threading
from collections.abc import Awaitable, Callable
from datetime import timedelta

from sqlalchemy import Engine

from outreach.model.sending import Message, Outcome
from outreach.store import pauses
from outreach.store.gate import pass_gate, wait_until_clear
from outreach.work.sending.stop import stop
from tests.builders import ANN, MORNING, FakeTransport, queue, send_context, send_due, statuses


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
