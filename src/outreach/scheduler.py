"""The clock, and only the clock: it says when, and never holds a letter."""

import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler

from outreach.model.errors import OutreachError
from outreach.model.letter import Letter
from outreach.wiring.house import House

#: Seconds between two looks at the queue.
TICK = 5

_log = logging.getLogger(__name__)


def serve(house: House, tell: Callable[[list[Letter]], None], *, tick: float = TICK) -> None:
    """Send what falls due, until SIGTERM or SIGINT; then finish the running letter and return.

    ``tell`` hears of every round that had letters in it. Raises `WrongState` while another process sends.
    """
    with shutdown_event() as ending, house.sending(going=lambda: not ending.is_set()) as send_due:
        # One round at a time, and a round that was missed is not made up for: the next one sees all.
        clock = BackgroundScheduler(
            timezone="UTC",
            job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
        )
        clock.add_job(
            lambda: _round(send_due, tell), "interval", seconds=tick, next_run_time=datetime.now(UTC)
        )
        clock.start()
        ending.wait()
        clock.shutdown(wait=True)


@contextmanager
def shutdown_event() -> Iterator[threading.Event]:
    """An event that SIGTERM and SIGINT set, so that the running letter can be finished first."""
    ending = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        ending.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield ending
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _round(send_due: Callable[[], list[Letter]], tell: Callable[[list[Letter]], None]) -> None:
    try:
        sent = send_due()
    except OutreachError as refusal:
        _log.error("%s", refusal)
        return
    except Exception:  # a database that is away for a while must not end the service
        _log.exception("this round failed; the next one tries again")
        return
    if sent:
        tell(sent)
