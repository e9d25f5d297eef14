"""How offices are called in each language: finished lines, one row for an office, a language and a gender."""

from collections.abc import Mapping

from outreach.lists.slug import is_slug
from outreach.lists.table import Row, read_table
from outreach.model.errors import BadInput
from outreach.model.gender import Gender
from outreach.model.ids import OfficeId
from outreach.model.locale import is_language_tag
from outreach.model.office_name import EVERY_LANGUAGE, OfficeName
from outreach.model.text import has_control

_REQUIRED = ("office", "language", "institution", "address_without_holder")
_OPTIONAL = ("gender", "title", "address", "grade", "source", "note")
#: Parts the lines of an address.
_BREAK = "|"
_LONGEST = 500


def read_office_names(data: bytes, file: str) -> Mapping[OfficeId, tuple[OfficeName, ...]]:
    """Office → its names, in the file's order.

    Raises `BadInput` at the first thing that is wrong: a minister is called by the right name or not at all.
    """
    table = read_table(data, file, _REQUIRED, optional=_OPTIONAL)
    for problem in table.problems:
        raise BadInput(str(problem))
    names: dict[OfficeId, tuple[OfficeName, ...]] = {}
    for row in table.rows:
        office, name = OfficeId(row.cells["office"]), _name(row, file)
        before = names.get(office, ())
        if (name.language, name.gender) in [(one.language, one.gender) for one in before]:
            raise BadInput(
                f"{file}, row {row.number}: {office} has its name in {name.language} for gender "
                f"{name.gender.value} already: keep one of the rows"
            )
        names[office] = (*before, name)
    return names


def _name(row: Row, file: str) -> OfficeName:
    cells, where = row.cells, f"{file}, row {row.number}"
    if not is_slug(cells["office"]):
        raise BadInput(f"{where}: office {cells['office']!r} must be an id of the directory")
    if cells["language"] != EVERY_LANGUAGE and not is_language_tag(cells["language"]):
        raise BadInput(
            f"{where}: language {cells['language']!r} must be a tag like fr or pt-PT, "
            "or * where its own name stands in every language"
        )
    gender = cells["gender"] or Gender.UNKNOWN
    if gender not in tuple(Gender):
        raise BadInput(f"{where}: gender {gender!r} must be one of {', '.join(Gender)}")
    for column in ("institution", "address_without_holder"):
        if not cells[column]:
            raise BadInput(f"{where}: {column} is missing: fill it in or delete the row")
    for column in ("institution", "title", "address", "address_without_holder"):
        if has_control(cells[column]) or len(cells[column]) > _LONGEST:
            raise BadInput(
                f"{where}: {column} must be one row of at most {_LONGEST} letters ({_BREAK} for a line)"
            )
    for column in ("institution", "title"):
        if _BREAK in cells[column]:
            raise BadInput(
                f"{where}: {column} must be one line, as a sentence calls it: it has a {_BREAK} in it"
            )
    return OfficeName(
        language=cells["language"],
        gender=Gender(gender),
        institution=cells["institution"],
        title=cells["title"],
        address=_lines(cells["address"]),
        address_without_holder=_lines(cells["address_without_holder"]),
        grade=cells["grade"],
        source=cells["source"],
    )


def _lines(cell: str) -> tuple[str, ...]:
    return tuple(line for part in cell.split(_BREAK) if (line := part.strip()))
