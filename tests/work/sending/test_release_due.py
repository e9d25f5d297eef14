"""Handing out what is due, and never mixing rehearsal and life."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from outreach.work.sending.release_due import release_due
from sqlalchemy import Engine

from outreach.model.errors import NotAllowed
from outreach.store import installation
from outreach.work.sending import release_due as module
from tests.builders import MORNING, FakeTransport, office, queue, send_context, send_due


class Pile:
    """Jobs that only pile up."""

    def __init__(self) -> None:
        self.jobs: list[list[str]] = []

    def submit(self, letters: Sequence[str]) -> None:
        self.jobs.append(list(letters))


def test_what_is_due_is_handed_out(engine: Engine) -> None:
    ids = queue(engine, office("due"), office("later", time_zone="Europe/London", country="GB"))
    pile = Pile()

    assert release_due(engine, pile, delivery="sandbox", now=MORNING) == ids[:1]
    assert pile.jobs == [ids[:1]]


def test_nothing_due_is_no_job(sqlite: Engine) -> None:
    queue(sqlite)
    pile = Pile()

    assert release_due(sqlite, pile, delivery="sandbox", now=MORNING - timedelta(seconds=1)) == []
    assert pile.jobs == []


def test_jobs_are_of_bounded_size(sqlite: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_CHUNK", 2)
    ids = queue(sqlite, *(office(f"o{n}") for n in range(5)))
    pile = Pile()

    assert sorted(release_due(sqlite, pile, delivery="sandbox", now=MORNING)) == sorted(ids)
    assert [len(job) for job in pile.jobs] == [2, 2, 1]
    assert sorted(one for job in pile.jobs for one in job) == sorted(ids)


@pytest.mark.parametrize(("before", "now"), [("sandbox", "live"), ("live", "sandbox")])
def test_a_home_that_has_sent_the_other_way_is_refused(engine: Engine, before: str, now: str) -> None:
    queue(engine)
    with engine.begin() as connection:
        installation.claim_for(connection, before, MORNING)
    pile = Pile()

    with pytest.raises(NotAllowed, match=f"letters sent in {before} delivery and cannot be used for {now}"):
        release_due(engine, pile, delivery=now, now=MORNING)
    assert pile.jobs == []


def test_a_home_goes_on_as_it_began(sqlite: Engine) -> None:
    ids = queue(sqlite, office("a"), office("b"))
    send_due(send_context(sqlite, {"main": FakeTransport()}))

    assert release_due(sqlite, Pile(), delivery="sandbox", now=MORNING) == ids[1:]
