"""Pauses: what stands still, by whom and why."""

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from outreach.store import pauses
from outreach.store.database import reading
from outreach.store.pauses import Pause
from tests.builders import MORNING


def test_a_pause_covers_its_target_and_no_other(engine: Engine) -> None:
    target = pauses.campaign("appeal")
    with engine.begin() as connection:
        pauses.add(connection, target, requested_by="ann", reason="a mistake", now=MORNING)

        covered = pauses.of(connection, pauses.EVERYTHING, target, now=MORNING)

        assert covered == Pause(target="campaign:appeal", requested_by="ann", reason="a mistake", at=MORNING)
        assert pauses.of(connection, pauses.account("appeal"), now=MORNING) is None


def test_stopping_what_stands_still_keeps_the_first_word(engine: Engine) -> None:
    with engine.begin() as connection:
        for reason in ("first", "second"):
            pauses.add(connection, pauses.EVERYTHING, requested_by="ann", reason=reason, now=MORNING)

        assert [pause.reason for pause in pauses.list_all(connection, now=MORNING)] == ["first"]


def test_one_pause_can_be_lifted_and_the_others_stay(engine: Engine) -> None:
    with engine.begin() as connection:
        for minute, name in enumerate(("main", "provider")):
            at = MORNING + timedelta(minutes=minute)
            pauses.add(connection, pauses.account(name), requested_by="ann", reason="", now=at)

        assert pauses.lift(connection, "account:main") == 1
        assert pauses.lift(connection, "account:main") == 0
        assert [pause.target for pause in pauses.list_all(connection, now=MORNING)] == ["account:provider"]


HOUR = timedelta(hours=1)


def test_a_pause_with_an_end_ends_by_itself(engine: Engine) -> None:
    target = pauses.account("main")
    with engine.begin() as connection:
        pauses.add(
            connection, target, requested_by="outreach", reason="slow down", now=MORNING, until=MORNING + HOUR
        )

        assert pauses.of(connection, target, now=MORNING) is not None
        assert pauses.list_all(connection, now=MORNING) != []
        assert pauses.of(connection, target, now=MORNING + HOUR) is None
        assert pauses.list_all(connection, now=MORNING + HOUR) == []


@pytest.mark.parametrize(
    ("said", "then", "lasts"),
    [
        (HOUR, 2 * HOUR, 2 * HOUR),
        (2 * HOUR, HOUR, 2 * HOUR),
        (HOUR, None, None),
        (None, HOUR, None),
    ],
)
def test_of_two_pauses_the_longer_one_lasts(
    engine: Engine, said: timedelta | None, then: timedelta | None, lasts: timedelta | None
) -> None:
    def until(wait: timedelta | None) -> datetime | None:
        return None if wait is None else MORNING + wait

    with engine.begin() as connection:
        for wait in (said, then):
            pauses.add(
                connection,
                pauses.account("main"),
                requested_by="outreach",
                reason="",
                now=MORNING,
                until=until(wait),
            )

        [pause] = pauses.list_all(connection, now=MORNING)
    assert pause.until == until(lasts)


def test_two_who_stop_the_same_at_once_both_succeed(engine: Engine) -> None:
    together, faults = threading.Barrier(2), list[Exception]()

    def stop(name: str) -> None:
        try:
            for turn in range(20):
                together.wait()
                with engine.begin() as connection:
                    pauses.add(connection, f"account:{turn}", requested_by=name, reason=name, now=MORNING)
        except Exception as fault:  # a thread keeps what it meets for the test to see
            faults.append(fault)
            together.abort()

    threads = [threading.Thread(target=stop, args=(name,)) for name in ("ann", "bob")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    with reading(engine) as connection:
        assert len(pauses.list_all(connection, now=MORNING)) == 20
