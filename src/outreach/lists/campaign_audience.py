"""Whom a campaign's file writes to, whom it bars, and what it asks of whom."""

from collections.abc import Collection

from outreach.lists.faults import Faults
from outreach.lists.slug import is_slug
from outreach.lists.toml_table import TomlTable
from outreach.model.audience import Audience, Bar, Exclusion
from outreach.model.errors import BadInput
from outreach.model.filter_term import OF_A_LETTER, OF_AN_OFFICE, Key
from outreach.model.office_filter import OfficeFilter, parse_filter
from outreach.model.request import Request

_A_YEAR_OF_WEEKS = 52
_MOST_REMINDERS = 10


def read_audience(top: TomlTable, faults: Faults) -> Audience:
    """``[audience]``; without it everybody in the directory is written to."""
    table = faults.take(top.table, "audience") or _EMPTY
    faults.take(table.only, "include", "exclude")
    include = [
        faults.take(_parsed, table, "include", text, OF_AN_OFFICE)
        for text in faults.take(table.texts, "include") or ()
    ]
    exclude = []
    for exclusion in faults.take(table.tables, "exclude") or ():
        faults.take(exclusion.only, "filter", "reason")
        left_out = faults.take(_filter, exclusion, "filter", OF_AN_OFFICE)
        exclude.append(Exclusion(filter=left_out, reason=faults.take(exclusion.text, "reason")))
    return Audience(include=tuple(include), exclude=tuple(exclude))


def read_bar(top: TomlTable, faults: Faults) -> Bar | None:
    """``[bar]``: a country, a filter, or both, of which either bars."""
    if "bar" not in top.values:
        return None
    table = faults.take(top.table, "bar") or _EMPTY
    faults.take(table.only, "country", "filter", "reason")
    faults.take(_require_one_of, table, "country", "filter")
    country = faults.take(table.country, "country") if "country" in table.values else None
    barred = (
        faults.take(_filter, table, "filter", OF_AN_OFFICE & OF_A_LETTER)
        if "filter" in table.values
        else None
    )
    return Bar(country=country, filter=barred, reason=faults.take(table.text, "reason"))


def read_requests(top: TomlTable, faults: Faults, *, reminder_steps: int) -> tuple[Request, ...]:
    """Each ``[[requests]]``, in order; one that says nothing of reminders has as many as there are steps."""
    found: list[Request] = []
    for table in faults.take(top.tables, "requests") or ():
        request = _request(table, faults, reminder_steps)
        faults.take(_require_new, table, request, found)
        found.append(request)
    return tuple(found)


def _request(table: TomlTable, faults: Faults, reminder_steps: int) -> Request:
    take = faults.take
    take(
        table.only,
        *("name", "for", "opening", "asks", "ending", "answer_weeks", "answer", "reminders"),
        *("annex", "worksheet"),
    )
    wants_answer = take(table.flag, "answer", default=True)
    weeks = take(table.count, "answer_weeks", most=_A_YEAR_OF_WEEKS)
    reminders = take(table.count, "reminders", most=_MOST_REMINDERS)
    if wants_answer is False:
        take(_require_silence, table, weeks, reminders)
    if reminders is None:
        reminders = reminder_steps if wants_answer else 0
    return Request(
        name=take(table.slug, "name"),
        offices=take(_filter, table, "for", OF_A_LETTER),
        opening=take(_optional_name, table, "opening") or "",
        asks=take(_names, table, "asks"),
        ending=take(_optional_name, table, "ending") or "",
        answer_weeks=weeks or None,
        wants_answer=wants_answer,
        reminders=reminders,
        worksheet=take(_optional_name, table, "worksheet"),
        annex=take(table.flag, "annex", default=True),
    )


def _require_silence(table: TomlTable, weeks: int | None, reminders: int | None) -> None:
    """Who is told that no answer is asked is neither given a day for it nor reminded of it."""
    if reminders:
        raise table.wrong("reminders", f"is {reminders}, and no answer is asked: write 0")
    if weeks:
        raise table.wrong("answer_weeks", f"is {weeks}, and no answer is asked: take it out")


def _require_new(table: TomlTable, request: Request, earlier: Collection[Request]) -> None:
    for other in earlier:
        if request.name and request.name == other.name:
            raise table.wrong("name", f"{request.name!r} is a request already: give each its own name")
        if request.offices and request.offices == other.offices:
            raise table.wrong("for", f"'{request.offices}' is asked {other.name} already: the first counts")


def _require_one_of(table: TomlTable, *keys: str) -> None:
    if not any(key in table.values for key in keys):
        raise table.wrong(keys[0], f"is missing: write a {' or a '.join(keys)}, or take the table out")


def _filter(table: TomlTable, key: str, keys: Collection[Key]) -> OfficeFilter:
    return _parsed(table, key, table.text(key), keys)


def _parsed(table: TomlTable, key: str, text: str, keys: Collection[Key]) -> OfficeFilter:
    try:
        found = parse_filter(text, keys=keys)
    except BadInput as error:
        raise table.wrong(key, str(error)) from None
    if not found.terms:
        raise table.wrong(key, "has an empty filter, which everybody fits: write whom you mean")
    return found


def _optional_name(table: TomlTable, key: str) -> str | None:
    return table.slug(key) if key in table.values else None


def _names(table: TomlTable, key: str) -> tuple[str, ...]:
    names = table.texts(key)
    for name in names:
        if not is_slug(name):
            raise table.wrong(key, f"{name!r} must be lower-case letters, digits and dashes")
        if names.count(name) > 1:
            raise table.wrong(key, f"{name!r} is there twice: ask it once")
    return names


_EMPTY = TomlTable(file="", path="", values={})
