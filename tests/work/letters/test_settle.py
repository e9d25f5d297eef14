"""A person's word ends a doubt."""

import pytest
from sqlalchemy import Engine, update

from outreach.model.errors import BadInput, NotAllowed, NotFound, WrongState
from outreach.model.ids import LetterId
from outreach.model.sending import Refused, Scope
from outreach.model.status import Status
from outreach.store import schema
from outreach.work.letters.settle import Verdict, settle_letter
from tests.builders import MORNING, FakeTransport, actor, queue, seen, send_context, send_due
from tests.work.seen import last_move, letter


def in_state(engine: Engine, status: Status) -> str:
    [one] = queue(engine)
    with engine.begin() as connection:
        connection.execute(update(schema.letters).values(status=status, retry_at=MORNING))
    return one


def settle(engine: Engine, one: str, verdict: Verdict, note: str = " I rang them ", who: str = "ann") -> None:
    settle_letter(engine, actor(who), seen(engine, LetterId(one))[0], verdict, note=note, now=MORNING)


@pytest.mark.parametrize(
    ("verdict", "status"),
    [
        (Verdict.SENT, "accepted"),
        (Verdict.SEND_AGAIN, "queued"),
        (Verdict.NOT_SENT, "failed"),
    ],
)
def test_a_doubt_becomes_what_the_person_says(engine: Engine, verdict: Verdict, status: str) -> None:
    one = in_state(engine, Status.IN_DOUBT)

    settle(engine, one, verdict)

    assert letter(engine, one).status == status
    assert letter(engine, one).reason == f"ann says {verdict.value}: I rang them"
    assert last_move(engine, one).by == "ann"


def test_a_failed_letter_can_be_sent_again_under_the_same_message_id(sqlite: Engine) -> None:
    [one] = queue(sqlite)
    refusing = FakeTransport(Refused(reason="550 no", scope=Scope.LETTER))
    send_due(send_context(sqlite, {"main": refusing}))
    message_id = letter(sqlite, one).message_id

    settle(sqlite, one, Verdict.SEND_AGAIN)
    transport = FakeTransport()
    send_due(send_context(sqlite, {"main": transport}))

    [message] = transport.handed_over
    assert message_id.encode() in message.content
    assert letter(sqlite, one).status is Status.ACCEPTED


@pytest.mark.parametrize("verdict", [Verdict.NOT_SENT])
def test_a_failed_letter_cannot_fail_again(sqlite: Engine, verdict: Verdict) -> None:
    one = in_state(sqlite, Status.FAILED)

    with pytest.raises(WrongState):
        settle(sqlite, one, verdict)
    assert letter(sqlite, one).status is Status.FAILED


@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("status", sorted(set(Status) - {Status.IN_DOUBT, Status.FAILED, Status.HELD}))
def test_there_is_nothing_to_settle_elsewhere(sqlite: Engine, status: Status, verdict: Verdict) -> None:
    one = in_state(sqlite, status)

    with pytest.raises(WrongState):
        settle(sqlite, one, verdict)
    assert letter(sqlite, one).status is status


def test_a_verdict_has_a_reason(sqlite: Engine) -> None:
    one = in_state(sqlite, Status.IN_DOUBT)

    with pytest.raises(BadInput, match="add --note"):
        settle(sqlite, one, Verdict.SENT, note="  ")
    assert letter(sqlite, one).status is Status.IN_DOUBT


def test_a_verdict_is_a_persons(sqlite: Engine) -> None:
    one = in_state(sqlite, Status.IN_DOUBT)

    with pytest.raises(NotAllowed):
        settle(sqlite, one, Verdict.SENT, who="eve")


def test_a_letter_that_is_not_there_is_not_found(sqlite: Engine) -> None:
    in_state(sqlite, Status.IN_DOUBT)

    with pytest.raises(NotFound):
        settle(sqlite, "nothing", Verdict.SENT)
