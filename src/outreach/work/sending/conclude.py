"""Write down how a try ended, with all that follows from it, in one transaction."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from outreach.model.actor import Act
from outreach.model.directory import AddressState
from outreach.model.letter import Claim, Letter
from outreach.model.refusals import IN_A_ROW, blame_account
from outreach.model.sending import (
    Accepted,
    ByHand,
    Deferred,
    InDoubt,
    Message,
    NotNow,
    Outcome,
    Refused,
    Scope,
    Settlement,
    settle,
)
from outreach.model.status import HoldCause, Status, may_move
from outreach.model.task import DEEDS
from outreach.store import attempts, audit, directory, letters, moves, pauses, tasks
from outreach.store.database import AWAY

#: How long a result that is known is pressed on a database that does not take it. After that the letter
#: stays `transmitting`, and the next process to look finds it in doubt: never lost, never repeated.
_STUBBORN_SECONDS = 60.0

_log = logging.getLogger(__name__)

_PHASES: dict[type[Outcome], str] = {
    Accepted: "accepted",
    Deferred: "deferred",
    Refused: "refused",
    InDoubt: "in_doubt",
    ByHand: "by_hand",
}


@dataclass(kw_only=True)
class Try:
    """One try at one letter."""

    letter: Letter
    number: int
    message: Message
    claim: Claim
    delivery: str
    #: Set once the point of no return is committed.
    passed: bool = False

    def note(self, connection: Connection, phase: str, detail: str, now: datetime) -> None:
        """Write down a phase that it has reached."""
        attempts.note(
            connection,
            self.letter.id,
            self.number,
            phase,
            account=self.letter.account,
            delivery=self.delivery,
            detail=detail,
            now=now,
        )


def conclude(engine: Engine, attempt: Try, outcome: Outcome, *, clock: Callable[[], datetime]) -> None:
    """Make of the letter what the outcome says. A known outcome always wins over a doubt."""

    def write() -> None:
        now, phase = clock(), _phase(outcome)
        with engine.begin() as connection:
            letter = letters.get(connection, attempt.letter.id, for_update=True)
            if attempts.reached(connection, letter.id, attempt.number, phase):
                return  # the commit was made, and only its acknowledgement was lost
            since = moves.queued_by_a_person_at(connection, letter.id)
            earlier = attempts.put_off_at(connection, letter.id, phase, since)
            judged = _judged(connection, attempt.letter, outcome)
            settlement = settle(judged, put_off_at=earlier, now=now)
            attempt.note(connection, phase, settlement.reason, now)
            if letter.claim == attempt.claim.token:
                _end(connection, letter, attempt, judged, settlement, now)
            else:
                _end_too_late(connection, letter, judged, settlement, now)
            _follow(connection, attempt.letter, judged, settlement, now)

    _retry_commit(write)


def give_back(engine: Engine, attempt: Try, held: NotNow, *, clock: Callable[[], datetime]) -> None:
    """The letter did not leave, because something came up at the last look."""

    def write() -> None:
        now = clock()
        with engine.begin() as connection:
            letters.end_claim(
                connection,
                attempt.letter.id,
                Status.CLAIMED,
                held.status,
                token=attempt.claim.token,
                reason=held.reason,
                now=now,
                hold_cause=_cause(held),
            )
            attempt.note(connection, "withdrawn", held.reason, now)

    _retry_commit(write)


def _judged(connection: Connection, letter: Letter, outcome: Outcome) -> Outcome:
    """The outcome, or the account's refusal where too many letters in a row were refused alike."""
    since = audit.last_at(connection, Act.RESUME, pauses.account(letter.account))
    before = attempts.refused_in_a_row(connection, letter.account, since, IN_A_ROW)
    return blame_account(outcome, letter.address, before=before)


def _phase(outcome: Outcome) -> str:
    # Days on which the whole account was put off are none of the letter's own days of trying.
    if isinstance(outcome, Deferred) and outcome.scope is Scope.ACCOUNT:
        return "account_deferred"
    return _PHASES[type(outcome)]


def _cause(held: NotNow) -> HoldCause | None:
    """A transport that holds a letter back by itself names no cause: a person must look."""
    return held.hold_cause or (HoldCause.PERSON if held.status is Status.HELD else None)


def _end(
    connection: Connection,
    letter: Letter,
    attempt: Try,
    outcome: Outcome,
    settlement: Settlement,
    now: datetime,
) -> None:
    """The usual end: the claim is still ours.

    What the row says counts, not what we remember: the commit of `transmitting` may have been made
    although its acknowledgement was lost.
    """
    source = letter.status
    if source is Status.CLAIMED and isinstance(outcome, Accepted | InDoubt):
        # A transport that broke its promise: the letter has left, and the book must say so.
        letters.begin_handover(connection, letter.id, attempt.claim, now=now)
        source = Status.TRANSMITTING
    letters.end_claim(
        connection,
        letter.id,
        source,
        settlement.status,
        token=attempt.claim.token,
        reason=settlement.reason,
        now=now,
        retry_at=settlement.retry_at,
    )


def _end_too_late(
    connection: Connection, letter: Letter, outcome: Outcome, settlement: Settlement, now: datetime
) -> None:
    """Another sender took the claim for a dead one's meanwhile, and what is known here is evidence."""
    if isinstance(outcome, Accepted) and may_move(letter.status, Status.ACCEPTED):
        target, reason = Status.ACCEPTED, settlement.reason
    elif isinstance(outcome, Refused | Deferred) and letter.status is Status.IN_DOUBT:
        target, reason = Status.FAILED, f"it has surely not left: {settlement.reason}"
    else:
        return
    letters.move(connection, letter.id, letter.status, target, reason=reason, now=now)


def _follow(
    connection: Connection, letter: Letter, outcome: Outcome, settlement: Settlement, now: datetime
) -> None:
    if settlement.pause_account:
        target = pauses.account(letter.account)
        pauses.add(connection, target, requested_by=moves.OUTREACH, reason=settlement.pause_account, now=now)
    if settlement.defer_account_until:
        target = pauses.account(letter.account)
        pauses.add(
            connection,
            target,
            requested_by=moves.OUTREACH,
            reason=settlement.reason,
            now=now,
            until=settlement.defer_account_until,
        )
    if settlement.dead_address:
        directory.mark_wrong(connection, letter.office_id, letter.address, AddressState.DEAD)
    if isinstance(outcome, ByHand):
        tasks.add(
            connection,
            DEEDS[letter.channel],
            campaign_id=letter.campaign_id,
            office_id=letter.office_id,
            letter_id=letter.id,
            instructions=_with_note(connection, letter, outcome.instructions),
            now=now,
        )


def _with_note(connection: Connection, letter: Letter, instructions: str) -> str:
    """The directory's note comes first: whose consent a body asks for is read before its form is sent."""
    note = directory.get(connection, letter.office_id).note
    return f"Read first, from the directory: {note}\n\n{instructions}" if note else instructions


def _retry_commit(write: Callable[[], None]) -> None:
    """Repeat the transaction, never the sending, while the database is busy or away."""
    give_up = time.monotonic() + _STUBBORN_SECONDS
    pause = 0.1
    while True:
        try:
            return write()
        except AWAY as away:
            if time.monotonic() + pause > give_up:
                _log.critical("a result could not be written down; its letter will be in doubt: %s", away)
                raise
            time.sleep(pause)
            pause = min(pause * 2, 5.0)
