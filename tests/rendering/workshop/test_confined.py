"""What the workshop's process gives up before it reads a text, and that it misses none of it."""

import json
import subprocess
import sys

import pytest

from tests.builders import REPOSITORY
from tests.rendering.workshop.confined import compiled


@pytest.fixture(scope="module")
def came(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], dict[str, str]]:
    file = tmp_path_factory.mktemp("confined") / "file"
    file.touch()
    path = [str(REPOSITORY), *filter(None, sys.path)]
    run = subprocess.run(
        [sys.executable, "-m", "tests.rendering.workshop.confined", file],
        env={"PYTHONPATH": ":".join(path)},
        capture_output=True,
        check=True,
    )
    made, tried = json.loads(run.stdout)
    return made, tried


def test_no_file_is_opened_and_nothing_is_written_and_nobody_is_spoken_to(
    came: tuple[list[str], dict[str, str]],
) -> None:
    tried = dict(came[1])
    # What a Python lacks first to start one: a descriptor for a pipe, or one to close.
    assert tried.pop("start a program") in {"Too many open files", "Bad file descriptor"}
    assert tried == {
        "read a file": "Too many open files",
        "list a folder": "Too many open files",
        "write into a file": "File too large",
        "connect": "Too many open files",
        "have a gigabyte": "there is no memory",
    }


def test_every_text_is_compiled_or_refused_as_it_would_be_elsewhere(
    came: tuple[list[str], dict[str, str]],
) -> None:
    assert came[0] == compiled()
