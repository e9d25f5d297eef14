"""Chunks: everything in its order, each as large as fits into half a second."""

import pytest

from outreach.work import chunks as module
from outreach.work.chunks import LONGEST, chunks


def sizes(
    monkeypatch: pytest.MonkeyPatch, number: int, *, seconds_each: float, start: float = 0
) -> list[int]:
    """How large they are if every item takes so long, and every chunk so much longer."""
    now = [0.0]
    monkeypatch.setattr(module, "monotonic", lambda: now[0])
    found = []
    for chunk in chunks(range(number)):
        now[0] += start + seconds_each * len(chunk)
        found.append(len(chunk))
    return found


def test_they_are_all_there_once_and_in_their_order() -> None:
    assert [item for chunk in chunks(range(2_345)) for item in chunk] == list(range(2_345))
    assert list(chunks([])) == []


def test_they_grow_at_most_twofold_until_they_take_half_of_what_they_may(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert sizes(monkeypatch, 1_000, seconds_each=0.001) == [25, 50, 100, 200, 250, 250, 125]


def test_they_shrink_to_single_ones_where_each_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sizes(monkeypatch, 30, seconds_each=1.0) == [25, 1, 1, 1, 1, 1]


def test_one_that_takes_twice_as_long_as_the_last_is_still_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    assert max(sizes(monkeypatch, 5_000, seconds_each=0.002)) * 2 * 0.002 <= LONGEST


def test_where_the_database_makes_everybody_wait_they_stay_small(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sizes(monkeypatch, 100, seconds_each=0.001, start=0.5)[1:4] == [11, 5, 2]


def test_none_is_larger_than_memory_is_given_to(monkeypatch: pytest.MonkeyPatch) -> None:
    assert max(sizes(monkeypatch, 50_000, seconds_each=0.0)) == 500
