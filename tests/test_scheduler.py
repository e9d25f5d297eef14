"""The service: a real process that sends what falls due, and ends in good order when it is told to."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import pytest

from outreach import scheduler
from outreach.model.errors import WrongState
from outreach.model.letter import Letter
from outreach.model.status import Status
from outreach.scheduler import serve, shutdown_event
from outreach.wiring import sending
from outreach.wiring.house import House
from outreach.work.sending.send import Sender
from outreach.work.sending.stop import resume, stop
from tests.builders import ANN, MORNING, REPOSITORY, a_home, office, queue, statuses

_MESSAGE_ID = re.compile(rb"^Message-ID: (\S+)", re.MULTILINE)


@contextmanager
def service(house: House) -> Iterator[subprocess.Popen[str]]:
    """`outreach serve` on that home."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OUTREACH_")}
    command = [sys.executable, "-m", "outreach", "--home", str(house.home), "serve"]
    with subprocess.Popen(
        command,
        cwd=REPOSITORY,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as child:
        try:
            yield child
        finally:
            child.kill()


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    give_up = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up, "it never came"
        time.sleep(0.01)


def mails(house: House) -> list[Path]:
    return list((house.home / "received").glob("*.eml"))


def test_a2_a_service_that_is_told_to_end_finishes_its_letter_and_leaves_the_rest(tmp_path: Path) -> None:
    house = a_home(tmp_path)
    house.set_clock(MORNING)
    ids = queue(house.engine, *(office(f"office-{number:02}") for number in range(40)))

    with service(house) as child:
        until(lambda: bool(mails(house)))
        child.send_signal(signal.SIGTERM)
        output, _ = child.communicate(timeout=30)

    states = Counter(statuses(house.engine).values())
    copies = Counter(_MESSAGE_ID.findall(mail.read_bytes())[0] for mail in mails(house))
    assert child.returncode == 0, output
    assert "stopped; no letter was left half-way" in output
    assert set(states) <= {"accepted", "queued"}
    assert states["queued"] > 0
    assert states.total() == len(ids)
    assert copies.total() == states["accepted"]
    assert set(copies.values()) == {1}

    with house.sending() as send_due:
        send_due()
    assert Counter(statuses(house.engine).values()) == {"accepted": 40}
    assert len(mails(house)) == 40


def test_a3_while_a_service_runs_nobody_else_sends_from_its_home(tmp_path: Path) -> None:
    house = a_home(tmp_path)
    house.set_clock(MORNING)
    queue(house.engine, office())

    with service(house) as child:
        until(lambda: bool(mails(house)))
        with pytest.raises(
            WrongState, match=rf"another outreach is sending from here \(process {child.pid}\)"
        ):
            house.sending().__enter__()
        child.kill()
        child.wait()

        with house.sending() as send_due:
            send_due()
    assert len(mails(house)) == 1


def test_a_round_that_fails_does_not_end_the_service(tmp_path: Path) -> None:
    """The clock file holds nonsense for a while, as a database may be away for a while."""
    house = a_home(tmp_path)
    house.set_clock(MORNING)
    queue(house.engine, office())
    (house.home / "clock").write_text("soon")
    told: list[Letter] = []
    rounds = 0

    class Slow(House):
        def clock(self) -> object:  # type: ignore[override]
            nonlocal rounds
            rounds += 1
            if rounds == 3:
                self.set_clock(MORNING)
            return super().clock()

    def tell(sent: list[Letter]) -> None:
        told.extend(sent)
        os.kill(os.getpid(), signal.SIGTERM)

    serve(Slow(house.home, house.starter, house.settings), tell, tick=0.05)

    assert [letter.status.value for letter in told] == ["accepted"]
    assert rounds > 3


def test_f4_a_machine_whose_clock_is_set_back_two_hours_goes_on_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The scheduler waits by the clock on the wall: without more it would sleep for those two hours."""
    set_back = [timedelta(0)]

    class WallClock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) - set_back[0]

    class Time:
        monotonic = staticmethod(time.monotonic)

        @staticmethod
        def time() -> float:
            return time.time() - set_back[0].total_seconds()

    monkeypatch.setattr("apscheduler.schedulers.base.datetime", WallClock)
    monkeypatch.setattr(scheduler, "datetime", WallClock)
    monkeypatch.setattr(scheduler, "time", Time)
    home, rounds = a_home(tmp_path), Counter[str]()

    class Watched(Sender):
        def look_around(self) -> None:
            rounds["before" if not set_back[0] else "after"] += 1
            set_back[0] = timedelta(hours=2)
            if rounds["after"] == 3:
                os.kill(os.getpid(), signal.SIGTERM)
            super().look_around()

    monkeypatch.setattr(sending, "Sender", Watched)
    watchdog = threading.Timer(30, os.kill, (os.getpid(), signal.SIGTERM))
    watchdog.start()
    serve(home, lambda sent: None, tick=0.05)
    watchdog.cancel()

    assert rounds["after"] >= 3


def test_what_is_told_of_a_letter_that_stands_still_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = a_home(tmp_path)
    house.set_clock(MORNING)
    queue(house.engine, office())
    stop(house.engine, ANN, "*", reason="wait for the lawyer", now=MORNING)
    told: list[str] = []
    looks = Counter[str]()

    class Counting(Sender):
        def look_around(self) -> None:
            looks["looks"] += 1
            if looks["looks"] == 5:
                resume(house.engine, ANN, "*", now=MORNING)
            super().look_around()

    monkeypatch.setattr(sending, "Sender", Counting)

    def tell(sent: list[Letter]) -> None:
        told.extend(f"{letter.status}: {letter.reason}" for letter in sent)
        if sent[0].status is Status.ACCEPTED:
            os.kill(os.getpid(), signal.SIGTERM)

    serve(house, tell, tick=0.05)

    assert told[0] == "queued: stopped by ann: wait for the lawyer"
    assert [line.partition(":")[0] for line in told] == ["queued", "accepted"]


def test_a_signal_in_the_very_moment_in_which_the_wait_begins_ends_it() -> None:
    """A handler that takes the event's lock waits for the thread that it has interrupted: for ever."""
    program = (
        "import signal\n"
        "from outreach.scheduler import shutdown_event\n"
        "with shutdown_event() as ending:\n"
        "    with ending._cond:\n"
        "        signal.raise_signal(signal.SIGTERM)\n"
        "    print(ending.wait(20))\n"
    )

    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )

    assert run.stdout == "True\n", run.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_is_an_event_while_we_listen_and_what_it_was_afterwards(number: signal.Signals) -> None:
    before = signal.getsignal(number)

    with shutdown_event() as ending:
        assert not ending.is_set()
        os.kill(os.getpid(), number)
        assert ending.wait(5)

    assert signal.getsignal(number) is before
