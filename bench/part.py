"""One part of the benchmark in a process of its own: its job comes on standard input, its figures go out.

A part imports what it needs and no more, so that its peak memory is its own.
"""

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path

from bench.job import Figures, Job, Part


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
