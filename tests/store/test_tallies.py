"""The tallies: what is told of the letters is what one counts, whoever writes at the same time."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, Engine, func, select, text

from outreach.model.ids import CampaignId, LetterId
from outreach.model.status import Status
from outreach.store import campaigns, letters, schema, tallies
from outreach.work.sending.history import History
from tests.builders import ANN, MORNING, campaign, furnish, office, texts
from tests.store.rows import add, set_columns

APPEAL, SECOND = CampaignId("appeal"), CampaignId("second")
A, B, C = (LetterId(letter * 10) for letter in "abc")


def three_drafts(engine: Engine) -> None:
    """To three offices, each made in a transaction of its own."""
    furnish(engine, *(office(f"gov-{one[0]}-mfa") for one in (A, B, C)))
    for one in (A, B, C):
        with engine.begin() as connection:
            add(connection, one, office_id=f"gov-{one[0]}-mfa")


def cancel(connection: Connection, letter_id: LetterId) -> None:
    letters.move(connection, letter_id, Status.DRAFT, Status.CANCELLED, reason="no", by="ann", now=MORNING)


def told(engine: Engine) -> tallies.Tally:
    with engine.begin() as connection:
        return tallies.of(connection)


def rows(engine: Engine) -> int:
    with engine.begin() as connection:
        return connection.execute(select(func.count()).select_from(schema.tallies)).scalar_one()


@contextmanager
def begun(engine: Engine) -> Iterator[Connection]:
    """A transaction beside others, which waits for nobody."""
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL lock_timeout = 1"))
        yield connection


def test_letters_are_told_where_they_stand_campaign_by_campaign(engine: Engine) -> None:
    three_drafts(engine)
    with engine.begin() as connection:
        campaigns.put(connection, campaign(id="second"), texts(), by=ANN.handle, now=MORNING)
        add(connection, LetterId("dddddddddd"), campaign_id=SECOND, office_id="gov-a-mfa")
        cancel(connection, A)

    assert told(engine) == {
        APPEAL: {Status.DRAFT: 2, Status.CANCELLED: 1},
        SECOND: {Status.DRAFT: 1},
    }


def test_where_there_are_no_letters_nothing_is_told(engine: Engine) -> None:
    assert told(engine) == {}


def test_what_is_written_together_is_one_row(engine: Engine) -> None:
    three_drafts(engine)
    with engine.begin() as connection:
        history = History(now=MORNING)
        for one in (A, B, C):
            history.moved(one, APPEAL, Status.DRAFT, Status.APPROVED, "approved")
            history.moved(one, APPEAL, Status.APPROVED, Status.QUEUED, "leaves")
        history.write(connection)

    assert rows(engine) == 4
    assert told(engine) == {APPEAL: {Status.QUEUED: 3}}


def test_moves_that_cancel_each_other_out_cost_no_row(engine: Engine) -> None:
    three_drafts(engine)
    with engine.begin() as connection:
        history = History(now=MORNING)
        history.moved(A, APPEAL, Status.QUEUED, Status.CLAIMED, "being sent")
        history.moved(B, APPEAL, Status.CLAIMED, Status.QUEUED, "not yet")
        history.write(connection)

    assert rows(engine) == 3


def test_what_is_taken_back_leaves_no_row(engine: Engine) -> None:
    three_drafts(engine)
    with engine.connect() as connection:
        cancel(connection, A)
        assert tallies.of(connection) == {APPEAL: {Status.DRAFT: 2, Status.CANCELLED: 1}}
        connection.rollback()

    assert rows(engine) == 3
    assert told(engine) == {APPEAL: {Status.DRAFT: 3}}


def test_folded_they_are_one_row_that_tells_the_same(engine: Engine) -> None:
    three_drafts(engine)

    for _ in range(2):
        with engine.begin() as connection:
            tallies.fold(connection)

        assert rows(engine) == 1
        assert told(engine) == {APPEAL: {Status.DRAFT: 3}}


def test_they_are_folded_when_there_are_many(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tallies, "_FOLDED_EVERY", 3)

    three_drafts(engine)

    assert rows(engine) == 1
    assert told(engine) == {APPEAL: {Status.DRAFT: 3}}


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_whoever_appends_or_folds_waits_for_nobody_and_nothing_is_lost(engine: Engine) -> None:
    three_drafts(engine)
    with begun(engine) as one, begun(engine) as other:
        cancel(one, A)
        tallies.fold(one)
        cancel(other, B)
        tallies.fold(other)
        assert told(engine) == {APPEAL: {Status.DRAFT: 3}}

    assert told(engine) == {APPEAL: {Status.DRAFT: 1, Status.CANCELLED: 2}}


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_letters_that_move_meanwhile_are_no_difference_and_survive_a_mending(engine: Engine) -> None:
    three_drafts(engine)
    with engine.begin() as connection:
        set_columns(connection, C, status=Status.HELD)
    with begun(engine) as mending, begun(engine) as moving:
        cancel(moving, A)
        assert tallies.differences(mending) == {APPEAL: {Status.HELD: 1, Status.DRAFT: -1}}
        tallies.mend(mending)

    with engine.begin() as connection:
        assert tallies.differences(connection) == {}
    assert told(engine) == {APPEAL: {Status.DRAFT: 1, Status.HELD: 1, Status.CANCELLED: 1}}


def test_what_other_hands_have_written_is_found_and_mended(engine: Engine) -> None:
    three_drafts(engine)
    with engine.begin() as connection:
        set_columns(connection, A, status=Status.ACCEPTED)
        assert tallies.differences(connection) == {APPEAL: {Status.ACCEPTED: 1, Status.DRAFT: -1}}

    for _ in range(2):
        with engine.begin() as connection:
            tallies.mend(connection)

            assert tallies.differences(connection) == {}
            assert tallies.of(connection) == {APPEAL: {Status.DRAFT: 2, Status.ACCEPTED: 1}}


def test_letters_in_no_state_are_named(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    three_drafts(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE letters SET status = 'lost'"))
        assert tallies.differences(connection) == {APPEAL: {Status.DRAFT: -3}}

    assert caplog.messages == ["3 letters are 'lost' in the database, which is no state"]


def test_a_row_that_cannot_be_read_is_named_and_goes_with_a_mending(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    three_drafts(engine)
    with engine.begin() as connection:
        connection.execute(text('UPDATE tallies SET changes = \'{"appeal": {"lost": 1}}\' WHERE id = 1'))

    assert told(engine) == {APPEAL: {Status.DRAFT: 2}}
    assert [message.partition(":")[0] for message in caplog.messages] == [
        "tally 1 is damaged in the database"
    ]

    with engine.begin() as connection:
        tallies.mend(connection)
    caplog.clear()
    assert told(engine) == {APPEAL: {Status.DRAFT: 3}}
    assert caplog.messages == []
