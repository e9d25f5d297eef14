"""A CSV file as numbered rows with named cells, whichever spreadsheet saved it (RFC 4180 and its cousins)."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from outreach.lists.formula import restore_cell
from outreach.lists.text import read_text
from outreach.model.errors import BadInput
from outreach.model.nearest import nearest
from outreach.model.problem import Problem

#: English, French and German spreadsheets each have their own; columns' names hold none of the three.
_DELIMITERS = ",;\t"

#: More is no list that people keep, and would take minutes and gigabytes.
MOST_ROWS = 200_000
_MOST_COLUMNS = 200
#: Letters of a line, and of what a message repeats of a column's name.
_LONGEST_LINE = 1_000_000
_LONGEST_NAME = 40
#: Wrong columns that are named one by one.
_MOST_NAMED = 10

_NO_FORMER_NAMES: Mapping[str, str] = {}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row that has a cell for every column."""

    #: As a spreadsheet counts: the header is row 1, empty rows count, a line break in a cell does not.
    number: int
    #: Without the spaces around it, and without the apostrophe that kept a formula from running.
    cells: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Table:
    """The rows that can be read, and a line for each that cannot; empty rows are passed over."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def read_table(
    data: bytes,
    file: str,
    columns: Sequence[str],
    *,
    optional: Sequence[str] = (),
    former: Mapping[str, str] = _NO_FORMER_NAMES,
) -> Table:
    """The table in ``data``, whose header must name these columns, in any order, and no others.

    The cells of an ``optional`` column that is missing are empty. ``former`` says how a column that had
    another name is called now. Raises `BadInput` for a file that is no such table: not UTF-8, an unclosed
    quote, other columns, no rows, too many of them.
    """
    text = read_text(data, file)
    _require_few(text, file)
    records = _records(text, file)
    _, first = next(records, (1, []))
    header = [name.strip() for name in first]
    _check_header(header, file, columns, optional, former)

    empty = dict.fromkeys((*columns, *optional), "")
    rows, problems = [], []
    for number, record in records:
        cells = [restore_cell(cell.strip(" \u00a0")) for cell in record]
        if not any(cells):
            continue
        if len(cells) == len(header):
            rows.append(Row(number=number, cells=empty | dict(zip(header, cells, strict=True))))
        else:
            message = (
                f"{len(cells)} cells where the header has {len(header)}: "
                "put quotes around a cell that has the separator in it"
            )
            problems.append(Problem(file=file, row=number, message=message))
    if not rows and not problems:
        raise BadInput(f"{file}: no rows below the header: is it the file you mean?")
    return Table(rows=tuple(rows), problems=tuple(problems))


def _require_few(text: str, file: str) -> None:
    """Before a row is kept, so that what is far too long costs seconds and no memory."""
    if not text.strip():
        raise BadInput(f"{file} is empty: is it the file you mean?")
    for number, record in _records(text, file):
        if number == 1 and len(record) > _MOST_COLUMNS:
            raise BadInput(f"{file}, row 1: {len(record):,} columns: is it the file you mean?")


def _records(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(_lines(text, file), delimiter=_delimiter(text), strict=True)
    number = 0
    try:
        for number, record in enumerate(reader, start=1):
            if number > MOST_ROWS + 1:
                raise BadInput(f"{file}: more than {MOST_ROWS:,} rows: split the file, or is it another one?")
            yield number, record
    except csv.Error as error:
        where = f"{file}, row {number + 1}"
        if "field limit" in str(error):
            raise BadInput(
                f"{where}: a cell of more than {csv.field_size_limit():,} letters: shorten it, "
                "or close the quote that swallows the rows below"
            ) from None
        raise BadInput(
            f"{where}: a quote that is not closed, or not doubled inside a cell ({error})"
        ) from None


def _lines(text: str, file: str) -> Iterator[str]:
    """With their ends: RFC 4180's, and the old ones. Unicode's others stand within a cell."""
    for found in re.finditer("[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text):
        if len(found[0]) > _LONGEST_LINE:
            raise BadInput(f"{file}: a line of more than {_LONGEST_LINE:,} letters: is it the file you mean?")
        yield found[0]


def _delimiter(text: str) -> str:
    header = re.split("[\r\n]", text, maxsplit=1)[0]
    return max(_DELIMITERS, key=header.count)


def _check_header(
    header: Sequence[str],
    file: str,
    columns: Sequence[str],
    optional: Sequence[str],
    former: Mapping[str, str],
) -> None:
    known = (*columns, *optional)
    renamed = {former[name] for name in header if name in former}
    wrong = {
        "missing": [name for name in columns if name not in header and name not in renamed],
        "unknown": _unknown_names(known, header, former),
        "double": sorted({name for name in header if name in known and header.count(name) > 1}),
    }
    if any(wrong.values()):
        found = "; ".join(f"{what}: {', '.join(names)}" for what, names in wrong.items() if names)
        raise BadInput(f"{file}, row 1: the columns are not the expected ones ({found})")


def _unknown_names(known: Sequence[str], header: Sequence[str], former: Mapping[str, str]) -> list[str]:
    names = [name for name in header if name not in known]
    told = [_unknown(name, known, header, former) for name in names[:_MOST_NAMED]]
    return told if len(names) <= _MOST_NAMED else [*told, f"and {len(names) - _MOST_NAMED} more"]


def _unknown(name: str, known: Sequence[str], header: Sequence[str], former: Mapping[str, str]) -> str:
    if not name:
        return "one without a name"
    if name in former:
        return f"{name!r} is called {former[name]} now"
    if len(name) > _LONGEST_NAME:
        return f"{name[:_LONGEST_NAME]!r}…"
    meant = nearest(name, [column for column in known if column not in header])
    return f"{name!r} (is it {meant}?)" if meant else repr(name)
