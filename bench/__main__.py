"""``python -m bench``: measure drafting and sending on this machine, beside the references."""

import argparse
import json
import os
import platform
import signal
import sys
from pathlib import Path
from typing import Any

from rich.console import Console

from bench.report import print_table, summary
from bench.rounds import play_round


def main() -> None:
    """Play the rounds, then print the tables, and the JSON last."""
    asked = _asked()
    # A TERM ends like Ctrl-C: the temporary folders go, and the children with them.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    console, err = Console(highlight=False), Console(stderr=True, highlight=False)
    summaries = []
    for size in sorted(set(asked.letters)):
        rounds = asked.runs if size == min(asked.letters) else 1
        summaries.append(
            summary([play_round(size, n, database=asked.database, say=err.print) for n in range(rounds)])
        )
    print_table(console, summaries)
    found = json.dumps({"machine": _machine(asked.database), "sizes": summaries}, indent=2)
    if asked.json:
        asked.json.write_text(found + "\n")
    else:
        print(found)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--letters",
        type=_positive,
        nargs="+",
        default=[1_000, 10_000],
        help="sizes of the mailing; the smallest is run --runs times, the others once",
    )
    parser.add_argument("--runs", type=_positive, default=3, help="rounds of the smallest size")
    parser.add_argument(
        "--database",
        type=_database,
        default="sqlite",
        help="sqlite, or the URL of a PostgreSQL server: a database of its own is made there and dropped",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the JSON there, not to stdout")
    return parser.parse_args()


def _positive(typed: str) -> int:
    number = int(typed)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _database(typed: str) -> str:
    if typed != "sqlite" and not typed.startswith("postgresql+psycopg://"):
        raise argparse.ArgumentTypeError("must be sqlite or begin with postgresql+psycopg://")
    return typed


def _machine(database: str) -> dict[str, Any]:
    """What a reader must know to compare; nothing that tells whose machine it was."""
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processors": os.cpu_count(),
        "database": "sqlite" if database == "sqlite" else "postgresql",
    }


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
