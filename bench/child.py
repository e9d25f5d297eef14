"""One deed of the benchmark in a process of its own: its job comes on standard input, its figures go out.

In between it says that it is ready, and waits for the word: so several begin at the same moment. It imports
what its deed needs and no more, so that its peak memory is its own.
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.job import Figures, Job

#: Deed → its module, in which a function of that name does it: given the job, it calls `ready` once all is
#: prepared, and then works.
DEEDS = {
    "furnish": "bench.mailing",
    "draft": "bench.draft",
    "bare": "bench.bare",
    "approve": "bench.draft",
    "prebuild": "bench.prebuilt",
    "fill": "bench.queued",
    "transfer": "bench.transfer",
    "claim": "bench.claim",
    "tick": "bench.claim",
    "send": "bench.send",
    "smtplib": "bench.smtplib_threads",
}


def main() -> None:
    """Do the job and print its `Figures` as the last line."""
    begun = 0.0

    def ready() -> None:
        nonlocal begun
        _ready()
        begun = time.process_time()

    figures = do_here(Job(**json.loads(sys.stdin.readline())), ready)
    cpu_seconds = time.process_time() - begun
    said: dict[str, Any] = asdict(figures) | {"peak_mb": _peak_mb(), "cpu_seconds": cpu_seconds}
    print(json.dumps(said), flush=True)


def do_here(job: Job, ready: Callable[[], None] = lambda: None) -> Figures:
    """The job, in this process."""
    deed: Callable[[Job, Callable[[], None]], Figures] = getattr(import_module(DEEDS[job.deed]), job.deed)
    return deed(job, ready)


def _ready() -> None:
    print("ready", flush=True)
    sys.stdin.readline()


def _peak_mb() -> float | None:
    """As Linux keeps it; ``ru_maxrss`` survives exec, so a child would never be smaller than its parent."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024 / 1e6


if __name__ == "__main__":
    main()
