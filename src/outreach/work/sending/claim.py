"""Take letters that are due, under a lease: those that a person approved as they are, and nothing forbids."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import format_datetime

from sqlalchemy import Connection

from outreach.model.civil_time import CivilTime, civil
from outreach.model.directory import Channel, Office
from outreach.model.due_time import due_time
from outreach.model.errors import BadInput, WrongState
from outreach.model.follow_up import FollowUpRules
from outreach.model.ids import LetterId
from outreach.model.letter import Letter
from outreach.model.objection import Objection
from outreach.model.sending import Message
from outreach.model.status import HoldCause, Status
from outreach.rendering.letter.dates import DATE_TO_COME, long_date
from outreach.rendering.mime.message import with_date
from outreach.store import approvals, contents, letters, moves, queue
from outreach.store.damage import tell
from outreach.store.queue import ClaimTerms, Damaged
from outreach.work.sending.history import History, Try
from outreach.work.sending.look_again import Looked, unreadable

#: How long a claim holds by the database's clock, and again from the point of no return. The dead are known
#: by their locks at once; this is for whoever cannot be asked, so it may be long: every timeout of RFC 5321
#: §4.5.3.2 in one transaction comes to more than an hour.
LEASE = timedelta(hours=2)

_SEAL_BROKEN = "its seal is broken: what it says is not what was approved"

#: Set right by no release: whoever wrote the state may have set back a letter that has left.
_WRITTEN_BY_OTHERS = Objection(
    status=Status.HELD,
    reason="it says that it is queued, and its history does not: find out who wrote that "
    "(`outreach audit verify`), then settle or cancel it",
    hold_cause=HoldCause.PERSON,
)


@dataclass(frozen=True, kw_only=True)
class Claimant:
    """Who claims, and by which rules."""

    #: Begins the token of every claim: the sender, by which one learns whether it lives, and this turn.
    batch: str
    #: UTC, by the database's clock.
    lease_until: datetime
    delivery: str
    rules: FollowUpRules


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """What became of letters that were due."""

    taken: Sequence[Try]
    #: Those of the others of which there is news: moved where they belong, put off, or told why they wait.
    set_apart: Sequence[LetterId]


def claim(
    connection: Connection,
    due: Sequence[Letter],
    looked: Looked,
    claimant: Claimant,
    history: History,
) -> Claimed:
    """Take those of the due letters that may leave; the others are moved where they belong, or put off."""
    mimes = contents.of(connection, [letter.id for letter in due])
    ready, set_apart = _sort(connection, due, mimes, looked, claimant.rules, history.now)
    if not ready:
        return Claimed(taken=(), set_apart=set_apart)
    terms = ClaimTerms(
        batch=claimant.batch,
        lease_until=claimant.lease_until,
        date_header=format_datetime(history.now),
    )
    claims = queue.claim(connection, [letter.id for letter in ready], terms)
    tries = []
    for letter in ready:
        attempt = Try(
            letter=letter,
            number=looked.tried.get(letter.id, 0) + 1,
            message=_message(letter, mimes[letter.id], terms.date_header, history.now),
            claim=claims[letter.id],
            delivery=claimant.delivery,
        )
        if letter.channel is not Channel.EMAIL:
            queue.put_date(connection, letter.id, _today(letter, history.now))
        history.moved(letter.id, letter.campaign_id, Status.QUEUED, Status.CLAIMED, queue.BEING_SENT)
        history.reached(attempt, "claimed")
        tries.append(attempt)
    return Claimed(taken=tries, set_apart=set_apart)


def _sort(
    connection: Connection,
    due: Sequence[Letter],
    mimes: Mapping[LetterId, bytes],
    looked: Looked,
    rules: FollowUpRules,
    now: datetime,
) -> tuple[list[Letter], list[LetterId]]:
    """Those that may leave this moment, and the others of which there is news, which is written down."""
    vouched = moves.led_to(connection, [letter.id for letter in due], Status.QUEUED)
    ready: list[Letter] = []
    news: list[LetterId] = []
    for letter in due:
        is_news = True
        try:
            if letter.due is not None and letter.due.instant() > now:
                queue.put_off(connection, letter, letter.due, reason=f"leaves {letter.due}")
            elif not approvals.is_approved(connection, letter, mimes.get(letter.id)) or _is_early(
                letter, now
            ):
                letters.back_to_draft(connection, letter, reason=_SEAL_BROKEN, now=now)
            elif letter.id not in vouched:
                stand_back(connection, letter, _WRITTEN_BY_OTHERS, now)
            elif against := looked.against.get(letter.id):
                is_news = stand_back(connection, letter, against, now)
            elif later := _outside_office_hours(letter, looked.offices[letter.id], rules, now):
                reason = f"leaves {later}, in the office's working hours"
                queue.put_off(connection, letter, later, reason=reason)
            else:
                is_news = False
                ready.append(letter)
        except BadInput as fault:
            stand_back(connection, letter, unreadable(fault), now)
        if is_news:
            news.append(letter.id)
    return ready, news


def _is_early(letter: Letter, now: datetime) -> bool:
    """Whether its day has not come, as only other hands can write it: a computed time is only put off."""
    day = approvals.approved_day(letter)
    return day is not None and letter.due is not None and civil(now, letter.due.zone).local.date() < day


def stand_back(connection: Connection, letter: Letter, against: Objection, now: datetime) -> bool:
    """Move a queued letter to where an objection sends it; False if it was told that before."""
    if against.status is Status.QUEUED:
        if letter.reason == against.reason:
            return False
        letters.explain(connection, letter, against.reason)
        return True
    _move_away(connection, letter.id, against, now)
    return True


def hold_damaged(connection: Connection, damaged: Damaged, now: datetime) -> bool:
    """Hold a queued letter whose row cannot be read, and is not read once more; False if it has no name."""
    try:
        _move_away(connection, damaged.letter_id, unreadable(damaged.fault), now)
    except WrongState:  # its very id is damaged
        tell(damaged.fault)
        return False
    return True


def _move_away(connection: Connection, letter_id: LetterId, against: Objection, now: datetime) -> None:
    letters.move(
        connection,
        letter_id,
        Status.QUEUED,
        against.status,
        reason=against.reason,
        now=now,
        hold_cause=against.hold_cause,
    )


def _outside_office_hours(
    letter: Letter, office: Office, rules: FollowUpRules, now: datetime
) -> CivilTime | None:
    """When the office works next, for an e-mail that is late (a stop, a deferral) and has no set time."""
    if letter.due_is_manual or letter.channel is not Channel.EMAIL or office.time_zone is None:
        return None
    due = due_time(
        office,
        not_before=letter.printed_on,
        is_reminder=bool(letter.references),
        sender_zone=office.time_zone,
        rules=rules,
        now=now.replace(second=0, microsecond=0),  # office hours are whole minutes, and this one has begun
    )
    return due if due.instant() > now else None


def _message(letter: Letter, mime: bytes, date_header: str, now: datetime) -> Message:
    by_hand = letter.channel is not Channel.EMAIL
    return Message(
        letter_id=letter.id,
        channel=letter.channel,
        envelope_sender=letter.envelope_sender,
        recipient=letter.address,
        content=with_date(mime, date_header),
        date_to_come=DATE_TO_COME if by_hand else "",
        dated=long_date(_today(letter, now), letter.language) if by_hand else "",
    )


def _today(letter: Letter, now: datetime) -> date:
    return civil(now, letter.due.zone if letter.due else "UTC").local.date()
