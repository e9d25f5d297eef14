"""The service: a real process that sends what falls due, and ends in good order when it is told to."""

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from outreach.model.errors import WrongState
from outreach.model.letter import Letter
from outreach.scheduler import serve, shutdown_event
from outreach.wiring.house import House
from tests.builders import MORNING, REPOSITORY, a_home, office, queue, statuses

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


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_is_an_event_while_we_listen_and_what_it_was_afterwards(number: signal.Signals) -> None:
    before = signal.getsignal(number)

    with shutdown_event() as ending:
        assert not ending.is_set()
        os.kill(os.getpid(), number)
        assert ending.wait(5)

    assert signal.getsignal(number) is before
