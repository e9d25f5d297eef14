from datetime import UTC, date, datetime

import pytest

from outreach.model.civil_time import CivilTime
from outreach.model.working_days import (
    Closed,
    add_working_days,
    day_off,
    is_working_day,
    next_office_hour,
    next_working_day,
)

AUGUST = Closed(first=(8, 1), last=(8, 31))
NEW_YEAR = Closed(first=(12, 18), last=(1, 8))


@pytest.mark.parametrize("day", [date(2026, 8, 1), date(2026, 8, 15), date(2026, 8, 31), date(1999, 8, 5)])
def test_both_ends_of_a_stretch_belong_to_it_in_every_year(day: date) -> None:
    assert AUGUST.holds(day)


@pytest.mark.parametrize("day", [date(2026, 7, 31), date(2026, 9, 1), date(2026, 1, 1)])
def test_the_days_around_a_stretch_do_not(day: date) -> None:
    assert not AUGUST.holds(day)


@pytest.mark.parametrize(
    ("day", "held"),
    [
        (date(2026, 12, 17), False),
        (date(2026, 12, 18), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), True),
        (date(2027, 1, 8), True),
        (date(2027, 1, 9), False),
        (date(2027, 6, 1), False),
    ],
)
def test_a_stretch_may_run_over_the_new_year(day: date, held: bool) -> None:
    assert NEW_YEAR.holds(day) is held


@pytest.mark.parametrize(
    ("day", "country", "why"),
    [
        (date(2026, 6, 6), "FR", "a Saturday"),
        (date(2026, 6, 5), "IL", "a Friday"),
        (date(2026, 7, 14), "FR", "a public holiday in FR"),
        (date(2026, 8, 4), "FR", "in its recess"),
        (date(2026, 6, 4), "FR", None),
    ],
)
def test_why_an_office_does_not_work_on_a_day_is_told(day: date, country: str, why: str | None) -> None:
    assert day_off(day, country, [AUGUST]) == why


@pytest.mark.parametrize(
    ("day", "country"),
    [
        (date(2026, 6, 6), "FR"),  # a Saturday
        (date(2026, 6, 7), None),  # a Sunday, and no country
        (date(2026, 7, 14), "FR"),
        (date(2026, 4, 3), "GB"),  # Good Friday
        (date(2026, 4, 6), "GB"),  # Easter Monday is a holiday in England only, where Whitehall is
        (date(2026, 8, 31), "GB"),  # and so is the summer bank holiday
        (date(2026, 12, 28), "GB"),  # Boxing Day fell on a Saturday
        (date(2026, 4, 3), "CH"),  # no federal holiday, but Bern's
        (date(2026, 5, 18), "CA"),  # Victoria Day: Ontario's list has it
        (date(2026, 6, 5), "IL"),  # a Friday
        (date(2026, 6, 6), "IL"),
    ],
)
def test_an_office_is_closed_on_its_countrys_weekends_and_holidays(day: date, country: str | None) -> None:
    assert not is_working_day(day, country)


@pytest.mark.parametrize(
    ("day", "country"),
    [
        (date(2026, 7, 14), "DE"),
        (date(2026, 7, 14), None),
        (date(2026, 6, 7), "IL"),  # Israel works on Sundays
        (date(2026, 8, 24), "UA"),  # under martial law public holidays are working days
        (date(2026, 1, 1), "UA"),
        (date(2026, 6, 1), "XK"),
    ],
)
def test_an_office_works_on_the_other_days(day: date, country: str | None) -> None:
    assert is_working_day(day, country)


@pytest.mark.parametrize("country", ["AQ", "BQ", "TF", "XX"])
def test_a_country_that_no_library_knows_has_the_worlds_weekends(country: str) -> None:
    assert is_working_day(date(2026, 6, 5), country)
    assert not is_working_day(date(2026, 6, 6), country)


def test_an_office_does_not_work_while_it_is_closed() -> None:
    assert is_working_day(date(2026, 8, 3), "FR")
    assert not is_working_day(date(2026, 8, 3), "FR", [AUGUST])


@pytest.mark.parametrize(
    ("day", "following"),
    [
        (date(2026, 6, 2), date(2026, 6, 2)),
        (date(2026, 6, 6), date(2026, 6, 8)),
        (date(2026, 7, 14), date(2026, 7, 15)),
        (date(2026, 8, 1), date(2026, 9, 1)),
        (date(2026, 12, 18), date(2027, 1, 11)),
    ],
)
def test_the_next_working_day_is_the_day_itself_or_the_first_that_is_one(day: date, following: date) -> None:
    assert next_working_day(day, "FR", [AUGUST, NEW_YEAR]) == following


@pytest.mark.parametrize(
    ("day", "count", "country", "end"),
    [
        (date(2026, 6, 2), 0, "FR", date(2026, 6, 2)),
        (date(2026, 6, 2), 1, "FR", date(2026, 6, 3)),
        (date(2026, 6, 5), 1, "FR", date(2026, 6, 8)),  # over a weekend
        (date(2026, 7, 13), 1, "FR", date(2026, 7, 15)),  # over the 14th of July
        (date(2026, 4, 2), 1, "GB", date(2026, 4, 7)),  # over Easter
        (date(2026, 12, 31), 1, "GB", date(2027, 1, 4)),  # over the new year
        (date(2026, 6, 4), 1, "IL", date(2026, 6, 7)),  # from Thursday to Sunday
        (date(2026, 6, 2), 30, "DE", date(2026, 7, 14)),
        (date(2026, 6, 2), 30, None, date(2026, 7, 14)),
    ],
)
def test_working_days_are_counted_from_the_day_after(
    day: date, count: int, country: str | None, end: date
) -> None:
    assert add_working_days(day, count, country) == end


@pytest.mark.parametrize(
    ("after", "local"),
    [
        # Paris is two hours ahead of UTC in June 2026; the 2nd is a Tuesday.
        ((6, 2, 5, 0), (6, 2, 9, 0)),
        ((6, 2, 7, 0), (6, 2, 9, 0)),
        ((6, 2, 7, 1), (6, 2, 9, 1)),
        ((6, 2, 14, 59), (6, 2, 16, 59)),
        ((6, 2, 15, 0), (6, 3, 9, 0)),
        ((6, 2, 22, 30), (6, 3, 9, 0)),  # already the 3rd in Paris
        ((6, 5, 15, 0), (6, 8, 9, 0)),  # Friday evening
        ((6, 6, 10, 0), (6, 8, 9, 0)),
        ((7, 14, 8, 0), (7, 15, 9, 0)),
        ((7, 31, 15, 0), (9, 1, 9, 0)),  # through August
    ],
)
def test_a_letter_arrives_in_office_hours(
    after: tuple[int, int, int, int], local: tuple[int, int, int, int]
) -> None:
    moment = datetime(2026, *after, tzinfo=UTC)

    assert next_office_hour(moment, "Europe/Paris", "FR", (AUGUST,)) == CivilTime(
        local=datetime(2026, *local),  # noqa: DTZ001
        zone="Europe/Paris",
    )


@pytest.mark.parametrize(
    ("after", "local"),
    [
        ((6, 2, 7, 30, 0, 1), (6, 2, 9, 31)),
        ((6, 2, 7, 30, 59), (6, 2, 9, 31)),
        ((6, 2, 14, 59, 1), (6, 3, 9, 0)),
        ((6, 2, 21, 59, 1), (6, 3, 9, 0)),
    ],
)
def test_the_moment_is_never_before_the_one_asked_for(after: tuple[int, ...], local: tuple[int, ...]) -> None:
    moment = datetime(2026, *after, tzinfo=UTC)  # type: ignore[arg-type, misc]

    assert next_office_hour(moment, "Europe/Paris", "FR").local == datetime(2026, *local)  # type: ignore[arg-type]  # noqa: DTZ001


def test_office_hours_follow_the_change_of_the_clocks() -> None:
    saturday_before = datetime(2026, 3, 28, 12, tzinfo=UTC)

    monday = next_office_hour(saturday_before, "Europe/Paris", "FR")

    assert monday.local == datetime(2026, 3, 30, 9)  # noqa: DTZ001
    assert monday.instant() == datetime(2026, 3, 30, 7, tzinfo=UTC)
