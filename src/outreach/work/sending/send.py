"""Send letters: claim each, hand it over, write down what became of it. Never twice, never lost."""

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from outreach.model.civil_time import CivilTime
from outreach.model.directory import Channel
from outreach.model.due_time import due_time
from outreach.model.errors import WrongState
from outreach.model.follow_up import FollowUpRules
from outreach.model.ids import LetterId
from outreach.model.letter import Letter, Status
from outreach.model.sending import Deferred, InDoubt, Message, NotNow, Outcome, Refused, Scope
from outreach.rendering.mime.message import with_date
from outreach.store import attempts, directory, letters
from outreach.store.gate import pass_gate
from outreach.work.letters.approve import sealed
from outreach.work.sending.conclude import Try, conclude, give_back
from outreach.work.sending.look_again import look_again

#: How long a claim holds, and again from the point of no return. A home knows its own dead by the sender
#: lock at once; this is for other homes on the same database, so it may be long: every timeout of
#: RFC 5321 §4.5.3.2 in one transaction comes to more than an hour.
LEASE = timedelta(hours=2)

_log = logging.getLogger(__name__)


class Transport(Protocol):
    """A way for a letter to leave; ``docs/adding-a-transport.md`` says what it promises."""

    def send(self, message: Message, before_handover: Callable[[], None]) -> Outcome:
        """Try once; calls ``before_handover`` at the last moment at which the letter has surely not left."""
        ...


@dataclass(frozen=True, kw_only=True)
class SendContext:
    """What one sending process works with."""

    engine: Engine
    #: By account name, and by channel for what a person does by hand.
    transports: Mapping[str, Transport]
    #: sandbox or live.
    delivery: str
    #: Tells this home's claims from another's; see `recover_letters`.
    home: str
    rules: FollowUpRules
    clock: Callable[[], datetime]
    #: The kill switch that needs no database: asked before every claim and every point of no return.
    stopped: Callable[[], bool] = lambda: False
    #: False once this process has been asked to end: it finishes its letter and begins no other.
    going: Callable[[], bool] = lambda: True

    @property
    def live(self) -> bool:
        """Whether letters leave for the world."""
        return self.delivery == "live"


def send_letters(room: SendContext, ids: Sequence[LetterId]) -> None:
    """Send these letters, one after the other, as far as they are still queued and nothing forbids it.

    What the world answers is written down letter by letter and raises nothing. A fault of our own makes
    that letter `failed` or `in_doubt` with the fault as its reason, and the next one goes on.
    """
    for letter_id in ids:
        if not room.going() or room.stopped():
            return
        try:
            _send_one(room, letter_id)
        except WrongState as late:  # somebody else has moved it meanwhile, and theirs is the truth
            _log.warning("letter %s: %s", letter_id, late)


def _send_one(room: SendContext, letter_id: LetterId) -> None:
    with room.engine.begin() as connection:
        attempt = _claim(room, connection, letter_id)
    if attempt is None:
        return
    try:
        outcome = _hand_over(room, attempt)
    except NotNow as held:
        give_back(room.engine, attempt, held, clock=room.clock)
    else:
        conclude(room.engine, attempt, outcome, clock=room.clock)


def _claim(room: SendContext, connection: Connection, letter_id: LetterId) -> Try | None:
    """Take the letter, under a lease; None when it is not to be sent now."""
    now = room.clock()
    letter = letters.get(connection, letter_id)
    if letter.status is not Status.QUEUED:
        return None
    mime = letters.mime(connection, letter.id)
    if mime is None or letter.seal is None or sealed(connection, letter) != letter.seal:
        reason = "its seal is broken: what it says is not what was approved"
        letters.move(
            connection, letter.id, Status.QUEUED, Status.DRAFT, reason=reason, now=now, changes=letters.VOID
        )
        return None
    if objection := look_again(connection, letter, live=room.live):
        if objection.status is not Status.QUEUED:
            letters.move(
                connection, letter.id, Status.QUEUED, objection.status, reason=objection.reason, now=now
            )
        return None
    if later := _outside_office_hours(room, connection, letter, now):
        letters.put_off(connection, letter.id, later)
        return None
    if letter.account not in room.transports:
        _log.warning("letter %s: there is no account %r in the settings", letter.id, letter.account)
        return None
    claim, date_header = f"{room.home}-{secrets.token_hex(8)}", format_datetime(now)
    letters.move(
        connection,
        letter.id,
        Status.QUEUED,
        Status.CLAIMED,
        reason="being sent",
        now=now,
        changes={"claim": claim, "lease_until": now + LEASE, "date_header": date_header},
    )
    number = attempts.begin(connection, letter.id, account=letter.account, delivery=room.delivery, now=now)
    message = Message(
        letter_id=letter.id,
        channel=letter.channel,
        envelope_sender=letter.envelope_sender,
        recipient=letter.address,
        content=with_date(mime, date_header),
    )
    return Try(letter=letter, number=number, message=message, claim=claim, delivery=room.delivery)


def _outside_office_hours(
    room: SendContext, connection: Connection, letter: Letter, now: datetime
) -> CivilTime | None:
    """When the office works next, for an e-mail that is late (a stop, a deferral) and has no set time."""
    if letter.due_is_manual or letter.channel is not Channel.EMAIL:
        return None
    office = directory.get(connection, letter.office_id)
    if office.time_zone is None:
        return None
    due = due_time(
        office,
        planned_on=letter.planned_on,
        is_reminder=bool(letter.references),
        sender_zone=office.time_zone,
        rules=room.rules,
        now=now.replace(second=0, microsecond=0),  # office hours are whole minutes, and this one has begun
    )
    return due if due.instant() > now else None


def _hand_over(room: SendContext, attempt: Try) -> Outcome:
    transport = room.transports[attempt.letter.account]
    try:
        return transport.send(attempt.message, lambda: _before_handover(room, attempt))
    except (NotNow, WrongState):
        raise
    except Exception as fault:
        _log.exception("letter %s: a fault of our own", attempt.letter.id)
        words = f"a fault in outreach: {type(fault).__name__}: {fault}"
        if attempt.passed:
            return InDoubt(reason=words)
        if isinstance(fault, OperationalError):  # the database, not the letter
            return Deferred(reason=words)
        return Refused(reason=words, scope=Scope.LETTER)


def _before_handover(room: SendContext, attempt: Try) -> None:
    """The point of no return: commits `transmitting`, or raises `NotNow`.

    A claim that was taken away meanwhile (this process slept past its lease) raises `WrongState`: the
    letter is somebody else's and must not pass here.
    """
    now = room.clock()
    with room.engine.begin() as connection:
        pass_gate(connection)
        letter = letters.get(connection, attempt.letter.id)
        if letter.claim != attempt.claim or letter.lease_until is None or letter.lease_until < now:
            raise WrongState("its claim has lapsed")
        if room.stopped():
            raise NotNow(Status.QUEUED, "stopped: the STOP file is there")
        if objection := look_again(connection, letter, live=room.live):
            raise NotNow(objection.status, objection.reason)
        letters.move(
            connection,
            letter.id,
            Status.CLAIMED,
            Status.TRANSMITTING,
            reason="handed over, not yet confirmed",
            now=now,
            under=attempt.claim,
            changes={"lease_until": now + LEASE},
        )
        attempt.note(connection, "transmitting", "", now)
    attempt.passed = True
