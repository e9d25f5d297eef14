"""Write down how tries ended, with all that follows from it, in the turn's transaction."""

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from outreach.model.actor import Act
from outreach.model.directory import AddressState
from outreach.model.errors import OutreachError
from outreach.model.ids import LetterId
from outreach.model.letter import Letter
from outreach.model.refusals import IN_A_ROW, blame_account
from outreach.model.sending import (
    Accepted,
    ByHand,
    Deferred,
    InDoubt,
    Outcome,
    Refused,
    Scope,
    Settlement,
    settle,
)
from outreach.model.status import Status, may_move
from outreach.model.task import DEEDS
from outreach.store import attempts, audit, directory, letters, moves, pauses, queue, tasks
from outreach.work.sending.history import History, Try

_PHASES: dict[type[Outcome], str] = {
    Accepted: "accepted",
    Deferred: "deferred",
    Refused: "refused",
    InDoubt: "in_doubt",
    ByHand: "by_hand",
}

Ended = tuple[Try, Outcome]

_log = logging.getLogger(__name__)


def conclude(connection: Connection, ended: Sequence[Ended], history: History) -> bool:
    """Make of each letter what its outcome says; whether that may concern the others.

    A known outcome always wins over a doubt.
    """
    taken = [(attempt, outcome) for attempt, outcome in ended if _is_taken(attempt, outcome)]
    alone = [(attempt, outcome) for attempt, outcome in ended if not _is_taken(attempt, outcome)]
    if taken:
        alone += _accept(connection, taken, history)
    for attempt, outcome in alone:
        history.write(connection)  # what the letters before it met counts for this one
        try:
            with connection.begin_nested():
                _conclude_one(connection, attempt, outcome, history)
                history.write(connection)
        except OutreachError as fault:  # a damaged row costs its own letter alone: in doubt at the next start
            history.forget()
            _log.error("letter %s: %s could not be written down: %s", attempt.letter.id, outcome, fault)
    return bool(alone)


def _is_taken(attempt: Try, outcome: Outcome) -> bool:
    return attempt.passed and isinstance(outcome, Accepted)


def _accept(connection: Connection, taken: Sequence[Ended], history: History) -> Sequence[Ended]:
    """What nearly all letters come to, for all of them together; gives those that were no longer ours."""
    claims = {attempt.letter.id: attempt.claim for attempt, _ in taken}
    reasons = {attempt.letter.id: _settled(outcome, history.now).reason for attempt, outcome in taken}
    lost: set[LetterId] = set()
    if not queue.accept(connection, claims, reasons):
        lost = claims.keys() - queue.accepted_for(connection, reasons)
    for attempt, _ in taken:
        letter = attempt.letter
        if letter.id not in lost:
            reason = reasons[letter.id]
            history.moved(letter.id, letter.campaign_id, Status.TRANSMITTING, Status.ACCEPTED, reason)
            history.reached(attempt, "accepted", reason)
    return [one for one in taken if one[0].letter.id in lost]


def _settled(outcome: Outcome, now: datetime) -> Settlement:
    return settle(outcome, put_off_at=(), now=now)


def _conclude_one(connection: Connection, attempt: Try, outcome: Outcome, history: History) -> None:
    now, phase = history.now, _phase(outcome)
    letter = letters.get(connection, attempt.letter.id, for_update=True)
    since = moves.queued_by_a_person_at(connection, letter.id)
    earlier = attempts.put_off_at(connection, letter.id, phase, since)
    judged = _judged(connection, attempt.letter, outcome)
    settlement = settle(judged, put_off_at=earlier, now=now)
    history.reached(attempt, phase, settlement.reason)
    if letter.claim == attempt.claim:
        _end(connection, letter, attempt, judged, settlement, now)
        if isinstance(judged, ByHand):  # of a claim that was lost another one makes the task
            _hand_out(connection, attempt.letter, judged, now)
    else:
        _end_too_late(connection, letter, judged, settlement, now)
    _follow(connection, attempt.letter, settlement, now)


def _judged(connection: Connection, letter: Letter, outcome: Outcome) -> Outcome:
    """The outcome, or the account's refusal where too many letters in a row were refused alike."""
    if not isinstance(outcome, Refused):
        return outcome
    since = audit.last_at(connection, Act.RESUME, pauses.account(letter.account))
    before = attempts.refused_in_a_row(connection, letter.account, since, IN_A_ROW)
    return blame_account(outcome, letter.address, before=before)


def _phase(outcome: Outcome) -> str:
    # Days on which the whole account was put off are none of the letter's own days of trying.
    if isinstance(outcome, Deferred) and outcome.scope is Scope.ACCOUNT:
        return "account_deferred"
    return _PHASES[type(outcome)]


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
        token=attempt.claim,
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


def _follow(connection: Connection, letter: Letter, settlement: Settlement, now: datetime) -> None:
    """What it says of others, also where it came too late for the letter itself."""
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


def _hand_out(connection: Connection, letter: Letter, by_hand: ByHand, now: datetime) -> None:
    tasks.add(
        connection,
        DEEDS[letter.channel],
        campaign_id=letter.campaign_id,
        office_id=letter.office_id,
        letter_id=letter.id,
        instructions=_with_note(connection, letter, by_hand.instructions),
        now=now,
    )


def _with_note(connection: Connection, letter: Letter, instructions: str) -> str:
    """The directory's note comes first: whose consent a body asks for is read before its form is sent."""
    note = directory.get(connection, letter.office_id).note
    return f"Read first, from the directory: {note}\n\n{instructions}" if note else instructions
