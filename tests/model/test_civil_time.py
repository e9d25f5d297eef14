from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.model.civil_time import CivilTime, civil, parse_entered_time, time_zone
from outreach.model.errors import BadInput


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


def at(zone: str, *parts: int) -> CivilTime:
    return CivilTime(local=datetime(*parts), zone=zone)  # type: ignore[arg-type]  # noqa: DTZ001


@pytest.mark.parametrize(
    ("local", "instant"),
    [
        (at("Europe/Paris", 2026, 1, 15, 9), utc(2026, 1, 15, 8)),
        (at("Europe/Paris", 2026, 7, 15, 9), utc(2026, 7, 15, 7)),
        (at("Asia/Kathmandu", 2026, 1, 15, 9), utc(2026, 1, 15, 3, 15)),
        (at("America/New_York", 2026, 7, 15, 22), utc(2026, 7, 16, 2)),
        (at("UTC", 2026, 1, 15, 9), utc(2026, 1, 15, 9)),
    ],
)
def test_a_civil_time_means_an_instant(local: CivilTime, instant: datetime) -> None:
    assert local.instant() == instant
    assert local.instant().tzinfo is UTC


@pytest.mark.parametrize(
    ("skipped", "after_the_gap"),
    [
        # Paris, 29 March 2026: 02:00 becomes 03:00 at 01:00 UTC.
        (at("Europe/Paris", 2026, 3, 29, 2), utc(2026, 3, 29, 1)),
        (at("Europe/Paris", 2026, 3, 29, 2, 30), utc(2026, 3, 29, 1)),
        (at("Europe/Paris", 2026, 3, 29, 2, 59, 59, 999_999), utc(2026, 3, 29, 1)),
        # Lord Howe Island, 4 October 2026: 02:00 becomes 02:30, half an hour only.
        (at("Australia/Lord_Howe", 2026, 10, 4, 2, 15), utc(2026, 10, 3, 15, 30)),
        # Santiago springs forward over midnight.
        (at("America/Santiago", 2026, 9, 6, 0, 30), utc(2026, 9, 6, 4)),
        # Samoa had no 30 December 2011 at all.
        (at("Pacific/Apia", 2011, 12, 30, 12), utc(2011, 12, 30, 10)),
    ],
)
def test_a_skipped_time_means_the_first_moment_after_the_gap(
    skipped: CivilTime, after_the_gap: datetime
) -> None:
    assert skipped.instant() == after_the_gap


@pytest.mark.parametrize(
    ("local", "instant"),
    [
        (at("Europe/Paris", 2026, 3, 29, 1, 59), utc(2026, 3, 29, 0, 59)),
        (at("Europe/Paris", 2026, 3, 29, 3), utc(2026, 3, 29, 1)),
        (at("Australia/Lord_Howe", 2026, 10, 4, 2, 30), utc(2026, 10, 3, 15, 30)),
    ],
)
def test_the_edges_of_a_gap_are_times_like_others(local: CivilTime, instant: datetime) -> None:
    assert local.instant() == instant


def test_a_time_that_comes_twice_means_its_first_coming() -> None:
    # Paris, 25 October 2026: 03:00 becomes 02:00 at 01:00 UTC.
    assert at("Europe/Paris", 2026, 10, 25, 2, 30).instant() == utc(2026, 10, 25, 0, 30)
    assert at("Europe/Paris", 2026, 10, 25, 3).instant() == utc(2026, 10, 25, 2)


def test_which_coming_a_library_meant_makes_no_difference() -> None:
    second = datetime(2026, 10, 25, 2, 30, fold=1)  # noqa: DTZ001

    assert CivilTime(local=second, zone="Europe/Paris").instant() == utc(2026, 10, 25, 0, 30)


def test_the_clock_on_the_wall_is_told_in_any_zone() -> None:
    assert civil(utc(2026, 7, 15, 23, 30), "Europe/Paris") == at("Europe/Paris", 2026, 7, 16, 1, 30)
    assert civil(utc(2026, 10, 25, 1, 30), "Europe/Paris") == at("Europe/Paris", 2026, 10, 25, 2, 30)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2037, 12, 31)),  # noqa: DTZ001
    st.sampled_from(
        ["Europe/Paris", "Australia/Lord_Howe", "America/Santiago", "Asia/Almaty", "Asia/Tehran"]
    ),
)
def test_what_a_clock_shows_is_never_later_than_the_moment_it_was_read(moment: datetime, zone: str) -> None:
    moment = moment.replace(tzinfo=UTC)

    behind = moment - civil(moment, zone).instant()

    # Not nought in the second coming of an hour, or of Lord Howe's half hour.
    assert behind in {timedelta(0), timedelta(minutes=30), timedelta(hours=1)}


def test_a_civil_time_carries_no_zone_in_its_local_time() -> None:
    with pytest.raises(ValueError, match="its zone stands beside it"):
        CivilTime(local=utc(2026, 1, 1), zone="UTC")


def test_it_is_told_to_the_minute_with_its_zone() -> None:
    assert str(at("Europe/Paris", 2026, 6, 2, 9, 5, 7)) == "2026-06-02 09:05 Europe/Paris"


def test_a_person_may_name_any_time_that_exists_once() -> None:
    local = datetime(2026, 6, 2, 9)  # noqa: DTZ001

    assert parse_entered_time(local, "Europe/Paris") == at("Europe/Paris", 2026, 6, 2, 9)


def test_a_person_is_asked_again_for_a_time_that_is_skipped_or_repeated() -> None:
    with pytest.raises(BadInput, match="2026-03-29 02:30 does not exist in Europe/Paris"):
        parse_entered_time(datetime(2026, 3, 29, 2, 30), "Europe/Paris")  # noqa: DTZ001
    with pytest.raises(BadInput, match="2026-10-25 02:00 comes twice in Europe/Paris"):
        parse_entered_time(datetime(2026, 10, 25, 2), "Europe/Paris")  # noqa: DTZ001
    with pytest.raises(BadInput, match="2026-10-04 02:15 does not exist in Australia/Lord_Howe"):
        parse_entered_time(datetime(2026, 10, 4, 2, 15), "Australia/Lord_Howe")  # noqa: DTZ001


@pytest.mark.parametrize("local", [(3, 29, 1, 59), (3, 29, 3, 0), (10, 25, 1, 59), (10, 25, 3, 0)])
def test_a_person_may_name_the_edges_of_a_change(local: tuple[int, int, int, int]) -> None:
    assert parse_entered_time(datetime(2026, *local), "Europe/Paris").local == datetime(2026, *local)  # noqa: DTZ001


@pytest.mark.parametrize(
    "name",
    [
        *("", "Paris", "Europe", "Europe/Paris ", "europe/nowhere", "../etc/passwd", "/etc/passwd", "a\0b"),
        *("localtime", "Factory", "posixrules", "posix/Europe/Paris", "right/Europe/Paris", "x" * 5000),
    ],
)
def test_what_is_no_place_of_the_tz_database_is_no_zone(name: str) -> None:
    with pytest.raises(BadInput, match="is not an IANA time zone: write it like Europe/Paris"):
        time_zone(name)
