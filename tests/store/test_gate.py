"""The gate: a stop that has been said holds for everyone who looks after it, on PostgreSQL as well."""

import threading
from collections.abc import Callable

from sqlalchemy import Engine

from outreach.store import pauses
from outreach.store.gate import pass_gate
from outreach.work.sending.send import send_letters
from outreach.work.sending.stop import stop
from tests.builders import ANN, MORNING, FakeTransport, queue, send_context, statuses


def test_a_stop_waits_for_who_stands_on_the_threshold(engine: Engine) -> None:
    """Whoever has begun the last look ends it first: the stop is said after that, not in the middle."""
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
        pass_gate(connection)
        assert pauses.of(connection, pauses.EVERYTHING, now=MORNING) is None
        looking.set()
        other.join(timeout=0.5)
        assert pauses.of(connection, pauses.EVERYTHING, now=MORNING) is None, (
            "the look has changed under our eyes"
        )
        order.append("looked")
    other.join()

    assert order == ["looked", "stopped"]


def test_after_a_stop_nothing_passes(engine: Engine) -> None:
    ids = queue(engine)

    class Stopping(FakeTransport):
        def send(self, message, before_handover: Callable[[], None]):  # type: ignore[no-untyped-def]
            stop(engine, ANN, pauses.EVERYTHING, reason="test", now=MORNING)
            return super().send(message, before_handover)

    transport = Stopping()
    send_letters(send_context(engine, {"main": transport}), ids)

    assert transport.handed_over == []
    assert set(statuses(engine).values()) == {"queued"}
