"""The clock, and only the clock: it says when, and never holds a letter."""

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler

from outreach.model.errors import OutreachError
from outreach.model.ids import LetterId
from outreach.model.letter import Letter
from outreach.model.status import Status
from outreach.wiring.house import House

#: Seconds between two looks at the queue.
TICK = 5

_log = logging.getLogger(__name__)


def serve(house: House, tell: Callable[[list[Letter]], None], *, tick: float = TICK) -> None:
    """Send what falls due, until SIGTERM or SIGINT; then finish the running letter and return.

    ``tell`` hears of every letter that a round has met, and again only when something new is to be told of
    it. Raises `WrongState` while another process sends.
    """
    with shutdown_event() as ending, house.sending(going=lambda: not ending.is_set()) as send_due:
        news, steady = _News(tell), _Steady(tick)
        # One round at a time, and a round that was missed is not made up for: the next one sees all.
        clock = BackgroundScheduler(
            timezone="UTC",
            job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
        )
        job = clock.add_job(
            lambda: _round(send_due, news), "interval", seconds=tick, next_run_time=datetime.now(UTC)
        )
        clock.start()
        while not ending.wait(tick):
            if steady.clock_was_set():
                job.modify(next_run_time=datetime.now(UTC))
        clock.shutdown(wait=True)


class _Steady:
    """Finds that the machine's clock was set: the scheduler waits by it, and would sleep through hours."""

    def __init__(self, tolerance: float) -> None:
        """``tolerance``: seconds by which the two clocks may drift apart between two looks."""
        self._tolerance = tolerance
        self._offset = time.time() - time.monotonic()

    def clock_was_set(self) -> bool:
        """Whether it was set since the last look."""
        offset = time.time() - time.monotonic()
        moved = abs(offset - self._offset) > self._tolerance
        self._offset = offset
        return moved


@contextmanager
def shutdown_event() -> Iterator[threading.Event]:
    """An event that SIGTERM and SIGINT set, so that the running letter can be finished first."""
    ending = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        # Not here: `set` takes a lock that the interrupted thread holds while it begins to wait.
        threading.Thread(target=ending.set).start()

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield ending
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _News:
    """Tells of each letter what is new: one that is stopped is met in every round, for days."""

    def __init__(self, tell: Callable[[list[Letter]], None]) -> None:
        self._tell = tell
        self._told: dict[LetterId, tuple[Status, str]] = {}

    def tell(self, met: list[Letter]) -> None:
        """Tell of those that say something else than in the round before."""
        before, self._told = self._told, {letter.id: (letter.status, letter.reason) for letter in met}
        if fresh := [letter for letter in met if before.get(letter.id) != self._told[letter.id]]:
            self._tell(fresh)


def _round(send_due: Callable[[], list[Letter]], news: _News) -> None:
    try:
        sent = send_due()
    except OutreachError as refusal:
        _log.error("%s", refusal)
        return
    except Exception:  # a database that is away for a while must not end the service
        _log.exception("this round failed; the next one tries again")
        return
    news.tell(sent)
