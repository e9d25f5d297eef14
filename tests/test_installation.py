"""`.ci/install.py`, which `make` calls: killed at any instant, the next run finishes what it began."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.builders import REPOSITORY

#: Writes down what it is asked, makes the environment, and takes until `go` is there to install into it.
UV = """#!/bin/sh
echo "$@" >>asked
if [ "$1" = venv ]; then mkdir -p env/bin && touch env/bin/python; exit; fi
while [ ! -e go ]; do sleep 0.02; done
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout, and a uv that installs nothing."""
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "requirements.lock").touch()
    uv = tmp_path / "bin" / "uv"
    uv.parent.mkdir()
    uv.write_text(UV)
    uv.chmod(0o755)
    return tmp_path


def install(checkout: Path) -> "subprocess.Popen[str]":
    """An installation, begun, as the head of its own group."""
    program = [sys.executable, str(REPOSITORY / ".ci" / "install.py")]
    return subprocess.Popen(
        [*program, "env", "requirements.lock", "env/installed", "env/installed-for-tests"],
        cwd=checkout,
        env=os.environ | {"PATH": f"{checkout / 'bin'}{os.pathsep}{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def in_the_middle(checkout: Path) -> "subprocess.Popen[str]":
    """An installation that has its environment and waits for its packages."""
    begun = install(checkout)
    deadline = time.monotonic() + 30
    while not any(line.startswith("pip") for line in asked(checkout)):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return begun


def ended(run: "subprocess.Popen[str]") -> tuple[int, str]:
    """Its exit code and what it said."""
    out, _ = run.communicate(timeout=30)
    return run.returncode, out


def asked(checkout: Path) -> list[str]:
    """What uv was asked for, in turn."""
    file = checkout / "asked"
    return file.read_text().splitlines() if file.exists() else []


def stamps(checkout: Path) -> set[str]:
    """What says that the environment is complete."""
    return {file.name for file in (checkout / "env").glob("installed*")}


def test_killed_with_all_it_started_the_next_run_begins_again_and_finishes(checkout: Path) -> None:
    begun = in_the_middle(checkout)
    os.killpg(begun.pid, signal.SIGKILL)
    ended(begun)
    left_behind = stamps(checkout)
    (checkout / "go").touch()

    code, _ = ended(install(checkout))

    assert (left_behind, code) == (set(), 0)
    assert stamps(checkout) == {"installed", "installed-for-tests"}
    assert [line.split()[0] for line in asked(checkout)] == ["venv", "pip", "venv", "pip", "pip"]


def test_killed_alone_what_it_left_running_is_waited_for(checkout: Path) -> None:
    begun = in_the_middle(checkout)
    begun.kill()
    begun.wait()
    following = install(checkout)
    assert begun.stdout
    assert following.stdout
    begun.stdout.close()
    first_line = following.stdout.readline()
    meanwhile = len(asked(checkout))
    (checkout / "go").touch()

    code, _ = ended(following)

    assert "another installation is at work here" in first_line
    assert (meanwhile, code) == (2, 0)
    assert stamps(checkout) == {"installed", "installed-for-tests"}


def test_who_waited_for_an_installation_that_finished_has_nothing_to_do(checkout: Path) -> None:
    begun = in_the_middle(checkout)
    following = install(checkout)
    assert following.stdout
    following.stdout.readline()
    (checkout / "go").touch()

    assert (ended(begun)[0], ended(following)[0]) == (0, 0)
    assert [line.split()[0] for line in asked(checkout)] == ["venv", "pip", "pip"]


def test_an_installation_that_fails_leaves_no_stamp(checkout: Path) -> None:
    uv = checkout / "bin" / "uv"
    uv.write_text(UV.replace("while", "exit 1\nwhile"))

    code, _ = ended(install(checkout))

    assert code == 2
    assert stamps(checkout) == set()
