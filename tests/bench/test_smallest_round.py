"""The benchmark itself, at its smallest: what nobody runs breaks unseen."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.builders import REPOSITORY


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> "tuple[dict[str, Any], str]":
    """What it found, and what it said meanwhile."""
    file = tmp_path_factory.mktemp("bench") / "found.json"
    command = [sys.executable, "-m", "bench", "--smallest", "--json", str(file)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(file.read_text()), done.stderr


def test_every_part_is_measured(run: "tuple[dict[str, Any], str]") -> None:
    found, _ = run

    assert found["sending"].keys() - {"smtp_source"} == {
        "send_1_process",
        "send_1_process_postgresql",
        "send_2_processes",
        "slow_disk_60_connections",
        "smtplib_1_connection",
        "smtplib_10_threads",
        "smtplib_2_x_5_threads",
    }
    assert found["drafting"].keys() == {"draft", "bare", "approve"}
    assert found["claiming"].keys() == {"claim", "tick"}
    assert list(found["memory"]) == ["20", "40"]
    for name in ("send_1_process", "send_1_process_postgresql", "send_2_processes"):
        assert found["sending"][name]["statements_per_letter"] > 0
        assert found["sending"][name]["commits_per_letter"] > 0


def test_what_is_promised_is_a_ratio_and_what_could_not_be_measured_is_said(
    run: "tuple[dict[str, Any], str]",
) -> None:
    found, said = run

    missing = {name for name, ratio in found["ratios"].items() if ratio is None}
    assert missing <= {"send_1_process_to_smtp_source", "send_2_processes_to_smtp_source"}
    assert bool(missing) == ("smtp-source is not installed" in said)
    assert (found["sink"] == "python") == ("smtp-sink is not installed" in said)
    assert {
        "send_1_process_to_smtplib_10_threads",
        "send_2_processes_to_smtp_source",
        "slow_disk_60_connections",
        "draft_to_bare",
        "claim_40_to_20",
        "tick_40_to_20",
        "memory_40_to_20",
    } <= found["ratios"].keys()
    assert all(ratio > 0 for ratio in found["ratios"].values() if ratio is not None)
