"""The rules of a zone change between the approval and the sending: the clock on the wall is what counts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select, update

from outreach.store import due_instants, schema
from outreach.store.database import reading
from outreach.work.sending.renew import renew_due_instants
from tests.builders import office, queue
from tests.store.damaging import spoil
from tests.waiting import until_somebody_waits


def due_at(engine: Engine) -> list[datetime]:
    with reading(engine) as connection:
        query = select(schema.letters.c.due_at).order_by(schema.letters.c.id)
        return list(connection.execute(query).scalars())


def by_other_rules(engine: Engine, later: timedelta) -> None:
    """As if all that is due had been worked out before its zones' rules changed."""
    with engine.begin() as connection:
        connection.execute(update(schema.zone_rules).values(digest="of other rules"))
        for one, moment in connection.execute(select(schema.letters.c.id, schema.letters.c.due_at)).all():
            here = schema.letters.c.id == one
            connection.execute(update(schema.letters).where(here).values(due_at=moment + later))


@pytest.mark.parametrize("later", [timedelta(hours=1), timedelta(hours=-1)])
def test_instants_that_were_worked_out_by_other_rules_are_worked_out_anew(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, later: timedelta
) -> None:
    monkeypatch.setattr("outreach.work.sending.renew._CHUNK", 2)
    queue(engine, *(office(f"office-{number}") for number in range(5)))
    renew_due_instants(engine, year=2026)
    as_they_should_be = due_at(engine)
    by_other_rules(engine, later)

    renew_due_instants(engine, year=2026)

    assert due_at(engine) == as_they_should_be


def test_where_the_rules_are_the_same_nothing_is_read_or_written(engine: Engine) -> None:
    queue(engine)
    renew_due_instants(engine, year=2026)
    with engine.begin() as connection:
        connection.execute(update(schema.letters).values(due_at=datetime(2026, 6, 9, tzinfo=UTC)))

    renew_due_instants(engine, year=2026)

    assert due_at(engine) == [datetime(2026, 6, 9, tzinfo=UTC)]


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_two_senders_that_start_at_once_both_know_the_rules(engine: Engine) -> None:
    """The second waits for the first, and finds its rows there."""
    rules = {"Europe/Paris": "digest", "Europe/Rome": "digest"}
    with ThreadPoolExecutor() as apart, engine.begin() as one:
        due_instants.know_rules(one, rules)

        def other() -> dict[str, str]:
            with engine.begin() as connection:
                due_instants.know_rules(connection, rules)
                return due_instants.known_rules(connection)

        told = apart.submit(other)
        until_somebody_waits(engine)
        one.commit()
        assert told.result(timeout=60) == rules


def test_a_letter_that_was_put_off_stays_put_off(engine: Engine) -> None:
    queue(engine)
    retry_at = datetime(2026, 6, 20, 12, 0, tzinfo=UTC)
    with engine.begin() as connection:
        connection.execute(update(schema.letters).values(retry_at=retry_at, due_at=retry_at))

    renew_due_instants(engine, year=2026)

    assert due_at(engine) == [retry_at]


def test_a_letter_whose_zone_is_none_keeps_no_other_from_being_renewed(engine: Engine) -> None:
    queue(engine, office("office-1"), office("office-2"))
    before = due_at(engine)
    with engine.begin() as connection:
        first = schema.letters.c.office_id == "office-1"
        connection.execute(update(schema.letters).where(first).values(due_zone="Europe/Nowhere"))
        wrong = datetime(2026, 6, 9, tzinfo=UTC)
        connection.execute(update(schema.letters).values(due_at=wrong))

    renew_due_instants(engine, year=2026)

    assert due_at(engine) == [datetime(2026, 6, 9, tzinfo=UTC), before[1]]


@pytest.mark.parametrize("value", ["Mars", b"\xff", 5])
def test_an_instant_that_cannot_be_read_is_worked_out_as_well(sqlite: Engine, value: object) -> None:
    [one, _] = queue(sqlite, office("office-1"), office("office-2"))
    as_they_should_be = due_at(sqlite)
    spoil(sqlite, schema.letters, schema.letters.c.due_at, value, f"id = '{one}'")

    renew_due_instants(sqlite, year=2026)

    assert due_at(sqlite) == as_they_should_be
