"""Turns: one after the other on PostgreSQL, and nobody waits for ever for one who is frozen."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from outreach.store.turns import Turn, take_turn

pytestmark = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)


def test_whose_turn_it_is_not_is_told_in_time(engine: Engine) -> None:
    with engine.begin() as frozen, engine.begin() as other:
        take_turn(frozen, Turn.ACT)

        with pytest.raises(OperationalError, match="lock timeout"):
            take_turn(other, Turn.ACT, within=0.05)


def test_a_turn_ends_with_its_transaction_and_keeps_no_other_turn_back(engine: Engine) -> None:
    with engine.begin() as one, engine.begin() as other:
        take_turn(one, Turn.ACT)
        take_turn(other, Turn.MIGRATION, within=0.05)
    with engine.begin() as next_one:
        take_turn(next_one, Turn.ACT, within=0.05)


def test_in_its_turn_a_transaction_waits_no_longer_for_rows_either(engine: Engine) -> None:
    with engine.begin() as frozen, engine.begin() as other:
        frozen.exec_driver_sql("LOCK TABLE people")
        take_turn(other, Turn.ACT, within=0.05)

        with pytest.raises(OperationalError, match="lock timeout"):
            other.exec_driver_sql("INSERT INTO people (handle, name, added_at) VALUES ('x', 'X', now())")
