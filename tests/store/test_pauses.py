"""Pauses: what stands still, by whom and why."""

from datetime import timedelta

from sqlalchemy import Engine

from outreach.store import pauses
from outreach.store.pauses import Pause
from tests.builders import MORNING


def test_a_pause_covers_its_target_and_no_other(engine: Engine) -> None:
    target = pauses.campaign("appeal")
    with engine.begin() as connection:
        pauses.add(connection, target, requested_by="ann", reason="a mistake", now=MORNING)

        covered = pauses.of(connection, pauses.EVERYTHING, target)

        assert covered == Pause(target="campaign:appeal", requested_by="ann", reason="a mistake", at=MORNING)
        assert pauses.of(connection, pauses.account("appeal")) is None


def test_stopping_what_stands_still_keeps_the_first_word(engine: Engine) -> None:
    with engine.begin() as connection:
        for reason in ("first", "second"):
            pauses.add(connection, pauses.EVERYTHING, requested_by="ann", reason=reason, now=MORNING)

        assert [pause.reason for pause in pauses.list_all(connection)] == ["first"]


def test_one_pause_can_be_lifted_and_the_others_stay(engine: Engine) -> None:
    with engine.begin() as connection:
        for minute, name in enumerate(("main", "provider")):
            at = MORNING + timedelta(minutes=minute)
            pauses.add(connection, pauses.account(name), requested_by="ann", reason="", now=at)

        assert pauses.lift(connection, "account:main") == 1
        assert pauses.lift(connection, "account:main") == 0
        assert [pause.target for pause in pauses.list_all(connection)] == ["account:provider"]


def test_all_pauses_can_be_lifted_at_once(sqlite: Engine) -> None:
    with sqlite.begin() as connection:
        for target in ("*", "campaign:appeal"):
            pauses.add(connection, target, requested_by="ann", reason="", now=MORNING)

        assert pauses.lift(connection) == 2
        assert pauses.list_all(connection) == []
