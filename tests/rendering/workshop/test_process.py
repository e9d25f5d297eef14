"""The process: what it is born with, and how it ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from outreach.rendering.letter.particulars import particulars
from outreach.rendering.templates.template_files import read_template_files
from outreach.rendering.workshop.exchange import Ended, Spent
from outreach.rendering.workshop.limits import Limits
from outreach.rendering.workshop.messages import (
    Compiled,
    letter_request,
    read_answer,
    template_request,
)
from outreach.rendering.workshop.process import Process
from tests.rendering.builders import STEPS, facts, write_template


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Process]:
    """One that has compiled a template and waits for letters."""
    files = read_template_files(write_template(tmp_path), STEPS)
    started = Process(Limits())
    compiled = read_answer(started.ask(template_request(files, STEPS, ())))
    assert isinstance(compiled, Compiled)
    yield started
    started.end()


def proc(pid: int, name: str) -> str:
    return Path(f"/proc/{pid}/{name}").read_text("utf-8")


def test_it_has_none_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTREACH_ACCOUNTS__MAIN__PASSWORD", "swordfish")
    started = Process(Limits())

    environment = proc(started.pid, "environ")
    started.end()

    assert environment == ""


def test_it_has_none_of_our_files_and_is_nowhere(process: Process) -> None:
    folder = Path(f"/proc/{process.pid}")
    descriptors = {one.name: str(one.readlink()) for one in (folder / "fd").iterdir()}

    assert descriptors.pop("0").startswith("socket:")
    assert descriptors == {"1": "/dev/null", "2": "/dev/null"}
    assert str((folder / "cwd").readlink()) == "/"
    assert os.getsid(process.pid) == process.pid
    assert "Umask:\t0077" in proc(process.pid, "status")


def test_it_is_bounded_for_good(process: Process) -> None:
    bounds = {line[:26].strip(): line[26:].split()[:2] for line in proc(process.pid, "limits").splitlines()}

    assert bounds["Max file size"] == ["0", "0"]
    assert bounds["Max core file size"] == ["0", "0"]
    assert bounds["Max processes"] == ["0", "0"]
    assert bounds["Max open files"] == ["3", "3"]
    assert bounds["Max address space"] == [str(512 * 1024**2)] * 2
    assert 10 < int(bounds["Max cpu time"][0]) < 40


def test_it_ends_when_it_is_not_needed_any_more_and_leaves_nothing(process: Process) -> None:
    process.end()

    assert not process.alive
    assert not Path(f"/proc/{process.pid}").exists()
    process.end()


def test_it_is_thrown_away_when_it_does_not_answer() -> None:
    process = Process(Limits(seconds=0.1))
    os.kill(process.pid, signal.SIGSTOP)

    with pytest.raises(Spent, match="takes longer than a letter may"):
        process.ask(letter_request(particulars(facts())))

    assert not process.alive


def test_that_somebody_kills_it_in_the_midst_of_a_letter_is_told(process: Process) -> None:
    os.kill(process.pid, signal.SIGSTOP)
    killer = Thread(target=lambda: os.kill(process.pid, signal.SIGKILL))
    killer.start()

    with pytest.raises(Ended, match=r"^the process that makes letters has ended \(signal 9\): try again$"):
        process.ask(letter_request(particulars(facts())))
    killer.join()

    assert not process.alive


def test_an_interruption_ends_it_for_its_answer_would_be_taken_for_the_next(process: Process) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    os.kill(process.pid, signal.SIGSTOP)
    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    try:
        with pytest.raises(KeyboardInterrupt):
            process.ask(letter_request(particulars(facts())))
    finally:
        signal.signal(signal.SIGALRM, before)

    assert not process.alive


_PARENT = (
    "import sys, time; from outreach.rendering.workshop.limits import Limits; "
    "from outreach.rendering.workshop.process import Process; "
    "process = Process(Limits()); print(process.pid, flush=True); time.sleep(600)"
)


def test_it_ends_when_whoever_started_it_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _PARENT],
        env=os.environ | {"PYTHONPATH": ":".join(sys.path)},
        stdout=subprocess.PIPE,
    ) as parent:
        assert parent.stdout
        orphan = int(parent.stdout.readline())
        parent.kill()

    while is_running(orphan):
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    """Whether it is there, and not only waited for by an init that does not look."""
    try:
        return " (zombie)" not in proc(pid, "status")
    except (FileNotFoundError, ProcessLookupError):
        return False
