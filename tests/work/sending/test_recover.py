"""After a crash: surely not sent goes back to the queue, maybe sent is in doubt."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, update

from outreach.model.status import Status
from outreach.store import schema
from outreach.work.sending.recover import recover_letters
from tests.builders import MORNING, office, queue
from tests.work.seen import letter, path, the_letter

SOON, LONG_AGO = MORNING + timedelta(minutes=1), MORNING - timedelta(seconds=1)


def orphaned(engine: Engine, status: Status, **columns: Any) -> str:
    [one] = queue(engine)
    values = {"claim": "here-0123", "lease_until": SOON} | columns
    with engine.begin() as connection:
        connection.execute(update(schema.letters).values(status=status, **values))
    return one


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
    one = orphaned(engine, status)

    doubtful = recover_letters(engine, home="here", now=MORNING)

    assert (the_letter(engine).status, the_letter(engine).reason) == (becomes, reason)
    assert (the_letter(engine).claim, the_letter(engine).lease_until) == (None, None)
    assert [found.id for found in doubtful] == ([one] if becomes == "in_doubt" else [])


@pytest.mark.parametrize("status", [Status.CLAIMED, Status.TRANSMITTING])
@pytest.mark.parametrize("home", ["there", "here-too", "her"])
def test_another_homes_claim_is_left_alone_within_its_lease(
    sqlite: Engine, status: Status, home: str
) -> None:
    orphaned(sqlite, status, claim=f"{home}-0123", lease_until=MORNING)

    assert recover_letters(sqlite, home="here", now=MORNING) == []
    assert the_letter(sqlite).status is status
    assert the_letter(sqlite).claim == f"{home}-0123"


@pytest.mark.parametrize(
    ("status", "becomes"), [(Status.CLAIMED, "queued"), (Status.TRANSMITTING, "in_doubt")]
)
def test_another_homes_claim_is_settled_past_its_lease(engine: Engine, status: Status, becomes: str) -> None:
    orphaned(engine, status, claim="there-0123", lease_until=LONG_AGO)

    recover_letters(engine, home="here", now=MORNING)

    assert the_letter(engine).status == becomes


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.CLAIMED, Status.TRANSMITTING}))
def test_every_other_letter_stays_where_it_is(sqlite: Engine, status: Status) -> None:
    orphaned(sqlite, status)
    past = path(sqlite, the_letter(sqlite).id)

    recover_letters(sqlite, home="here", now=MORNING)

    assert the_letter(sqlite).status is status
    assert path(sqlite, the_letter(sqlite).id) == past


def test_one_letter_per_sender_is_in_doubt_and_the_others_wait(sqlite: Engine) -> None:
    ids = queue(sqlite, office("a"), office("b"), office("c"))
    with sqlite.begin() as connection:
        for one, status in zip(ids, ("transmitting", "claimed", "queued"), strict=True):
            connection.execute(
                update(schema.letters).where(schema.letters.c.id == one).values(status=status, claim="here-1")
            )

    recover_letters(sqlite, home="here", now=MORNING)

    assert [letter(sqlite, one).status.value for one in ids] == ["in_doubt", "queued", "queued"]
