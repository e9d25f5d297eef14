"""The floors are checked, not agreed: who may import whom, types, and how the code is written."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import REPOSITORY


@pytest.mark.parametrize(
    "check",
    [
        ("lint-imports", "--no-cache"),
        ("mypy",),
        ("ruff", "check"),
        ("ruff", "format", "--check"),
    ],
    ids=" ".join,
)
def test_nothing_is_found_by(check: tuple[str, ...]) -> None:
    program, *options = check
    there = Path(sys.executable).with_name(program)

    run = subprocess.run([there, *options], cwd=REPOSITORY, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout + run.stderr
