"""The figures as tables for people."""

from typing import Any

from rich.console import Console
from rich.table import Table

from bench.drafting import TITLES
from bench.report import Spread
from bench.senders import SENDERS


def print_tables(console: Console, found: dict[str, Any]) -> None:
    """What was measured, and the ratios last."""
    console.print(
        f"sink: {found['sink']}; {found['letters']:,} letters of {found['mean_bytes']:,} bytes, "
        f"median of {found['rounds']} rounds\n"
    )
    sending = _table(
        "sending (CPU, statements, commits: a letter)",
        "letters/s",
        "lowest–highest",
        "CPU µs",
        "MB",
        "statements",
        "commits",
    )
    for name, sender in SENDERS.items():
        one = found["sending"].get(name)
        sending.add_row(sender.title, *(_cells(one) if one else ["not installed"]))
    drafting = _table("drafting", "letters/s", "lowest–highest")
    for name, rate in found["drafting"].items():
        drafting.add_row(TITLES[name], *_spread(rate, ",.0f"))
    claiming = _table("queued", "µs", "lowest–highest")
    for deed, queues in found["claiming"].items():
        for queued, microseconds in queues.items():
            each = "a letter" if deed == "claim" else "each"
            claiming.add_row(f"{deed}, {int(queued):,}, {each}", *_spread(microseconds, ",.0f"))
    memory = _table("memory of a sender", "peak MB")
    for queued, peak in found["memory"].items():
        memory.add_row(f"{int(queued):,} queued", f"{peak:.0f}" if peak else "unknown")
    ratios = _table("ratios", "median", "lowest–highest")
    for name, ratio in found["spreads"].items():
        ratios.add_row(name, *(_spread(ratio, ".2f") if ratio else ["not measured"]))
    for table in (sending, drafting, claiming, memory, ratios):
        console.print(table, "")


def _table(title: str, *columns: str) -> Table:
    table = Table(title, box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _cells(one: dict[str, Any]) -> list[str]:
    cpu, peak = one["cpu_us_per_letter"], one["peak_mb"]
    statements, commits = one["statements_per_letter"], one["commits_per_letter"]
    return [
        *_spread(one["letters_per_second"], ",.0f"),
        f"{cpu:,.0f}" if cpu else "–",
        f"{peak:.0f}" if peak else "–",
        f"{statements:.2f}" if statements else "–",
        f"{commits:.3f}" if commits else "–",
    ]


def _spread(values: Spread, form: str) -> list[str]:
    median, lowest, highest = (format(values[name], form) for name in ("median", "lowest", "highest"))
    return [median, f"{lowest}–{highest}"]
