"""The rows of a list that one wrong row refuses as a whole; each names itself in whatever it refuses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from outreach.lists.slug import is_slug
from outreach.lists.table import read_table
from outreach.model.errors import BadInput
from outreach.model.ids import OfficeId

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, kw_only=True)
class ListRow:
    """One row. Whatever reads a cell raises `BadInput` where that is not what it should be."""

    file: str
    #: As `Row` has them.
    number: int
    cells: Mapping[str, str]

    def wrong(self, message: str) -> BadInput:
        """The exception to raise for this row."""
        return BadInput(f"{self.file}, row {self.number}: {message}")

    @property
    def office(self) -> OfficeId:
        """The id of an office in the column of that name; whether there is such an office is not asked."""
        if not is_slug(self.cells["office"]):
            raise self.wrong(f"office {self.cells['office']!r} must be an id of the directory")
        return OfficeId(self.cells["office"])

    def one_of(self, column: str, kind: type[E], *, empty: E | None = None) -> E:
        """One of few words; an empty cell means ``empty``, if that is given."""
        cell = self.cells[column] or empty
        if cell not in tuple(kind):
            may_be_empty = f", or empty for {empty}" if empty else ""
            raise self.wrong(f"{column} {cell or ''!r} must be one of {', '.join(kind)}{may_be_empty}")
        return kind(cell)

    def day(self, column: str) -> date | None:
        """A day; None where the cell is empty."""
        cell = self.cells[column]
        try:
            return date.fromisoformat(cell) if cell else None
        except ValueError:
            raise self.wrong(f"{column} {cell!r} must be a day like 2026-05-21, or empty") from None


def read_list(
    data: bytes, file: str, columns: Sequence[str], *, optional: Sequence[str] = ()
) -> tuple[ListRow, ...]:
    """The rows of the table in ``data``, as `read_table` has them.

    Raises `BadInput` where that does, and for the first row that cannot be read.
    """
    table = read_table(data, file, columns, optional=optional)
    for problem in table.problems:
        raise BadInput(str(problem))
    return tuple(ListRow(file=file, number=row.number, cells=row.cells) for row in table.rows)
