"""The clock, and only the clock: it says when to look, and never holds a letter."""

import asyncio
import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from types import FrameType

from apscheduler.job import Job
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from outreach.model.errors import OutreachError
from outreach.model.letter import Letter
from outreach.wiring.house import House
from outreach.wiring.sending import Sending
from outreach.work.sending.send import Sender

#: Seconds between two looks for what has fallen due, and until a sender that stumbled starts anew.
TICK = 5.0

_log = logging.getLogger(__name__)


def serve(house: House, tell: Callable[[list[Letter]], None], *, tick: float = TICK) -> None:
    """Send what falls due, until SIGTERM or SIGINT; then finish the letters under way and return.

    ``tell`` hears of letters turn by turn. Raises `WrongState` while another process sends.
    """
    ending = asyncio.Event()
    with house.sending(going=lambda: not ending.is_set()) as sending:
        asyncio.run(_serve(sending, ending, tell, tick))


async def _serve(
    sending: Sending, ending: asyncio.Event, tell: Callable[[list[Letter]], None], tick: float
) -> None:
    senders: list[Sender] = []

    def wake() -> None:
        for sender in senders[-1:]:
            sender.look_around()

    async def look_around() -> None:  # the scheduler runs coroutines in this loop, and functions in threads
        wake()

    def end() -> None:
        ending.set()
        wake()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, end)
    # A look that was missed is not made up for: the next one sees all.
    clock = AsyncIOScheduler(
        timezone="UTC", job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
    )
    job = clock.add_job(look_around, "interval", seconds=tick)
    clock.start()
    steady = asyncio.create_task(_follow_the_wall(tick, partial(_run_now, job)))
    while not ending.is_set():
        try:
            await sending.serve(tell, senders.append)
        except OutreachError as refusal:
            _log.error("%s", refusal)
        except Exception:  # a database that is away for a while must not end the service
            _log.exception("the sender stumbled, and starts anew")
        with suppress(TimeoutError):
            async with asyncio.timeout(tick):
                await ending.wait()
    steady.cancel()
    clock.shutdown(wait=False)


def _run_now(job: Job) -> None:
    job.modify(next_run_time=datetime.now(UTC))


async def _follow_the_wall(tick: float, was_set: Callable[[], None]) -> None:
    """Say so when the machine's clock was set: the scheduler waits by it, and would sleep through hours."""
    offset = time.time() - time.monotonic()
    while True:
        await asyncio.sleep(tick)
        before, offset = offset, time.time() - time.monotonic()
        if abs(offset - before) > tick:
            was_set()


@contextmanager
def shutdown_event() -> Iterator[threading.Event]:
    """An event that SIGTERM and SIGINT set, so that the letters under way can be finished first."""
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
