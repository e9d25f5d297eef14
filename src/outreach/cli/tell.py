"""Say results: tables for people, JSON for programs, one line for everything else."""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import date, datetime
from typing import Any

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from outreach.model.civil_time import CivilTime
from outreach.model.reason import LONGEST
from outreach.model.status import Status
from outreach.model.text import has_control

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

#: A complaint is one line; what somebody typed into it may be a book.
_LONGEST = 2_000

#: Between two columns of a table.
_GAP = 2

#: Columns of a window below which a table is too tall to be read.
_NARROW = 72


def say(line: str) -> None:
    """Plain words, never taken for markup; folded in a window, and left alone on the way to a file."""
    out.print(_visible(line), soft_wrap=not out.is_terminal)


def text_option(value: str | None) -> str | None:
    """What a person typed after --name, --note, --reason or --proof: one line, without controls."""
    if value and (has_control(value) or len(value) > LONGEST):
        raise typer.BadParameter(f"write it on one line, without control characters, in {LONGEST} characters")
    return value and value.strip()


def reason_option(value: str) -> str:
    """As `text_option`, where something must be said: somebody will ask why."""
    said = text_option(value)
    if not said:
        raise typer.BadParameter("say it in a few words")
    return said


def complain(line: str) -> None:
    """One line on standard error."""
    err.print(_visible(line[:_LONGEST]), soft_wrap=True)


def print_json(value: object) -> None:
    """The value as JSON: instants in ISO 8601 with their offset, nothing wrapped."""
    text = json.dumps(value, default=_plain, ensure_ascii=False, indent=2)
    # JSON escapes C0 itself; DEL and C1 steer a terminal just as well.
    print(re.sub("[\x7f-\x9f]", lambda found: f"\\u{ord(found[0]):04x}", text))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str = "") -> None:
    """A table; in a window too narrow for it, a block of lines for each row."""
    cells = [[_cell(value) for value in row] for row in rows]
    widths = _widths(columns, cells)
    if widths is None or (len(columns) > 2 and out.width < _NARROW):
        _print_blocks(columns, cells, title)
        return
    table = Table(title=title or None, title_justify="left", header_style="bold", pad_edge=False, box=None)
    for column, width in zip(columns, widths, strict=True):
        table.add_column(column, overflow="fold", width=width)
    for row in cells:
        table.add_row(*map(_visible, row))
    out.print(table)


def _cell(value: object) -> str:
    if value is None or value is False:
        return ""
    return "yes" if value is True else str(value)


def _widths(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int] | None:
    """A width for each column in which no word (an address, an id) is broken; None where there is no room."""
    by_column = list(zip(columns, *rows, strict=True))
    narrowest = [
        max(cell_len(word) for cell in column for word in (cell.split() or [""])) for column in by_column
    ]
    widths = [
        max(cell_len(line) for cell in column for line in (cell.splitlines() or [""])) for column in by_column
    ]
    room = out.width - _GAP * (len(columns) - 1)
    if sum(narrowest) > room:
        return None
    while sum(widths) > room:
        spare = [width - least for width, least in zip(widths, narrowest, strict=True)]
        widest = max(range(len(widths)), key=lambda number: (spare[number] > 0, widths[number]))
        widths[widest] -= 1
    return widths


def _print_blocks(columns: Sequence[str], rows: Sequence[Sequence[str]], title: str) -> None:
    if title:
        out.print(Text(title, "italic"))
    labels = [f"{column}: " for column in columns[1:]]
    if len(columns) == 2 and not columns[0]:  # names and values of one thing, which stands in the heading
        out.print(_visible(columns[1], "bold"))
        labels = [""]
    for first, *others in rows:
        out.print(_visible(first, "bold"))
        for label, cell in zip(labels, others, strict=True):
            if cell:
                out.print(Padding(_visible(f"{label}{cell}"), (0, 0, 0, 2)))


def show(as_json: bool, values: Sequence[Any], columns: Mapping[str, str], *, empty: str) -> None:
    """A list of dataclasses: as JSON, or as a table of the named fields under their headings."""
    if as_json:
        print_json(values)
    elif values:
        print_table(list(columns.values()), [[getattr(v, name) for name in columns] for v in values])
    else:
        say(empty)


def tell_counts(letters: Mapping[Status, int]) -> None:
    """How many letters stand where, in the order of their life."""
    rows = [(status, letters[status]) for status in Status if letters.get(status)]
    if rows:
        print_table(["state", "letters"], rows)
    else:
        say("no letter yet: `outreach letters draft --campaign NAME`")


def _visible(text: str, style: str = "") -> Text:
    """Foreign words cannot steer the terminal: controls and marks of direction are shown as a box."""
    return Text("".join("□" if unicodedata.category(c)[0] == "C" and c != "\n" else c for c in text), style)


def _plain(value: object) -> object:
    if isinstance(value, CivilTime):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        # Not asdict: it would take nested values such as CivilTime apart.
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    raise TypeError(f"{type(value).__name__} has no JSON form")
