"""The benchmark itself, at its smallest: what nobody runs breaks unseen."""

import json
import subprocess
import sys
from pathlib import Path

from tests.builders import REPOSITORY


def test_a_round_of_one_letter_in_each_language_is_measured(tmp_path: Path) -> None:
    found = tmp_path / "found.json"
    command = [sys.executable, "-m", "bench", "--letters", "7", "--runs", "1", "--json", str(found)]

    run = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout + run.stderr
    (size,) = json.loads(found.read_text())["sizes"]
    assert (size["letters"], size["rounds"]) == (7, 1)
    measured = {part: figures for part, figures in size["parts"].items() if figures}
    assert {"draft", "approve", "send", "smtplib"} <= set(measured)
    for part, figures in measured.items():
        assert figures["letters_per_second"]["median"] > 0, part
        assert figures["ratio_to_smtplib"]["median"] > 0, part
