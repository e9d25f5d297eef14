"""After a crash: surely not sent waits again, maybe sent is in doubt; a living sender is left alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, update

from outreach.model.status import Status
from outreach.store import schema
from outreach.store.presence import Presence
from outreach.work.sending.recover import recover_letters
from tests.builders import MORNING, office, queue
from tests.work.seen import letter, path, the_letter

#: By the database's clock, whatever a home believes.
NOW = datetime.now(UTC)
SOON, LONG_AGO = NOW + timedelta(hours=1), NOW - timedelta(seconds=1)


def claimed(engine: Engine, status: Status, **columns: Any) -> str:
    [one] = queue(engine)
    values = {"claim": "here-4711-0123-x", "lease_until": SOON} | columns
    with engine.begin() as connection:
        connection.execute(update(schema.letters).values(status=status, **values))
    return one


@contextmanager
def living(engine: Engine, home: str) -> Iterator[str]:
    """The name of a sender that lives."""
    with Presence(engine, home) as presence:
        yield presence.sender


BECOMES = [(Status.CLAIMED, "queued"), (Status.TRANSMITTING, "in_doubt")]


@pytest.mark.parametrize(
    ("status", "becomes", "reason"),
    [
        (Status.CLAIMED, "queued", "the sender died before it handed the letter over"),
        (
            Status.TRANSMITTING,
            "in_doubt",
            "the sender died while it handed the letter over: it may have left",
        ),
    ],
)
def test_an_orphan_of_this_home_is_settled_at_once(
    engine: Engine, status: Status, becomes: str, reason: str
) -> None:
    one = claimed(engine, status)

    doubtful = recover_letters(engine, home="here", now=MORNING)

    assert (the_letter(engine).status, the_letter(engine).reason) == (becomes, reason)
    assert (the_letter(engine).claim, the_letter(engine).lease_until) == (None, None)
    assert [found.id for found in doubtful] == ([one] if becomes == "in_doubt" else [])


@pytest.mark.parametrize(("status", "becomes"), BECOMES)
def test_on_sqlite_a_claim_of_the_version_before_is_an_orphan_of_its_home(
    sqlite: Engine, status: Status, becomes: str
) -> None:
    claimed(sqlite, status, claim="here-0123-x")

    recover_letters(sqlite, home="here", now=MORNING)

    assert the_letter(sqlite).status == becomes


@pytest.mark.parametrize("status", [Status.CLAIMED, Status.TRANSMITTING])
def test_who_asks_on_sqlite_keeps_its_own(sqlite: Engine, status: Status) -> None:
    claimed(sqlite, status)

    assert recover_letters(sqlite, home="here", now=MORNING, sender="here-4711") == []
    assert the_letter(sqlite).status is status


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize("status", [Status.CLAIMED, Status.TRANSMITTING])
@pytest.mark.parametrize("home", ["here", "there"])
def test_a_living_senders_claim_is_never_touched_however_late(
    engine: Engine, status: Status, home: str
) -> None:
    with living(engine, home) as sender:
        claimed(engine, status, claim=f"{sender}-0123-x", lease_until=LONG_AGO)

        assert recover_letters(engine, home="here", now=MORNING) == []
        assert the_letter(engine).status is status
        assert the_letter(engine).claim == f"{sender}-0123-x"


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("status", "becomes"), BECOMES)
def test_a_dead_senders_claim_is_settled_at_once_wherever_it_died(
    engine: Engine, status: Status, becomes: str
) -> None:
    with living(engine, "there") as sender:
        claimed(engine, status, claim=f"{sender}-0123-x", lease_until=SOON)

    recover_letters(engine, home="here", now=MORNING)

    assert the_letter(engine).status == becomes


def of_whom_nobody_can_ask(engine: Engine) -> str:
    """A claim of another home: on PostgreSQL, of the version before."""
    return "there-0123-x" if engine.dialect.name == "postgresql" else "there-4711-0123-x"


@pytest.mark.parametrize("status", [Status.CLAIMED, Status.TRANSMITTING])
def test_the_claim_of_a_sender_that_cannot_be_asked_about_is_left_alone_within_its_lease(
    engine: Engine, status: Status
) -> None:
    """By the database's clock: this home believes that the lease is long over."""
    claim = of_whom_nobody_can_ask(engine)
    claimed(engine, status, claim=claim, lease_until=SOON)

    assert recover_letters(engine, home="here", now=SOON + timedelta(days=100)) == []
    assert the_letter(engine).status is status
    assert the_letter(engine).claim == claim


@pytest.mark.parametrize(("status", "becomes"), BECOMES)
def test_the_claim_of_a_sender_that_cannot_be_asked_about_is_settled_past_its_lease(
    engine: Engine, status: Status, becomes: str
) -> None:
    """By the database's clock: this home believes that the lease has hardly begun."""
    claimed(engine, status, claim=of_whom_nobody_can_ask(engine), lease_until=LONG_AGO)

    recover_letters(engine, home="here", now=LONG_AGO - timedelta(days=100))

    assert the_letter(engine).status == becomes


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.CLAIMED, Status.TRANSMITTING}))
def test_every_other_letter_stays_where_it_is(sqlite: Engine, status: Status) -> None:
    claimed(sqlite, status)
    past = path(sqlite, the_letter(sqlite).id)

    recover_letters(sqlite, home="here", now=MORNING)

    assert the_letter(sqlite).status is status
    assert path(sqlite, the_letter(sqlite).id) == past


def test_one_letter_per_sender_is_in_doubt_and_the_others_wait(sqlite: Engine) -> None:
    ids = queue(sqlite, office("a"), office("b"), office("c"))
    with sqlite.begin() as connection:
        for one, status in zip(ids, ("transmitting", "claimed", "queued"), strict=True):
            connection.execute(
                update(schema.letters)
                .where(schema.letters.c.id == one)
                .values(status=status, claim=f"here-1-2-{one}")
            )

    recover_letters(sqlite, home="here", now=MORNING)

    assert [letter(sqlite, one).status.value for one in ids] == ["in_doubt", "queued", "queued"]
