"""What can be wrong with a row of the directory, in words that say what to do."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

from outreach.lists.body import body_fault
from outreach.lists.contact_columns import LONGEST, REQUIRED, SLUGS
from outreach.lists.slug import is_slug
from outreach.lists.web_address import is_web_address
from outreach.model.civil_time import time_zone
from outreach.model.country import is_country
from outreach.model.directory import OF_A_STATE, Approach, Channel, Office
from outreach.model.errors import BadInput
from outreach.model.gender import Gender
from outreach.model.locale import is_language_tag
from outreach.model.mailbox import mailbox
from outreach.model.text import has_control, has_encoded_word

Cells = Mapping[str, str]

#: The columns of which a letter's ``To:`` is made.
_IN_A_HEADER = ("name", "email")
#: Whoever writes an older day has slipped: nobody checked an address for us then.
_FIRST_YEAR = 2000


def row_errors(cells: Cells, *, today: date) -> Iterator[str]:
    """Everything that is wrong with the row, one line each; nothing for a good row.

    Whether the parent exists is not asked here: it may be in another file, or in the database.
    """
    too_long = tuple(_lengths(cells))
    if too_long:  # other complaints would repeat it
        yield from too_long
        return
    yield from _characters(cells)
    yield from _names(cells)
    yield from _words(cells)
    yield from _places(cells)
    yield from _addresses(cells)
    yield from _preference(cells)
    yield from _check_mark(cells, today)


def row_notes(office: Office) -> Iterator[str]:
    """What a person should look at in a good row.

    An address without its source is not refused: staff may have it from a telephone call, and nothing
    leaves live to it before somebody has checked it.
    """
    if office.addresses and office.grade and not office.source_url:
        yield f"grade {office.grade} without source_url: say where its address is from"


def channels_with_a_value(cells: Cells) -> list[str]:
    """The channels whose cell is filled in, in the order of the columns."""
    return [channel.value for channel in Channel if cells[channel.value]]


def split_list(cell: str) -> list[str]:
    """The parts of a cell that lists several things, separated by semicolons."""
    return [part.strip() for part in cell.split(";")] if cell else []


def _lengths(cells: Cells) -> Iterator[str]:
    for column, cell in cells.items():
        if len(cell) > LONGEST[column]:
            yield f"{column} has {len(cell):,} letters, and may have {LONGEST[column]:,}: shorten it"


def _characters(cells: Cells) -> Iterator[str]:
    for column, cell in cells.items():
        if has_control(cell):
            yield f"{column} has a line break or another control character in it: type it anew on one line"
        elif column in _IN_A_HEADER and has_encoded_word(cell):
            yield f"{column} has '=?' in it, with which mail hides text: write it plainly"


def _names(cells: Cells) -> Iterator[str]:
    for column in REQUIRED:
        if not cells[column]:
            yield f"{column} is missing: fill it in"
    for column in SLUGS:
        if cells[column] and not is_slug(cells[column]):
            yield f"{column} {cells[column]!r} must be lower-case letters, digits and dashes, like gov-fr-mfa"
    if cells["parent"] and cells["parent"] == cells["id"]:
        yield "parent is the office itself: leave it empty or name the office above it"


def _words(cells: Cells) -> Iterator[str]:
    if cells["body"] and (fault := body_fault(cells["body"])):
        yield f"body {cells['body']!r} {fault}"
    for column, known in (("approach", tuple(Approach)), ("gender", tuple(Gender))):
        if cells[column] and cells[column] not in known:
            yield f"{column} {cells[column]!r} is not known: write one of {', '.join(known)}"


def _places(cells: Cells) -> Iterator[str]:
    for code in split_list(cells["languages"]):
        if not is_language_tag(code):
            yield f"languages: {code!r} is not the tag of a language: write them like fr;en or pt-BR"
    if cells["written_in"] and not is_language_tag(cells["written_in"]):
        yield f"written_in {cells['written_in']!r} is not the tag of a language: write it like fr or pt-PT"
    for column in ("country", "seat_country"):
        if cells[column] and not is_country(cells[column]):
            yield f"{column} {cells[column]!r} is not an ISO 3166 code of two capital letters, like FR"
    if cells["body"] in OF_A_STATE and not cells["country"]:
        yield (
            "country is missing: it decides whether this office may be written to, and what it may be told"
        )
    if cells["time_zone"]:
        try:
            time_zone(cells["time_zone"])
        except BadInput as error:
            yield f"time_zone: {error}"
    elif cells["email"]:
        yield "time_zone is missing: a letter by e-mail arrives in the office's working hours, so fill it in"


def _addresses(cells: Cells) -> Iterator[str]:
    if cells["email"]:
        try:
            mailbox(cells["email"])
        except BadInput as error:
            yield f"email: {error}"
    if cells["web_form"] and not is_web_address(cells["web_form"]):
        yield f"web_form {cells['web_form']!r} is not one web address: it begins with https:// or http://"
    if ";" in cells["post"]:
        yield "post seems to hold several addresses: put one there, its lines parted by |"


def _preference(cells: Cells) -> Iterator[str]:
    wanted, filled = split_list(cells["preference"]), channels_with_a_value(cells)
    if not wanted:
        return
    for name in wanted:
        if name not in tuple(Channel):
            yield f"preference: {name!r} is no channel: write some of {', '.join(Channel)}"
        elif name not in filled:
            yield f"preference names {name}, but {name} is empty: fill it in or take it out"
    for name in _twice(wanted):
        yield f"preference names {name} twice: name it once"
    for name in filled:
        if name not in wanted:
            yield f"preference leaves out {name}, which has a value: add it where it belongs in the order"


def _twice(names: list[str]) -> Collection[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _check_mark(cells: Cells, today: date) -> Iterator[str]:
    day, person = cells["checked_on"], cells["checked_by"]
    if day and not _is_day(day):
        yield f"checked_on {day!r} is not a date: write it like 2026-05-21"
    # A day of grace: it is tomorrow already in some of the places where staff work.
    elif day and date.fromisoformat(day) > today + timedelta(days=1):
        yield f"checked_on {day} is yet to come: write the day on which it was checked"
    elif day and date.fromisoformat(day).year < _FIRST_YEAR:
        yield f"checked_on {day} is long past: write the day on which it was checked"
    if day and not person:
        yield "checked_on without checked_by: say who checked it"
    if person and not day:
        yield "checked_by without checked_on: say on which day"
    if (day or person) and not channels_with_a_value(cells):
        yield "marked as checked, but it has no address: say in the note what you found"


def _is_day(text: str) -> bool:
    try:
        # Python also reads 20260521 and 2026-W21-4; staff write one form only.
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
