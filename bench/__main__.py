"""``python -m bench``: measure drafting, sending and claiming on this machine, beside the references."""

import argparse
import json
import os
import platform
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console

from bench import report
from bench.claiming import claim_rounds, filled_queues, memory
from bench.databases import SqliteFiles, postgres
from bench.drafting import draft_rounds
from bench.sending import send_rounds
from bench.sink import sink_name
from bench.sizes import QUICK, SMALLEST, WHOLE
from bench.smtp_source import smtp_source
from bench.tables import print_tables
from bench.workbench import Workbench


def main() -> None:
    """Play the rounds, then print the tables, and the JSON last."""
    asked = _asked()
    # A TERM ends like Ctrl-C: the temporary folders go, and the children with them.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    console, err = Console(highlight=False, width=110), Console(stderr=True, highlight=False, width=110)
    for missing in _missing():
        err.print(f"{missing} (Debian: package postfix)")
    with tempfile.TemporaryDirectory(prefix="outreach-bench-") as name, postgres() as server:
        folder = Path(name)
        bench = Workbench(
            folder=folder,
            sizes=asked.sizes,
            databases={"sqlite": SqliteFiles(folder), "postgresql": server},
            say=err.print,
        )
        found = _measured(bench)
    print_tables(console, found)
    said = json.dumps(found, indent=2)
    if asked.json:
        asked.json.write_text(said + "\n")
    else:
        print(said)


def _measured(bench: Workbench) -> dict[str, Any]:
    sent, mean_bytes = send_rounds(bench)
    drafted = draft_rounds(bench)
    queues = filled_queues(bench)
    claimed = claim_rounds(bench, queues)
    peaks = memory(bench, queues)
    spreads = (
        report.sending_ratios(sent)
        | report.drafting_ratios(drafted)
        | report.claiming_ratios(claimed)
        | report.memory_ratio(peaks)
    )
    return {
        "machine": _machine(),
        "sink": sink_name(),
        "letters": bench.sizes.letters,
        "mean_bytes": mean_bytes,
        "rounds": bench.sizes.rounds,
        "sending": report.of_sending(sent),
        "drafting": report.of_drafting(drafted),
        "claiming": report.of_claiming(claimed),
        "memory": {str(queued): peak for queued, peak in peaks.items()},
        "spreads": spreads,
        "ratios": {name: values["median"] if values else None for name, values in spreads.items()},
    }


def _missing() -> Iterator[str]:
    if sink_name() == "python":
        yield "smtp-sink is not installed: the sink is in Python, and slower"
    if not smtp_source():
        yield "smtp-source is not installed: nothing is compared with it"


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    sizes = parser.add_mutually_exclusive_group()
    for flag, size, words in (
        ("--quick", QUICK, "fewer letters and rounds: under ten minutes"),
        ("--smallest", SMALLEST, "only to see that it runs: its figures mean nothing"),
    ):
        sizes.add_argument(flag, dest="sizes", action="store_const", const=size, default=WHOLE, help=words)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the JSON there, not to stdout")
    return parser.parse_args(namespace=argparse.Namespace(sizes=WHOLE))


def _machine() -> dict[str, Any]:
    """What a reader must know to compare; nothing that tells whose machine it was."""
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processors": os.cpu_count(),
    }


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
