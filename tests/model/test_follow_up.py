from datetime import date

import pytest

from outreach.model.follow_up import FollowUpRule, FollowUpRules, Wait, reminder_day
from outreach.model.working_days import Closed

AUGUST = Closed(first=(8, 1), last=(8, 31))
RECESS = (Closed(first=(7, 20), last=(8, 31)), Closed(first=(12, 18), last=(1, 8)))


def rule(
    *, closed: tuple[Closed, ...] = (), no_reminder: tuple[Closed, ...] = (), **wait: int
) -> FollowUpRule:
    return FollowUpRule(wait=Wait(**wait), closed=closed, no_reminder=no_reminder)


RULES = FollowUpRules(
    default=rule(working_days=30),
    by_kind={"eu-commission": rule(working_days=20), "foreign-ministry": rule(working_days=29)},
    exceptions={("foreign-ministry", "GB"): rule(working_days=25), ("ombudsperson", "RU"): rule(days=90)},
)


@pytest.mark.parametrize(
    ("kind", "country", "working_days"),
    [
        ("foreign-ministry", "GB", 25),
        ("foreign-ministry", "FR", 29),
        ("foreign-ministry", None, 29),
        ("eu-commission", None, 20),
        ("eu-commission", "GB", 20),
        ("parliament-committee", "GB", 30),
        ("ombudsperson", None, 30),
    ],
)
def test_a_countrys_exception_goes_before_the_kind_and_the_kind_before_the_default(
    kind: str, country: str | None, working_days: int
) -> None:
    assert RULES.rule(kind, country) == rule(working_days=working_days)


def test_a_country_may_be_an_exception_to_the_default() -> None:
    assert RULES.rule("ombudsperson", "RU") == rule(days=90)


@pytest.mark.parametrize("wait", [{}, {"days": 0}, {"days": -1}, {"days": 3, "months": 1}])
def test_a_wait_is_one_length_of_time(wait: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="a Wait is so many working days, or days, or months"):
        Wait(**wait)


@pytest.mark.parametrize(
    ("sent", "days", "country", "due"),
    [
        (date(2026, 6, 2), 25, "GB", date(2026, 7, 7)),
        (date(2026, 6, 2), 30, "FR", date(2026, 7, 15)),  # Bastille Day does not count
        (date(2026, 6, 2), 30, None, date(2026, 7, 14)),
        (date(2026, 12, 1), 20, "GB", date(2026, 12, 31)),  # Christmas and Boxing Day, observed on the 28th
        (date(2026, 6, 4), 5, "IL", date(2026, 6, 11)),  # a week of Sundays to Thursdays
    ],
)
def test_working_days_are_those_of_the_office(sent: date, days: int, country: str | None, due: date) -> None:
    assert reminder_day(rule(working_days=days), sent, country) == due


@pytest.mark.parametrize(
    ("sent", "months", "due"),
    [
        (date(2026, 6, 2), 1, date(2026, 7, 2)),
        (date(2026, 1, 31), 1, date(2026, 3, 2)),  # 28 February is a Saturday
        (date(2028, 1, 31), 1, date(2028, 2, 29)),  # a leap year
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2026, 11, 30), 3, date(2027, 3, 1)),  # 28 February is a Sunday
        (date(2026, 12, 15), 2, date(2027, 2, 15)),
        (date(2026, 10, 31), 2, date(2026, 12, 31)),
    ],
)
def test_months_end_on_the_same_day_or_the_months_last(sent: date, months: int, due: date) -> None:
    assert reminder_day(rule(months=months), sent, None) == due


def test_days_are_days_and_the_reminder_waits_for_a_working_one() -> None:
    assert reminder_day(rule(days=90), date(2026, 3, 2), "CH") == date(2026, 6, 1)  # from Sunday to Monday
    assert reminder_day(rule(days=1), date(2026, 7, 13), "FR") == date(2026, 7, 15)


def test_nobody_is_reminded_in_august() -> None:
    assert reminder_day(rule(days=60, no_reminder=(AUGUST,)), date(2026, 6, 2), "FR") == date(2026, 9, 1)
    # The first of September 2029 is a Saturday.
    assert reminder_day(rule(days=60, no_reminder=(AUGUST,)), date(2029, 6, 10), "FR") == date(2029, 9, 3)


def test_nobody_is_reminded_in_a_recess_even_over_the_new_year() -> None:
    assert reminder_day(rule(months=2, closed=RECESS), date(2026, 6, 2), "BE") == date(2026, 9, 1)
    assert reminder_day(rule(months=2, closed=RECESS), date(2026, 10, 20), "BE") == date(2027, 1, 11)


def test_the_days_of_a_recess_count_although_nobody_is_reminded_then() -> None:
    august = rule(working_days=30, no_reminder=(AUGUST,))

    assert reminder_day(august, date(2026, 7, 15), "DE") == date(2026, 9, 1)
    assert reminder_day(august, date(2026, 8, 3), "DE") == date(2026, 9, 14)
