"""The kill switch."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Engine

from outreach.model.actor import Act
from outreach.model.errors import NotAllowed
from outreach.store import audit, pauses
from outreach.store.database import reading
from outreach.store.gate import pass_gate, wait_until_clear
from outreach.work.sending.stop import resume, stop
from tests.builders import MORNING, actor, furnish

LATER = MORNING + timedelta(hours=1)


def stopped(engine: Engine) -> list[tuple[str, str, str]]:
    with engine.begin() as connection:
        return [
            (pause.target, pause.requested_by, pause.reason)
            for pause in pauses.list_all(connection, now=MORNING)
        ]


def test_a_stop_names_who_said_it_and_why(sqlite: Engine) -> None:
    furnish(sqlite)

    stop(sqlite, actor("bob"), pauses.EVERYTHING, reason="wrong letterhead", now=MORNING)

    assert stopped(sqlite) == [("*", "bob", "wrong letterhead")]


def test_a_stop_is_lifted_alone_and_the_others_stay(sqlite: Engine) -> None:
    furnish(sqlite)
    for target in ("*", "campaign:appeal", "account:main"):
        stop(sqlite, actor("bob"), target, reason="", now=MORNING)

    assert resume(sqlite, actor("ann"), "campaign:appeal", now=MORNING) == 1
    assert [target for target, _, _ in stopped(sqlite)] == ["*", "account:main"]
    assert resume(sqlite, actor("ann"), "campaign:appeal", now=MORNING) == 0
    assert resume(sqlite, actor("ann"), "*", now=MORNING) == 1
    assert [target for target, _, _ in stopped(sqlite)] == ["account:main"]


def test_who_stopped_and_who_let_go_on_stays_to_be_read(engine: Engine) -> None:
    """`resume` lifted everybody's stops, and nobody could say afterwards whose."""
    furnish(engine)
    stop(engine, actor("bob"), "*", reason="wrong letterhead", now=MORNING)
    stop(engine, actor("ann"), "campaign:appeal", reason="the lawyer", now=MORNING)
    resume(engine, actor("ann"), "*", now=LATER)
    resume(engine, actor("ann"), "*", now=LATER)  # nothing is stopped any more, so nothing was done

    with reading(engine) as connection:
        lines = [(line.actor, line.act, line.target, line.at) for line in audit.lines(connection)]
    assert lines == [
        ("bob", Act.STOP, "*", MORNING),
        ("ann", Act.STOP, "campaign:appeal", MORNING),
        ("ann", Act.RESUME, "*", LATER),
    ]
    assert stopped(engine) == [("campaign:appeal", "ann", "the lawyer")]


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_stop_behind_a_frozen_sender_is_in_force_at_once_and_says_that_one_is_on_the_threshold(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waited for the sender before it wrote anything down, and waited for ever."""
    furnish(engine)
    impatient = partial(wait_until_clear, within=timedelta(milliseconds=50))
    monkeypatch.setattr("outreach.work.sending.stop.wait_until_clear", impatient)

    with engine.begin() as frozen:
        pass_gate(frozen, "home-1")
        clear = stop(engine, actor("bob"), "*", reason="now", now=MORNING)

        assert not clear
        assert stopped(engine) == [("*", "bob", "now")]
    assert stop(engine, actor("bob"), "*", reason="now", now=MORNING)


def test_only_a_person_stops_and_resumes(sqlite: Engine) -> None:
    furnish(sqlite)
    stop(sqlite, actor("bob"), "*", reason="", now=MORNING)

    with pytest.raises(NotAllowed):
        stop(sqlite, actor(None), "campaign:appeal", reason="", now=MORNING)
    with pytest.raises(NotAllowed):
        resume(sqlite, actor("eve"), "*", now=MORNING)
    assert len(stopped(sqlite)) == 1
