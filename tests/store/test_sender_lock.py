"""One sender per home: a real second process is kept out, and a dead one is known to be dead."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from outreach.model.errors import WrongState
from outreach.store.sender_lock import sender_lock

HOLD = """
import sys, time
from pathlib import Path
from outreach.store.sender_lock import sender_lock
with sender_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock of the home."""
    with subprocess.Popen([sys.executable, "-c", HOLD, tmp_path], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        yield child
        child.kill()


def test_a_second_process_is_refused_and_told_which_holds_it(
    holder: subprocess.Popen[str], tmp_path: Path
) -> None:
    message = rf"another outreach is sending from here \(process {holder.pid}\)"

    with pytest.raises(WrongState, match=message), sender_lock(tmp_path):
        pytest.fail("two senders")


def test_kill_9_frees_the_lock_at_once(holder: subprocess.Popen[str], tmp_path: Path) -> None:
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()

    with sender_lock(tmp_path):
        assert (tmp_path / "sender.lock").read_text() == str(os.getpid())


def test_the_lock_is_free_after_its_holder_has_failed(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), sender_lock(tmp_path):
        raise RuntimeError

    with sender_lock(tmp_path):
        pass


def test_another_home_has_a_lock_of_its_own(holder: subprocess.Popen[str], tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()

    with sender_lock(other):
        assert (other / "sender.lock").exists()


@pytest.mark.parametrize("lay", [lambda lock, victim: lock.symlink_to(victim), lambda lock, _: lock.mkdir()])
def test_what_somebody_else_laid_there_is_no_lock(tmp_path: Path, lay: Callable[[Path, Path], None]) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    lay(tmp_path / "sender.lock", victim)

    with (
        pytest.raises(WrongState, match="is not the lock that outreach made: remove it"),
        sender_lock(tmp_path),
    ):
        pass

    assert victim.read_text() == "precious"
