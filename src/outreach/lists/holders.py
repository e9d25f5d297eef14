"""Who holds an office, with the term: a row for a person, one for a language that writes them otherwise."""

from collections.abc import Mapping

from outreach.lists.list_row import ListRow, read_list
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
    holders: dict[OfficeId, tuple[Holder, ...]] = {}
    for row in read_list(data, file, _REQUIRED, optional=_OPTIONAL):
        holders[row.office] = (*holders.get(row.office, ()), _holder(row))
    return holders


def _holder(row: ListRow) -> Holder:
    cells = row.cells
    if not cells["name"]:
        raise row.wrong("name is missing: write it as the address shall have it")
    for column in ("name", "surname", "salutation"):
        if has_control(cells[column]) or len(cells[column]) > _LONGEST:
            raise row.wrong(f"{column} must be one line of at most {_LONGEST} letters")
    gender = row.one_of("gender", Gender, empty=Gender.UNKNOWN)
    if cells["language"] and not is_language_tag(cells["language"]):
        raise row.wrong(f"language {cells['language']!r} must be a tag like ru, or empty for all")
    since, until = row.day("since"), row.day("until")
    if since and until and until < since:
        raise row.wrong(f"the term ends on {until}, before it begins on {since}: mend the days")
    return Holder(
        name=cells["name"],
        surname=cells["surname"],
        gender=gender,
        since=since,
        until=until,
        salutation=cells["salutation"],
        language=cells["language"],
    )
