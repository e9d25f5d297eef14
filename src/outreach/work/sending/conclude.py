"""Write down how a try ended, with all that follows from it, in one transaction."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from outreach.model.directory import Channel
from outreach.model.letter import Letter, Status
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
from outreach.model.task import TaskKind
from outreach.store import attempts, directory, letters, pauses, tasks

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

_DEEDS = {Channel.WEB_FORM: TaskKind.FILL_IN_FORM, Channel.POST: TaskKind.POST_LETTER}


@dataclass(kw_only=True)
class Try:
    """One try at one letter."""

    letter: Letter
    number: int
    message: Message
    claim: str
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
    """Make of the letter what the outcome says."""

    def write() -> None:
        now = clock()
        with engine.begin() as connection:
            since = letters.queued_by_a_person_at(connection, attempt.letter.id)
            phase = _phase(outcome)
            earlier = attempts.put_off_at(connection, attempt.letter.id, phase, since)
            settlement = settle(outcome, put_off_at=earlier, now=now)
            source = Status.TRANSMITTING if attempt.passed else Status.CLAIMED
            if source is Status.CLAIMED and isinstance(outcome, Accepted | InDoubt):
                # A transport that broke its promise: the letter has left, and the book must say so.
                source = _pass_after_all(connection, attempt, now)
            _end(connection, attempt, source, settlement.status, settlement.reason, now, settlement.retry_at)
            attempt.note(connection, phase, settlement.reason, now)
            _follow(connection, attempt.letter, outcome, settlement, now)

    _retry_commit(write)


def give_back(engine: Engine, attempt: Try, held: NotNow, *, clock: Callable[[], datetime]) -> None:
    """The letter did not leave, because something came up at the last look."""

    def write() -> None:
        now = clock()
        with engine.begin() as connection:
            _end(connection, attempt, Status.CLAIMED, held.status, held.reason, now, None)
            attempt.note(connection, "withdrawn", held.reason, now)

    _retry_commit(write)


def _phase(outcome: Outcome) -> str:
    # Days on which the whole account was put off are none of the letter's own days of trying.
    if isinstance(outcome, Deferred) and outcome.scope is Scope.ACCOUNT:
        return "account_deferred"
    return _PHASES[type(outcome)]


def _end(
    connection: Connection,
    attempt: Try,
    source: Status,
    status: Status,
    reason: str,
    now: datetime,
    retry_at: datetime | None,
) -> None:
    letters.move(
        connection,
        attempt.letter.id,
        source,
        status,
        reason=reason,
        now=now,
        under=attempt.claim,
        changes={**letters.UNCLAIMED, "retry_at": retry_at},
    )


def _pass_after_all(connection: Connection, attempt: Try, now: datetime) -> Status:
    letters.move(
        connection,
        attempt.letter.id,
        Status.CLAIMED,
        Status.TRANSMITTING,
        reason="handed over without a word by its transport",
        now=now,
        under=attempt.claim,
    )
    return Status.TRANSMITTING


def _follow(
    connection: Connection, letter: Letter, outcome: Outcome, settlement: Settlement, now: datetime
) -> None:
    if settlement.pause_account:
        target = pauses.account(letter.account)
        pauses.add(connection, target, said_by=letters.OUTREACH, reason=settlement.pause_account, now=now)
    if settlement.dead_address:
        directory.mark_dead(connection, letter.office_id, letter.address)
    if isinstance(outcome, ByHand):
        tasks.add(
            connection,
            _DEEDS[letter.channel],
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
        except (OperationalError, PoolTimeout) as away:
            if time.monotonic() + pause > give_up:
                _log.critical("a result could not be written down; its letter will be in doubt: %s", away)
                raise
            time.sleep(pause)
            pause = min(pause * 2, 5.0)
