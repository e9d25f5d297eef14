"""Who holds an office, with the term: a row for a person, one for a language that writes them otherwise."""

from collections.abc import Mapping
from datetime import date

from outreach.lists.slug import is_slug
from outreach.lists.table import Row, read_table
from outreach.model.errors import BadInput
from outreach.model.gender import Gender
from outreach.model.ids import OfficeId
from outreach.model.locale import is_language_tag
from outreach.model.office_name import Holder
from outreach.model.text import has_control

_REQUIRED = ("office", "name", "gender")
_OPTIONAL = ("surname", "since", "until", "salutation", "language", "source", "note")
_LONGEST = 200


def read_holders(data: bytes, file: str) -> Mapping[OfficeId, tuple[Holder, ...]]:
    """Office → who holds and held it, in the file's order.

    Raises `BadInput` at the first thing that is wrong: a letter to the wrong person is worse than none.
    """
    table = read_table(data, file, _REQUIRED, optional=_OPTIONAL)
    for problem in table.problems:
        raise BadInput(str(problem))
    holders: dict[OfficeId, tuple[Holder, ...]] = {}
    for row in table.rows:
        office = OfficeId(row.cells["office"])
        holders[office] = (*holders.get(office, ()), _holder(row, file))
    return holders


def _holder(row: Row, file: str) -> Holder:
    cells, where = row.cells, f"{file}, row {row.number}"
    if not is_slug(cells["office"]):
        raise BadInput(f"{where}: office {cells['office']!r} must be an id of the directory")
    if not cells["name"]:
        raise BadInput(f"{where}: name is missing: write it as the address shall have it")
    for column in ("name", "surname", "salutation"):
        if has_control(cells[column]) or len(cells[column]) > _LONGEST:
            raise BadInput(f"{where}: {column} must be one line of at most {_LONGEST} letters")
    gender = cells["gender"] or Gender.UNKNOWN
    if gender not in tuple(Gender):
        raise BadInput(f"{where}: gender {gender!r} must be one of {', '.join(Gender)}")
    if cells["language"] and not is_language_tag(cells["language"]):
        raise BadInput(f"{where}: language {cells['language']!r} must be a tag like ru, or empty for all")
    since, until = (_day(cells[column], column, where) for column in ("since", "until"))
    if since and until and until < since:
        raise BadInput(f"{where}: the term ends on {until}, before it begins on {since}: mend the days")
    return Holder(
        name=cells["name"],
        surname=cells["surname"],
        gender=Gender(gender),
        since=since,
        until=until,
        salutation=cells["salutation"],
        language=cells["language"],
    )


def _day(cell: str, column: str, where: str) -> date | None:
    try:
        return date.fromisoformat(cell) if cell else None
    except ValueError:
        raise BadInput(f"{where}: {column} {cell!r} must be a day like 2026-05-21, or empty") from None
