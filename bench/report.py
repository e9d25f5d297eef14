"""The figures, as a table for people and as JSON for programs."""

from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.job import Part
from bench.rounds import Round

_SHOWN = {
    Part.DRAFT: "outreach: draft",
    Part.APPROVE: "outreach: approve",
    Part.SEND: "outreach: send",
    Part.SMTPLIB: "smtplib (the reference)",
    Part.SMTP_SOURCE: "smtp-source",
}


def summary(rounds: Sequence[Round]) -> dict[str, Any]:
    """Rounds of one size: the median over them, with the extremes, for each part.

    A part that was not run has None.
    """
    parts = {part.value: _of_part(rounds, part) if _ran(rounds, part) else None for part in _SHOWN}
    return {
        "letters": rounds[0].letters,
        "rounds": len(rounds),
        "mean_bytes": rounds[0].mean_bytes,
        "parts": parts,
    }


def print_table(console: Console, summaries: Sequence[dict[str, Any]]) -> None:
    """A table for each size."""
    for one in summaries:
        rounds = f"{one['rounds']} round{'s' if one['rounds'] > 1 else ''}"
        title = f"{one['letters']:,} letters of {one['mean_bytes']:,} bytes, median of {rounds}"
        table = Table("", title=title, title_justify="left", box=None, pad_edge=False)
        for column in ("letters/s", "lowest–highest", "× smtplib", "peak MB"):
            table.add_column(column, justify="right")
        for part, name in _SHOWN.items():
            table.add_row(name, *_cells(one["parts"][part.value]))
        console.print(table, "")


def _ran(rounds: Sequence[Round], part: Part) -> bool:
    return all(part in one.figures for one in rounds)


def _of_part(rounds: Sequence[Round], part: Part) -> dict[str, Any]:
    peaks = [peak for one in rounds if (peak := one.figures[part].peak_mb) is not None]
    return {
        "letters_per_second": _spread(rounds, lambda one: one.rate(part)),
        # Of the ratios, each within its round: what slowed the machine then slowed both.
        "ratio_to_smtplib": _spread(rounds, lambda one: one.ratio(part)),
        "peak_mb": round(max(peaks), 1) if peaks else None,
    }


def _spread(rounds: Sequence[Round], value: Callable[[Round], float]) -> dict[str, float]:
    values = [round(value(one), 3) for one in rounds]
    return {"median": round(median(values), 3), "lowest": min(values), "highest": max(values)}


def _cells(part: dict[str, Any] | None) -> list[str]:
    if part is None:
        return ["not installed", "", "", ""]
    rate, peak = part["letters_per_second"], part["peak_mb"]
    return [
        f"{rate['median']:,.0f}",
        f"{rate['lowest']:,.0f}–{rate['highest']:,.0f}",
        f"{part['ratio_to_smtplib']['median']:.2f}",
        f"{peak:,.0f}" if peak else "–",
    ]
