"""The kill switch."""

import pytest
from sqlalchemy import Engine

from outreach.model.errors import NotAllowed
from outreach.store import pauses
from outreach.work.sending.stop import resume, stop
from tests.builders import MORNING, actor, furnish


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


def test_only_a_person_stops_and_resumes(sqlite: Engine) -> None:
    furnish(sqlite)
    stop(sqlite, actor("bob"), "*", reason="", now=MORNING)

    with pytest.raises(NotAllowed):
        stop(sqlite, actor(None), "campaign:appeal", reason="", now=MORNING)
    with pytest.raises(NotAllowed):
        resume(sqlite, actor("eve"), "*", now=MORNING)
    assert len(stopped(sqlite)) == 1
