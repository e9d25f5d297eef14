"""Attempts: a row for every phase of every try, only ever added to."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError

from outreach.store import attempts
from outreach.store.attempts import Attempt
from tests.builders import MORNING
from tests.store.rows import LETTER, a_letter


def begin(connection: Connection) -> int:
    """A new try; gives its number."""
    number = attempts.last_numbers(connection, [LETTER]).get(LETTER, 0) + 1
    note(connection, number, "claimed")
    return number


def note(connection: Connection, number: int, phase: str, minutes: int = 0) -> None:
    reached = Attempt(
        number=number,
        phase=phase,
        account="main",
        delivery="sandbox",
        detail="250 ok",
        at=MORNING + timedelta(minutes=minutes),
    )
    attempts.note(connection, [(LETTER, reached)])


def test_tries_are_numbered_from_one(engine: Engine) -> None:
    a_letter(engine)
    with engine.begin() as connection:
        assert [begin(connection), begin(connection), begin(connection)] == [1, 2, 3]


def test_every_phase_of_every_try_is_kept_in_order(engine: Engine) -> None:
    a_letter(engine)
    with engine.begin() as connection:
        begin(connection)
        note(connection, 1, "transmitting")
        note(connection, 1, "deferred")
        begin(connection)

        rows = attempts.of(connection, LETTER)

    assert [(row.number, row.phase) for row in rows] == [
        (1, "claimed"),
        (1, "transmitting"),
        (1, "deferred"),
        (2, "claimed"),
    ]
    assert (rows[1].account, rows[1].delivery, rows[1].detail) == ("main", "sandbox", "250 ok")


def test_a_phase_is_reached_once(sqlite: Engine) -> None:
    a_letter(sqlite)
    with sqlite.begin() as connection:
        begin(connection)
        with pytest.raises(IntegrityError):
            note(connection, 1, "claimed")


def test_when_a_letter_was_put_off_is_told_from_a_moment_on(engine: Engine) -> None:
    a_letter(engine)
    with engine.begin() as connection:
        assert attempts.put_off_at(connection, LETTER, "deferred", MORNING) == []

        for number, minutes in ((1, 10), (2, 30)):
            begin(connection)
            note(connection, number, "deferred", minutes)
        begin(connection)
        note(connection, 3, "account_deferred", 40)

        tenth, thirtieth = (MORNING + timedelta(minutes=n) for n in (10, 30))
        assert attempts.put_off_at(connection, LETTER, "deferred", MORNING) == [tenth, thirtieth]
        assert attempts.put_off_at(connection, LETTER, "deferred", tenth) == [tenth, thirtieth]
        assert attempts.put_off_at(connection, LETTER, "deferred", thirtieth) == [thirtieth]


def test_only_a_try_that_passed_the_point_of_no_return_went_out(sqlite: Engine) -> None:
    a_letter(sqlite)
    with sqlite.begin() as connection:
        assert attempts.last_numbers(connection, [LETTER]) == {}

        begin(connection)
        assert attempts.last_numbers(connection, [LETTER]) == {LETTER: 1}
        assert not attempts.went_out(connection, LETTER)

        note(connection, 1, "transmitting")
        assert attempts.went_out(connection, LETTER)
