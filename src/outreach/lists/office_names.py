"""How offices are called in each language: finished lines, one row for an office, a language and a gender."""

from collections.abc import Mapping

from outreach.lists.list_row import ListRow, read_list
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
    names: dict[OfficeId, tuple[OfficeName, ...]] = {}
    for row in read_list(data, file, _REQUIRED, optional=_OPTIONAL):
        office, name = row.office, _name(row)
        before = names.get(office, ())
        if (name.language, name.gender) in [(one.language, one.gender) for one in before]:
            raise row.wrong(
                f"{office} has its name in {name.language} for gender "
                f"{name.gender.value} already: keep one of the rows"
            )
        names[office] = (*before, name)
    return names


def _name(row: ListRow) -> OfficeName:
    cells = row.cells
    if cells["language"] != EVERY_LANGUAGE and not is_language_tag(cells["language"]):
        raise row.wrong(
            f"language {cells['language']!r} must be a tag like fr or pt-PT, "
            "or * where its own name stands in every language"
        )
    gender = row.one_of("gender", Gender, empty=Gender.UNKNOWN)
    for column in ("institution", "address_without_holder"):
        if not cells[column]:
            raise row.wrong(f"{column} is missing: fill it in or delete the row")
    for column in ("institution", "title", "address", "address_without_holder"):
        if has_control(cells[column]) or len(cells[column]) > _LONGEST:
            raise row.wrong(f"{column} must be one row of at most {_LONGEST} letters ({_BREAK} for a line)")
    for column in ("institution", "title"):
        if _BREAK in cells[column]:
            raise row.wrong(f"{column} must be one line, as a sentence calls it: it has a {_BREAK} in it")
    return OfficeName(
        language=cells["language"],
        gender=gender,
        institution=cells["institution"],
        title=cells["title"],
        address=_lines(cells["address"]),
        address_without_holder=_lines(cells["address_without_holder"]),
        grade=cells["grade"],
        source=cells["source"],
    )


def _lines(cell: str) -> tuple[str, ...]:
    return tuple(line for part in cell.split(_BREAK) if (line := part.strip()))
