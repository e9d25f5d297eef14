"""The kill switch."""

import pytest
from sqlalchemy import Engine

from outreach.model.errors import NotAllowed
from outreach.store import pauses
from outreach.work.sending.stop import resume, stop
from tests.builders import MORNING, furnish


def stopped(engine: Engine) -> list[tuple[str, str, str]]:
    with engine.begin() as connection:
        return [(pause.target, pause.requested_by, pause.reason) for pause in pauses.list_all(connection)]


def test_a_stop_names_who_said_it_and_why(sqlite: Engine) -> None:
    furnish(sqlite)

    stop(sqlite, pauses.EVERYTHING, reason="wrong letterhead", who="bob", now=MORNING)

    assert stopped(sqlite) == [("*", "bob", "wrong letterhead")]


def test_a_stop_is_lifted_alone_or_with_all_others(sqlite: Engine) -> None:
    furnish(sqlite)
    for target in ("*", "campaign:appeal", "account:main"):
        stop(sqlite, target, reason="", who="bob", now=MORNING)

    assert resume(sqlite, "campaign:appeal", who="ann") == 1
    assert [target for target, _, _ in stopped(sqlite)] == ["*", "account:main"]
    assert resume(sqlite, None, who="ann") == 2
    assert stopped(sqlite) == []


def test_only_a_person_stops_and_resumes(sqlite: Engine) -> None:
    furnish(sqlite)
    stop(sqlite, "*", reason="", who="bob", now=MORNING)

    with pytest.raises(NotAllowed):
        stop(sqlite, "campaign:appeal", reason="", who=None, now=MORNING)
    with pytest.raises(NotAllowed):
        resume(sqlite, None, who="eve")
    assert len(stopped(sqlite)) == 1
