"""The file of the follow-up clocks: how long an office may be silent before it is reminded."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from outreach.lists.slug import is_slug
from outreach.lists.toml_table import TomlTable, read_toml
from outreach.model.country import is_country
from outreach.model.follow_up import FollowUpRule, FollowUpRules, Wait
from outreach.model.working_days import Closed

_WAIT = re.compile(r"([1-9][0-9]{0,2}) (working day|day|month)s?")
_CLOSED = re.compile(r"(\d\d)-(\d\d)\.\.(\d\d)-(\d\d)")

#: A leap year, so that the 29th of February is a day.
_A_YEAR = [date(2028, 1, 1) + timedelta(days=n) for n in range(366)]
#: Days of the year that must stay open: with fewer, holidays could leave no day for a reminder at all.
_OPEN_DAYS = 28


def read_follow_up_rules(data: bytes, file: str) -> FollowUpRules:
    """The rules that the TOML in ``data`` states; ``file`` is how messages call it.

    Raises `BadInput`, naming the key, at the first thing that is wrong.
    """
    top = read_toml(data, file)
    top.only("no_reminder", "default", "kind")
    no_reminder = _periods(top, "no_reminder")
    top.table("default").only("wait", "closed")
    by_kind: dict[str, FollowUpRule] = {}
    exceptions: dict[tuple[str, str], FollowUpRule] = {}
    kinds = top.table("kind")
    for kind in kinds.values:
        if not is_slug(kind):
            raise kinds.wrong(kind, "must be a kind of body, like foreign-ministry")
        table = kinds.table(kind)
        table.only("wait", "closed", "country")
        countries = table.table("country")
        if table.values.keys() != {"country"}:
            by_kind[kind] = _rule(table, no_reminder)
        for country in countries.values:
            if not is_country(country):
                raise countries.wrong(country, "must be a country's code of two capital letters, like GB")
            countries.table(country).only("wait", "closed")
            exceptions[kind, country] = _rule(countries.table(country), no_reminder)
    return FollowUpRules(
        default=_rule(top.table("default"), no_reminder), by_kind=by_kind, exceptions=exceptions
    )


def _rule(table: TomlTable, no_reminder: tuple[Closed, ...]) -> FollowUpRule:
    closed = _periods(table, "closed")
    if sum(_is_open(day, (*closed, *no_reminder)) for day in _A_YEAR) < _OPEN_DAYS:
        raise table.wrong("closed", "leaves less than four weeks of the year for a reminder: shorten it")
    return FollowUpRule(wait=_wait(table), closed=closed, no_reminder=no_reminder)


def _wait(table: TomlTable) -> Wait:
    text = table.text("wait")
    found = _WAIT.fullmatch(text)
    if not found:
        raise table.wrong("wait", f'{text!r} is not clear: write "20 working days", "90 days" or "2 months"')
    count = int(found[1])
    match found[2]:
        case "working day":
            return Wait(working_days=count)
        case "day":
            return Wait(days=count)
        case _:
            return Wait(months=count)


def _periods(table: TomlTable, key: str) -> tuple[Closed, ...]:
    return tuple(_closed(table, key, text) for text in table.texts(key))


def _closed(table: TomlTable, key: str, text: str) -> Closed:
    found = _CLOSED.fullmatch(text)
    numbers = [int(group) for group in found.groups()] if found else []
    first, last = tuple(numbers[:2]), tuple(numbers[2:])
    days = {(day.month, day.day) for day in _A_YEAR}
    if first not in days or last not in days:
        raise table.wrong(key, f'{text!r} is not a stretch of the year: write "07-20..08-31", month first')
    return Closed(first=first, last=last)


def _is_open(day: date, periods: Iterable[Closed]) -> bool:
    return not any(period.holds(day) for period in periods)
