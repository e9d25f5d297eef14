"""`.ci/every-python`, which `make test-all` calls: the suite on each Python that is new enough, once."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.builders import REPOSITORY


def program(file: Path, text: str) -> None:
    """A program of a few words in the shell."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """One with a 3.10, a 3.12, a 3.13 that pyenv keeps, another 3.12, and a name with nothing behind it."""
    program(tmp_path / "bin" / "python3", "echo 3.10 0")
    program(tmp_path / "bin" / "python3.11", "exit 127")
    program(tmp_path / "bin" / "python3.12", "echo 3.12 1")
    for name in ("python3.13", "python3.14", "python3.15"):
        program(tmp_path / "bin" / name, "exit 127")
    program(tmp_path / "pyenv" / "versions" / "3.12.9" / "bin" / "python3", "echo 3.12 1")
    program(tmp_path / "pyenv" / "versions" / "3.13.0" / "bin" / "python3", "echo 3.13 1")
    program(tmp_path / "bin" / "make", f'echo "$*" >>{tmp_path}/made')
    return tmp_path


def every_python(machine: Path) -> "subprocess.CompletedProcess[str]":
    """Run it on that machine."""
    path = f"{machine / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin"
    return subprocess.run(
        [REPOSITORY / ".ci" / "every-python"],
        env={"PATH": path, "PYENV_ROOT": str(machine / "pyenv")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_each_version_is_tested_once_in_an_environment_of_its_own(machine: Path) -> None:
    run = every_python(machine)

    pyenvs = machine / "pyenv" / "versions" / "3.13.0" / "bin" / "python3"
    assert (machine / "made").read_text().splitlines() == [
        "--no-print-directory test PYTHON=python3.12 VENV=.venv-3.12",
        f"--no-print-directory test PYTHON={pyenvs} VENV=.venv-3.13",
    ]
    assert (run.returncode, run.stdout.splitlines()[-1]) == (0, "passed on Python 3.12 3.13")


def test_one_that_fails_fails_all_and_is_named(machine: Path) -> None:
    program(machine / "bin" / "make", 'case "$*" in *3.12) exit 1; esac')

    run = every_python(machine)

    assert (run.returncode, run.stderr) == (1, "failed on Python 3.12\n")


def test_a_machine_without_any_says_so(machine: Path) -> None:
    program(machine / "bin" / "python3.12", "exit 127")
    (machine / "pyenv").rename(machine / "gone")

    run = every_python(machine)

    assert (run.returncode, run.stderr) == (2, "no Python from 3.11 up was found\n")
