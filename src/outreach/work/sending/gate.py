"""The point of no return: who of those at the gate passes, who is turned back, who goes back unbegun."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from outreach.model.errors import WrongState
from outreach.model.ids import LetterId
from outreach.model.objection import Objection, stopped
from outreach.model.sending import NotNow
from outreach.model.status import Status
from outreach.store import letters, queue
from outreach.store.pauses import account as account_target
from outreach.work.sending.business import Business, Decided
from outreach.work.sending.claim import LEASE
from outreach.work.sending.history import History, Try
from outreach.work.sending.look_again import Looked, Lookout

STOP_FILE = Objection(status=Status.QUEUED, reason="stopped: the STOP file is there")
ENDING = "the sender ended before it began this one"
_SLEPT = "the sender slept past its lease before it handed the letter over"


def free_to_pass(
    connection: Connection,
    at_gate: Sequence[Try],
    looked: Looked,
    is_stopped: bool,
    history: History,
    decided: Decided,
) -> Sequence[Try]:
    """Those at the gate that nothing forbids; the others are turned back."""
    free = []
    for attempt in at_gate:
        against = STOP_FILE if is_stopped else looked.against.get(attempt.letter.id)
        if against is None:
            free.append(attempt)
        else:
            refusal = NotNow(against.status, against.reason, against.hold_cause)
            _turn_back(connection, attempt, refusal, history, decided)
    return free


def let_through(
    connection: Connection, free: Sequence[Try], time: datetime, history: History, decided: Decided
) -> None:
    """The point of no return, for those whose claim still holds at that time by the database's clock."""
    if not free:
        return
    through = queue.begin_handover(connection, _claims_of(free), lease_until=time + LEASE, now=time)
    for attempt in free:
        if attempt.claim in through:
            letter = attempt.letter
            history.moved(
                letter.id, letter.campaign_id, Status.CLAIMED, Status.TRANSMITTING, queue.HANDED_OVER
            )
            history.reached(attempt, "transmitting")
            decided.passed.append(attempt)
        else:
            _turn_back(connection, attempt, NotNow(Status.QUEUED, _SLEPT), history, decided)


def _turn_back(
    connection: Connection, attempt: Try, refusal: NotNow, history: History, decided: Decided
) -> None:
    """The letter does not leave: something came up at the last look, or its claim holds no more."""
    try:
        letters.end_claim(
            connection,
            attempt.letter.id,
            Status.CLAIMED,
            refusal.status,
            token=attempt.claim,
            reason=refusal.reason,
            now=history.now,
            hold_cause=refusal.hold_cause,
        )
    except WrongState:
        decided.lost.append(attempt)
        return
    history.reached(attempt, "withdrawn", refusal.reason)
    decided.turned_back.append((attempt, refusal))


def give_back(
    connection: Connection,
    lookout: Lookout,
    business: Business,
    everything: str | None,
    history: History,
    decided: Decided,
) -> None:
    """What nobody has begun goes back to the queue when its account stands still, or everything does.

    ``everything``: why all of it does, if it does.
    """
    for account, tries in business.in_hand.items():
        stop = lookout.stop_of(account_target(account))
        reason = everything or (stopped(stop).reason if stop else None)
        if not tries or reason is None:
            continue
        back = queue.give_back(connection, _claims_of(tries), reason=reason)
        for attempt in tries:
            if attempt.claim in back:
                letter = attempt.letter
                history.moved(letter.id, letter.campaign_id, Status.CLAIMED, Status.QUEUED, reason)
                history.reached(attempt, "withdrawn", reason)
        decided.given_back += tries


def _claims_of(tries: Sequence[Try]) -> Mapping[str, LetterId]:
    """Fencing token → its letter."""
    return {attempt.claim: attempt.letter.id for attempt in tries}
