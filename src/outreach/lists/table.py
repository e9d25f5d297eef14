"""A CSV file as numbered rows with named cells, whichever spreadsheet saved it (RFC 4180 and its cousins)."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from outreach.lists.formula import restore_cell
from outreach.lists.text import read_text
from outreach.model.errors import BadInput
from outreach.model.problem import Problem

#: English, French and German spreadsheets each have their own; columns' names hold none of the three.
_DELIMITERS = ",;\t"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row that has a cell for every column."""

    #: As a spreadsheet counts: the header is row 1, empty rows count, a line break in a cell does not.
    number: int
    #: Without the spaces around it, and without the apostrophe that made a formula harmless.
    cells: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Table:
    """The rows that can be read, and a line for each that cannot; empty rows are passed over."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def read_table(data: bytes, file: str, columns: Sequence[str]) -> Table:
    """The table in ``data``, whose header must name exactly these columns, in any order.

    Raises `BadInput` for a file that is no such table: not UTF-8, an unclosed quote, other columns.
    """
    text = read_text(data, file)
    records = _records(text, file)
    _, first = next(records, (1, []))
    header = [name.strip() for name in first]
    _check_header(header, file, columns)

    rows, problems = [], []
    for number, record in records:
        cells = [restore_cell(cell.strip(" \u00a0")) for cell in record]
        if not any(cells):
            continue
        if len(cells) == len(header):
            rows.append(Row(number=number, cells=dict(zip(header, cells, strict=True))))
        else:
            message = (
                f"{len(cells)} cells where the header has {len(header)}: "
                "put quotes around a cell that has the separator in it"
            )
            problems.append(Problem(file=file, row=number, message=message))
    return Table(rows=tuple(rows), problems=tuple(problems))


def _records(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number = 0
    try:
        for number, record in enumerate(reader, start=1):
            yield number, record
    except csv.Error as error:
        raise BadInput(
            f"{file}, row {number + 1}: a quote that is not closed, or not doubled inside a cell ({error})"
        ) from None


def _delimiter(text: str) -> str:
    header = re.split("[\r\n]", text, maxsplit=1)[0]
    return max(_DELIMITERS, key=header.count)


def _check_header(header: Sequence[str], file: str, columns: Sequence[str]) -> None:
    wrong = {
        "missing": [name for name in columns if name not in header],
        "unknown": [repr(name) if name else "one without a name" for name in header if name not in columns],
        "double": sorted({name for name in header if name in columns and header.count(name) > 1}),
    }
    if any(wrong.values()):
        found = "; ".join(f"{what}: {', '.join(names)}" for what, names in wrong.items() if names)
        raise BadInput(f"{file}, row 1: the columns are not the expected ones ({found})")
