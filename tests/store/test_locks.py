"""Locks: one after the other on PostgreSQL, and nobody waits for ever for one who is frozen."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from outreach.store.locks import Lock, take_lock

pytestmark = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)


def test_who_does_not_get_a_lock_is_told_in_time(engine: Engine) -> None:
    with engine.begin() as frozen, engine.begin() as other:
        take_lock(frozen, Lock.ACT)

        with pytest.raises(OperationalError, match="lock timeout"):
            take_lock(other, Lock.ACT, within=0.05)


def test_a_lock_ends_with_its_transaction_and_keeps_no_other_lock_back(engine: Engine) -> None:
    with engine.begin() as one, engine.begin() as other:
        take_lock(one, Lock.ACT)
        take_lock(other, Lock.MIGRATION, within=0.05)
    with engine.begin() as next_one:
        take_lock(next_one, Lock.ACT, within=0.05)


def test_with_a_lock_a_transaction_waits_no_longer_for_rows_either(engine: Engine) -> None:
    with engine.begin() as frozen, engine.begin() as other:
        frozen.exec_driver_sql("LOCK TABLE people")
        take_lock(other, Lock.ACT, within=0.05)

        with pytest.raises(OperationalError, match="lock timeout"):
            other.exec_driver_sql("INSERT INTO people (handle, name, added_at) VALUES ('x', 'X', now())")
