"""Send letters: claim each, hand it over, write down what became of it. Never twice, never lost."""

import logging
import secrets
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Protocol

from sqlalchemy import Connection, Engine

from outreach.model.civil_time import CivilTime, civil
from outreach.model.directory import Channel
from outreach.model.due_time import due_time
from outreach.model.errors import BadInput, NotFound, OutreachError, WrongState
from outreach.model.follow_up import FollowUpRules
from outreach.model.ids import LetterId
from outreach.model.letter import Claim, Letter
from outreach.model.objection import Objection
from outreach.model.reason import one_line
from outreach.model.sending import Deferred, InDoubt, Message, NotNow, Outcome, Refused, Scope
from outreach.model.status import HoldCause, Status
from outreach.rendering.letter.dates import DATE_TO_COME, long_date
from outreach.rendering.mime.message import with_date
from outreach.store import approvals, attempts, contents, directory, installation, letters, moves, queue
from outreach.store.database import AWAY
from outreach.store.gate import pass_gate
from outreach.work.sending.conclude import Try, conclude, give_back
from outreach.work.sending.look_again import look_again, unreadable
from outreach.work.sending.release_due import require_delivery

#: How long a claim holds, and again from the point of no return. A home knows its own dead by the sender
#: lock at once; this is for other homes on the same database, so it may be long: every timeout of
#: RFC 5321 §4.5.3.2 in one transaction comes to more than an hour.
LEASE = timedelta(hours=2)

_log = logging.getLogger(__name__)

#: Set right by no release: whoever wrote the state may have set back a letter that has left.
_WRITTEN_BY_OTHERS = Objection(
    status=Status.HELD,
    reason="it says that it is queued, and its history does not: find out who wrote that "
    "(`outreach audit verify`), then settle or cancel it",
    hold_cause=HoldCause.PERSON,
)


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


def send_letters(context: SendContext, ids: Sequence[LetterId]) -> None:
    """Send these letters, one after the other, as far as they are queued, due, and nothing forbids it.

    What the world answers is written down letter by letter and raises nothing. A fault of our own makes
    that letter `failed`, `held` or `in_doubt` with the fault as its reason, and the next one goes on.
    Raises `NotAllowed` where this database is for the other kind of delivery.
    """
    for letter_id in ids:
        if not context.going() or context.stopped():
            return
        try:
            _send_one(context, letter_id)
        except WrongState as late:  # somebody else has moved it meanwhile, and theirs is the truth
            _log.warning("letter %s: %s", letter_id, late)
        except (BadInput, NotFound) as fault:
            _set_apart(context, letter_id, fault)


def _send_one(context: SendContext, letter_id: LetterId) -> None:
    with context.engine.begin() as connection:
        attempt = _claim(context, connection, letter_id)
    if attempt is None:
        return
    try:
        outcome = _hand_over(context, attempt)
    except NotNow as held:
        give_back(context.engine, attempt, held, clock=context.clock)
    else:
        conclude(context.engine, attempt, outcome, clock=context.clock)


def _claim(context: SendContext, connection: Connection, letter_id: LetterId) -> Try | None:
    """Take the letter, under a lease; None when it is not to be sent now."""
    now = context.clock()
    letter = letters.get(connection, letter_id, for_update=True)
    if letter.status is not Status.QUEUED or (letter.due_at and letter.due_at > now):
        return None
    require_delivery(installation.claim_for(connection, context.delivery, now), context.delivery)
    mime = contents.get(connection, letter.id)
    if mime is None or not approvals.is_approved(connection, letter, mime) or _is_early(letter, now):
        reason = "its seal is broken: what it says is not what was approved"
        letters.back_to_draft(connection, letter, reason=reason, now=now)
        return None
    if not moves.leads_to(connection, letter.id, letter.status):
        _stand_back(connection, letter, _WRITTEN_BY_OTHERS, now)
        return None
    if found := look_again(connection, letter, live=context.live, now=now) or _no_account(context, letter):
        _stand_back(connection, letter, found, now)
        return None
    if later := _outside_office_hours(context, connection, letter, now):
        queue.put_off(connection, letter, later, reason=f"leaves {later}, in the office's working hours")
        return None
    by_hand = letter.channel is not Channel.EMAIL
    today = civil(now, letter.due.zone if letter.due else "UTC").local.date()
    claim = Claim(
        token=f"{context.home}-{secrets.token_hex(8)}",
        lease_until=now + LEASE,
        date_header=format_datetime(now),
        printed_on=today if by_hand else letter.printed_on,
    )
    letters.claim(connection, letter, claim, now=now)
    number = attempts.begin(connection, letter.id, account=letter.account, delivery=context.delivery, now=now)
    message = Message(
        letter_id=letter.id,
        channel=letter.channel,
        envelope_sender=letter.envelope_sender,
        recipient=letter.address,
        content=with_date(mime, claim.date_header),
        date_to_come=DATE_TO_COME if by_hand else "",
        dated=long_date(today, letter.language) if by_hand else "",
    )
    return Try(letter=letter, number=number, message=message, claim=claim, delivery=context.delivery)


def _is_early(letter: Letter, now: datetime) -> bool:
    """Whether its day has not come, as only other hands can write it: a computed time is only put off."""
    day = approvals.approved_day(letter)
    return day is not None and letter.due is not None and civil(now, letter.due.zone).local.date() < day


def _stand_back(connection: Connection, letter: Letter, found: Objection, now: datetime) -> None:
    if found.status is Status.QUEUED:
        if letter.reason != found.reason:
            letters.explain(connection, letter, found.reason)
        return
    letters.move(
        connection,
        letter.id,
        Status.QUEUED,
        found.status,
        reason=found.reason,
        now=now,
        hold_cause=found.hold_cause,
    )


def _no_account(context: SendContext, letter: Letter) -> Objection | None:
    if letter.account in context.transports:
        return None
    reason = f"there is no account {letter.account!r} in the settings: add it, or route its letters elsewhere"
    return Objection(status=Status.QUEUED, reason=f"waits for its account: {reason}")


def _set_apart(context: SendContext, letter_id: LetterId, fault: OutreachError) -> None:
    """Its row is not read once more: it may be what cannot be read."""
    found, now = unreadable(fault), context.clock()
    with suppress(WrongState), context.engine.begin() as connection:
        letters.move(
            connection,
            letter_id,
            Status.QUEUED,
            Status.HELD,
            reason=found.reason,
            now=now,
            hold_cause=found.hold_cause,
        )


def _outside_office_hours(
    context: SendContext, connection: Connection, letter: Letter, now: datetime
) -> CivilTime | None:
    """When the office works next, for an e-mail that is late (a stop, a deferral) and has no set time."""
    if letter.due_is_manual or letter.channel is not Channel.EMAIL:
        return None
    office = directory.get(connection, letter.office_id)
    if office.time_zone is None:
        return None
    due = due_time(
        office,
        not_before=letter.printed_on,
        is_reminder=bool(letter.references),
        sender_zone=office.time_zone,
        rules=context.rules,
        now=now.replace(second=0, microsecond=0),  # office hours are whole minutes, and this one has begun
    )
    return due if due.instant() > now else None


def _hand_over(context: SendContext, attempt: Try) -> Outcome:
    transport = context.transports[attempt.letter.account]
    try:
        return transport.send(attempt.message, lambda: _before_handover(context, attempt))
    except (NotNow, WrongState):
        raise
    except Exception as fault:
        told = "".join(traceback.format_exception(fault)).encode("ascii", "backslashreplace").decode()
        _log.error("letter %s: a fault of our own\n%s", attempt.letter.id, told)
        words = one_line(f"a fault in outreach: {type(fault).__name__}: {fault}")
        if attempt.passed:
            return InDoubt(reason=words)
        if isinstance(fault, AWAY):  # the database, not the letter
            return Deferred(reason="the database did not answer before the letter left")
        return Refused(reason=words, scope=Scope.LETTER)


def _before_handover(context: SendContext, attempt: Try) -> None:
    """The point of no return: commits `transmitting`, or raises `NotNow`.

    A claim that was taken away meanwhile (this process slept past its lease) raises `WrongState`: the
    letter is somebody else's and must not pass here.
    """
    now = context.clock()
    with context.engine.begin() as connection:
        pass_gate(connection)
        letter = letters.get(connection, attempt.letter.id, for_update=True)
        if letter.claim != attempt.claim.token or letter.lease_until is None or letter.lease_until < now:
            raise WrongState("its claim has lapsed")
        if context.stopped():
            raise NotNow(Status.QUEUED, "stopped: the STOP file is there")
        if found := look_again(connection, letter, live=context.live, now=now):
            raise NotNow(found.status, found.reason, found.hold_cause)
        claim = replace(attempt.claim, lease_until=now + LEASE)
        letters.begin_handover(connection, letter.id, claim, now=now)
        attempt.note(connection, "transmitting", "", now)
    attempt.passed = True
