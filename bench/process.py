"""Processes of the benchmark: started, let go at the same moment, and listened to."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict

from bench.job import Figures, Job


def do_together(jobs: Sequence[Job]) -> list[Figures]:
    """The figures of processes that begin when the last of them is ready."""
    running = [_start(job) for job in jobs]
    try:
        for process in running:
            assert _line(process) == "ready"
        for process in running:
            _tell(process, "go")
        said = [json.loads(_line(process)) for process in running]
        for process in running:
            process.wait(timeout=60)
        return [Figures(**one) for one in said]
    finally:
        for process in running:
            process.kill()
            process.communicate()


def seconds(figures: Sequence[Figures]) -> float:
    """From the first one's beginning to the last one's end."""
    return max(one.ended for one in figures) - min(one.begun for one in figures)


def _start(job: Job) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "bench.child"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    _tell(process, json.dumps(asdict(job)))
    return process


def _tell(process: "subprocess.Popen[str]", line: str) -> None:
    assert process.stdin
    process.stdin.write(line + "\n")
    process.stdin.flush()


def _line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    line = process.stdout.readline()
    assert line, "a process of the benchmark has ended without its figures: see above"
    return line.strip()
