"""One part of the benchmark in a process of its own: its job comes on standard input, its figures go out.

A part imports what it needs and no more, so that its peak memory is its own.
"""

import json
import resource
import sys
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path


class Part(StrEnum):
    """What such a process can be asked for."""

    #: A database with the campaign and its offices. Its time means nothing.
    FURNISH = "furnish"
    DRAFT = "draft"
    APPROVE = "approve"
    SEND = "send"
    #: The drafted letters as a file of bytes, for the references. Its time means nothing.
    PREBUILD = "prebuild"
    SMTPLIB = "smtplib"
    SMTP_SOURCE = "smtp-source"
    #: Throw the database away, where it is not just a file in ``folder``.
    CLEAR = "clear"


@dataclass(frozen=True, kw_only=True)
class Job:
    """Everything a part is told."""

    part: Part
    #: The run's temporary folder.
    folder: str
    #: The run's own database.
    database: str
    letters: int
    #: Of the sink, on 127.0.0.1.
    port: int


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What was measured, of the letters alone: opening and preparing do not count."""

    seconds: float
    #: Of the whole process, from its start to its end; None where it cannot be known.
    peak_mb: float | None


def main() -> None:
    """Do the job and print its `Figures` as the only line."""
    said = json.loads(sys.stdin.read())
    job = Job(**said | {"part": Part(said["part"])})
    seconds = _do(job)
    peak_mb = None if job.part is Part.SMTP_SOURCE else _peak_mb()
    print(json.dumps(asdict(Figures(seconds=seconds, peak_mb=peak_mb))))


def _do(job: Job) -> float:
    match job.part:
        case Part.SMTPLIB:
            from bench.reference import send_with_smtplib

            return send_with_smtplib(job)
        case Part.SMTP_SOURCE:
            from bench.reference import send_with_smtp_source

            return send_with_smtp_source(job)
        case _:
            from bench import ours

            return ours.PARTS[job.part](job)


def _peak_mb() -> float:
    """Megabytes (10⁶ bytes).

    ``ru_maxrss`` survives exec, so that a child is never smaller than the process that started it was at
    its largest (seen: 304 MB for one of 9 MB). Linux keeps the true figure, VmHWM, beside it.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024 / 1e6
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


if __name__ == "__main__":
    main()
