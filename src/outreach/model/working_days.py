"""Days on which an office works, and the next moment at which a letter may reach it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays
from babel import Locale, UnknownLocaleError

from outreach.model.civil_time import CivilTime, civil

#: Office hours in which a letter arrives, local time: from (included) to (excluded).
OPENS = time(9, 0)
CLOSES = time(17, 0)

#: Where the government sits, for countries whose days off differ by region: `holidays` lists only the
#: days that every region shares, and Whitehall is closed on the bank holidays of England.
_SEATS = {"AU": "ACT", "CA": "ON", "CH": "BE", "DE": "BE", "ES": "MD", "GB": "ENG", "US": "DC"}

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, kw_only=True)
class Closed:
    """A stretch of every year, both days included, as (month, day); it may run over the new year."""

    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, day: date) -> bool:
        """Whether the day falls into it."""
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


def is_working_day(day: date, country: str | None, closed: Sequence[Closed] = ()) -> bool:
    """Whether an office of that country (ISO 3166-1 alpha-2; None: weekends only) works that day."""
    return day_off(day, country, closed) is None


def day_off(day: date, country: str | None, closed: Sequence[Closed] = ()) -> str | None:
    """Why an office of that country does not work that day, in words; None if it does."""
    if any(period.holds(day) for period in closed):
        return "in its recess"
    if day.weekday() in _weekend(country):
        return f"a {_WEEKDAYS[day.weekday()]}"
    if day in _holidays(country, day.year):
        return f"a public holiday in {country}"
    return None


def next_working_day(day: date, country: str | None, closed: Sequence[Closed] = ()) -> date:
    """The day itself if it is one, else the next."""
    while not is_working_day(day, country, closed):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, count: int, country: str | None, closed: Sequence[Closed] = ()) -> date:
    """The ``count``-th working day after ``day``; the day itself does not count."""
    for _ in range(count):
        day = next_working_day(day + timedelta(days=1), country, closed)
    return day


@lru_cache(maxsize=4096)  # the letters of one round share a few
def next_office_hour(
    after: datetime, zone: str, country: str | None, closed: tuple[Closed, ...] = ()
) -> CivilTime:
    """The first moment at or after ``after`` (aware) in the office's working hours, to the minute."""
    here = civil(after, zone).local
    if here.second or here.microsecond:
        here = here.replace(second=0, microsecond=0) + timedelta(minutes=1)
    if here.time() >= CLOSES:
        here = datetime.combine(here.date() + timedelta(days=1), OPENS)
    day = next_working_day(here.date(), country, closed)
    if day != here.date() or here.time() < OPENS:
        here = datetime.combine(day, OPENS)
    return CivilTime(local=here, zone=zone)


@lru_cache(maxsize=512)
def _holidays(country: str | None, year: int) -> frozenset[date]:
    if country is None:
        return frozenset()
    try:
        return frozenset(holidays.country_holidays(country, _SEATS.get(country), years=year))
    except NotImplementedError:  # the library does not know this country: weekends must do
        return frozenset()


@lru_cache(maxsize=512)
def _weekend(country: str | None) -> frozenset[int]:
    """Weekday numbers (Monday is 0), from CLDR; a body that belongs to no country keeps the world's."""
    try:
        locale = Locale.parse(f"und_{country or '001'}")
    except (UnknownLocaleError, ValueError):  # a territory that CLDR has no language for, or none at all
        return _weekend(None)
    first, last = locale.weekend_start, locale.weekend_end
    return frozenset((first + n) % 7 for n in range((last - first) % 7 + 1))
