"""The directory's files: who may be written to, a row each."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from outreach.lists.contact_checks import row_notes
from outreach.lists.contact_columns import FORMER_NAMES, NAMES, OPTIONAL, REQUIRED
from outreach.lists.contact_row import cells_of, office_of
from outreach.lists.formula import neutralise_formula
from outreach.lists.table import read_table
from outreach.model.directory import Office
from outreach.model.ids import OfficeId
from outreach.model.problem import Problem


@dataclass(frozen=True, kw_only=True)
class ContactsFile:
    """The offices of the good rows, and a line for everything that is wrong with the others."""

    offices: tuple[Office, ...]
    #: Office id → its row, so that whoever knows the database can name the row as well.
    rows: Mapping[OfficeId, int]
    #: In the order of the rows.
    problems: tuple[Problem, ...]
    #: What a person should look at, though the rows are good.
    notes: tuple[Problem, ...] = ()


def read_contacts(data: bytes, file: str, *, today: date) -> ContactsFile:
    """The directory file in ``data``; ``file`` is how messages call it.

    A check that is dated after ``today`` is none. Raises `BadInput` for a file that is no such table at
    all; a bad row costs only itself.
    """
    table = read_table(data, file, REQUIRED, optional=OPTIONAL, former=FORMER_NAMES)
    offices: list[Office] = []
    rows: dict[OfficeId, int] = {}
    problems = list(table.problems)
    first_row: dict[str, int] = {}
    for row in table.rows:
        found = office_of(row.cells, today=today)
        wrong = () if isinstance(found, Office) else found
        earlier = first_row.setdefault(row.cells["id"], row.number)
        if earlier != row.number and row.cells["id"]:
            wrong = (*wrong, f"id {row.cells['id']!r} is in row {earlier} already: give each office its own")
        problems += [Problem(file=file, row=row.number, message=message) for message in wrong]
        if isinstance(found, Office) and not wrong:
            offices.append(found)
            rows[found.id] = row.number
    problems.sort(key=lambda problem: problem.row or 0)
    notes = [
        Problem(file=file, row=rows[office.id], message=f"{office.id}: {note}")
        for office in offices
        for note in row_notes(office)
    ]
    return ContactsFile(offices=tuple(offices), rows=rows, problems=tuple(problems), notes=tuple(notes))


def write_contacts(offices: Iterable[Office]) -> str:
    """The directory file for these offices, in this order; `read_contacts` reads the same offices from it.

    Not written, because the format has no column for it: that an address bounces or is dead (a dead one is
    left out), a second address of one channel, and a check that not all addresses of the office share.
    """
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, NAMES, lineterminator="\n")
    writer.writeheader()
    for office in offices:
        writer.writerow({column: neutralise_formula(cell) for column, cell in cells_of(office).items()})
    return out.getvalue()
