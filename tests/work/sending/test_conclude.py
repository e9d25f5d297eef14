"""Writing down how a try ended: once, whatever the database does, and whoever was quicker meanwhile."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, Engine, event, text

from outreach.model.directory import AddressState
from outreach.model.errors import WrongState
from outreach.model.ids import LetterId
from outreach.model.sending import Accepted, Deferred, Outcome, Refused, Scope
from outreach.model.status import Status
from outreach.model.thread import AnswerKind
from outreach.store import attempts, pauses
from outreach.store.attempts import Attempt
from outreach.store.database import reading
from outreach.work.answers.record import record_answer
from outreach.work.letters.hold import hold_letters
from outreach.work.letters.settle import Verdict, settle_letter
from tests.builders import ANN, MORNING, Meddling, office, queue, seen, send_context, send_due, statuses
from tests.taken_for_dead import take_over
from tests.work.seen import letter, path, phases, the_letter
from tests.work.seen import office as seen_office

ACCEPTED = Accepted(receipt="250 2.0.0 queued as 4711")
REFUSED = Refused(reason="554 5.7.1 policy", scope=Scope.LETTER)
GREYLISTED = Deferred(reason="450 4.7.1 try again")


def tries(engine: Engine, letter_id: LetterId) -> list[Attempt]:
    with reading(engine) as connection:
        return attempts.of(connection, letter_id)


# --- the database -------------------------------------------------------------------------------------


@contextmanager
def deaf(engine: Engine, patch: pytest.MonkeyPatch, *, to: int) -> Iterator[None]:
    """The ``to``-th commit is made, and its acknowledgement never arrives."""
    real, commits = engine.dialect.do_commit, [0]

    def do_commit(connection: object) -> None:
        real(connection)  # type: ignore[arg-type]
        commits[0] += 1
        if commits[0] == to:
            raise engine.dialect.dbapi.OperationalError("the connection was lost")  # type: ignore[union-attr]

    with patch.context() as here:
        here.setattr(engine.dialect, "do_commit", do_commit)
        here.setattr("outreach.work.sending.send._FIRST_PAUSE", 0.0)
        yield
    assert commits[0] >= to


#: The first is that of the look for letters by hand.
CLAIM, HANDOVER, RESULT = 2, 3, 4


def test_a5_a_claim_whose_commit_was_made_unheard_is_made_again(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knew of the letters that it had claimed: they would have waited for the next start."""
    one, two = queue(engine, office("one"), office("two"))

    with deaf(engine, monkeypatch, to=CLAIM):
        send_due(send_context(engine, {"main": Meddling(ACCEPTED)}))

    assert statuses(engine) == {"one": "accepted", "two": "accepted"}
    assert path(engine, one) == path(engine, two)
    assert path(engine, one)[-5:] == ["claimed", "queued", "claimed", "transmitting", "accepted"]


def test_a5_a_handover_whose_commit_was_made_unheard_has_not_left_and_leaves_once(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row says `transmitting`, and the letter is here: no doubt at all."""
    [one] = queue(engine)
    transport = Meddling(ACCEPTED)

    with deaf(engine, monkeypatch, to=HANDOVER):
        send_due(send_context(engine, {"main": transport}))

    assert [message.letter_id for message in transport.handed_over] == [one]
    assert letter(engine, one).status is Status.ACCEPTED
    assert phases(engine, one) == ["claimed", "transmitting", "accepted"]


def test_a5_a_result_whose_commit_was_made_unheard_is_written_down_once(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = queue(engine, office("one"), office("two"))

    with deaf(engine, monkeypatch, to=RESULT):
        send_due(send_context(engine, {"main": Meddling(ACCEPTED)}))

    assert statuses(engine) == {"one": "accepted", "two": "accepted"}
    assert path(engine, ids[0]).count("accepted") == 1
    assert phases(engine, ids[0]) == ["claimed", "transmitting", "accepted"]


def test_a5_a_refusal_whose_commit_was_made_unheard_is_one_refusal(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    [one] = queue(engine)

    with deaf(engine, monkeypatch, to=RESULT):
        send_due(send_context(engine, {"main": Meddling(REFUSED)}))

    assert letter(engine, one).status is Status.FAILED
    assert phases(engine, one) == ["claimed", "transmitting", "refused"]


def test_a5_a_letter_given_back_by_a_commit_that_was_made_unheard_waits(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    [one] = queue(engine)

    there: list[bool] = []
    transport = Meddling(ACCEPTED, before=lambda: there.append(True))

    with deaf(engine, monkeypatch, to=HANDOVER):
        send_due(send_context(engine, {"main": transport}, stopped=lambda: bool(there)))

    assert transport.handed_over == []

    assert letter(engine, one).status is Status.QUEUED
    assert letter(engine, one).reason == "stopped: the STOP file is there"


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a5_a_result_is_not_pressed_on_a_server_that_has_become_a_standby(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old primary keeps its connections and only reads: a new connection finds who writes."""
    [one] = queue(engine)
    monkeypatch.setattr("outreach.work.sending.send._FIRST_PAUSE", 0.0)
    monkeypatch.setattr("outreach.work.sending.send.RETRY_FOR", 5.0)

    def fail_over() -> None:
        with engine.begin() as connection:  # the pool's one connection, on which the result will be written
            connection.execute(text("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"))

    send_due(send_context(engine, {"main": Meddling(ACCEPTED, behind=fail_over)}))

    assert letter(engine, one).status is Status.ACCEPTED
    assert phases(engine, one) == ["claimed", "transmitting", "accepted"]


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a5_a_server_that_is_shut_down_while_the_result_is_written_gets_it_again(engine: Engine) -> None:
    [one] = queue(engine)
    armed = [False]

    def shut_down(connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if armed[0] and statement.startswith("UPDATE letters"):
            armed[0] = False
            own = connection.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
            with engine.connect() as other:
                other.execute(text(f"SELECT pg_terminate_backend({own})"))

    event.listen(engine, "before_cursor_execute", shut_down)
    send_due(send_context(engine, {"main": Meddling(ACCEPTED, behind=lambda: armed.__setitem__(0, True))}))

    assert not armed[0]
    assert letter(engine, one).status is Status.ACCEPTED
    assert phases(engine, one) == ["claimed", "transmitting", "accepted"]


# --- whoever was quicker ------------------------------------------------------------------------------


def lose_it(engine: Engine) -> None:
    """Another home takes the sender for dead."""
    take_over(engine)
    assert the_letter(engine).status is Status.IN_DOUBT


def say(engine: Engine, one: LetterId, verdict: Verdict) -> None:
    settle_letter(engine, ANN, seen(engine, one)[0], verdict, note="I rang them", now=MORNING)


def test_an_acceptance_in_hand_settles_the_doubt_that_another_home_saw(engine: Engine) -> None:
    """The receipt was nowhere, and the letter stayed in doubt."""
    [one] = queue(engine)

    send_due(send_context(engine, {"main": Meddling(ACCEPTED, behind=lambda: lose_it(engine))}))

    assert letter(engine, one).status is Status.ACCEPTED
    assert letter(engine, one).reason == "accepted: 250 2.0.0 queued as 4711"
    assert tries(engine, one)[-1].detail == "accepted: 250 2.0.0 queued as 4711"


@pytest.mark.parametrize("outcome", [REFUSED, GREYLISTED], ids=["refused", "put off"])
def test_a_refusal_in_hand_settles_the_doubt_and_does_not_repeat_by_itself(
    engine: Engine, outcome: Outcome
) -> None:
    [one] = queue(engine)

    send_due(send_context(engine, {"main": Meddling(outcome, behind=lambda: lose_it(engine))}))

    assert letter(engine, one).status is Status.FAILED
    assert letter(engine, one).reason.startswith("it has surely not left: ")
    assert letter(engine, one).retry_at is None


@pytest.mark.parametrize("then", ["failed", "queued", "held"])
def test_an_acceptance_in_hand_counts_whatever_was_said_of_the_letter_meanwhile(
    engine: Engine, then: str
) -> None:
    """Nobody repeats a letter whose receipt is here."""
    [one] = queue(engine)

    def meanwhile() -> None:
        lose_it(engine)
        say(engine, one, Verdict.NOT_SENT if then == "failed" else Verdict.SEND_AGAIN)
        if then == "held":
            hold_letters(engine, ANN, seen(engine, one), reason="wait", now=MORNING)
        assert letter(engine, one).status == then

    transport = Meddling(ACCEPTED, behind=meanwhile)
    send_due(send_context(engine, {"main": transport}))
    transport.behind = lambda: None
    send_due(send_context(engine, {"main": transport}))

    assert letter(engine, one).status is Status.ACCEPTED
    assert letter(engine, one).hold_cause is None
    assert [message.letter_id for message in transport.handed_over] == [one]
    assert tries(engine, one)[-1].detail == "accepted: 250 2.0.0 queued as 4711"


@pytest.mark.parametrize(
    ("kind", "status"), [(AnswerKind.ANSWERED, Status.ACCEPTED), (AnswerKind.BOUNCED, Status.BOUNCED)]
)
def test_an_answer_that_is_recorded_before_the_servers_reply_throws_no_receipt_away(
    engine: Engine, kind: AnswerKind, status: Status
) -> None:
    """Ten minutes may go by behind the dot, and a person is at the mailbox."""
    [one] = queue(engine)

    def answer() -> None:
        record_answer(engine, ANN, one, kind, note="", now=MORNING)

    send_due(send_context(engine, {"main": Meddling(ACCEPTED, behind=answer)}))

    assert (letter(engine, one).status, letter(engine, one).claim) == (status, None)
    assert tries(engine, one)[-1].detail == "accepted: 250 2.0.0 queued as 4711"


def test_a_letter_that_a_person_holds_while_it_is_claimed_does_not_pass(engine: Engine) -> None:
    [one] = queue(engine)

    def hold() -> None:
        hold_letters(engine, ANN, seen(engine, one), reason="wait", now=MORNING)

    transport = Meddling(ACCEPTED, before=hold)
    send_due(send_context(engine, {"main": transport}))

    assert transport.handed_over == []
    assert (letter(engine, one).status, letter(engine, one).claim) == (Status.HELD, None)


# --- two homes at once --------------------------------------------------------------------------------


def test_two_homes_that_pause_one_account_at_once_leave_no_letter_in_doubt(engine: Engine) -> None:
    """One of them met the other's row, and a letter that had surely not left was in doubt."""
    ids = queue(engine, *(office(f"o{n}") for n in range(10)))
    refused = Refused(reason="535 5.7.8 wrong password", scope=Scope.ACCOUNT)
    for _ in range(0, len(ids), 2):
        together = threading.Barrier(2)
        transports = [Meddling(refused, before=together.wait, behind=together.wait) for _ in range(2)]
        rooms = [send_context(engine, {"main": each}, home=f"home {n}") for n, each in enumerate(transports)]

        with ThreadPoolExecutor(2) as threads:
            list(threads.map(send_due, rooms))

        with engine.begin() as connection:
            [pause] = pauses.list_all(connection, now=MORNING)
            assert (pause.target, pause.reason) == ("account:main", "535 5.7.8 wrong password")
            pauses.lift(connection, pause.target)

    assert set(statuses(engine).values()) == {"queued"}
    assert {phases(engine, one)[-1] for one in ids} == {"refused", "withdrawn"}


def test_an_address_that_proves_dead_behind_a_lost_claim_is_dead_all_the_same(engine: Engine) -> None:
    [one] = queue(engine)
    unknown = Refused(reason="550 5.1.1 no such user", scope=Scope.ADDRESS)

    send_due(send_context(engine, {"main": Meddling(unknown, behind=lambda: lose_it(engine))}))

    assert letter(engine, one).status is Status.FAILED
    assert seen_office(engine).addresses[0].state is AddressState.DEAD


def test_what_never_went_out_is_answered_by_nobody(engine: Engine) -> None:
    [one] = queue(engine)

    with pytest.raises(WrongState, match="it never went out"):
        record_answer(engine, ANN, one, AnswerKind.ANSWERED, note="", now=MORNING)
