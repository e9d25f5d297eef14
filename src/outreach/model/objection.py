"""What stands against a letter's leaving now: one law, of pure values, asked at the claim and at the gate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from outreach.model.audience import NotWritten, reach
from outreach.model.directory import AddressState, Channel, Office, Suppression
from outreach.model.letter import Letter
from outreach.model.made_from import differences
from outreach.model.status import HoldCause, Status
from outreach.model.thread import NO_REMINDER, Answer, stops_the_clock

#: How long after the day printed on it a letter may make its first try.
LATEST = timedelta(days=3)


@dataclass(frozen=True, kw_only=True)
class Stop:
    """Something that stands still: who said so and why."""

    requested_by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """Everything that a look at one letter takes into account, each read once."""

    letter: Letter
    campaign_approved: bool
    #: With the letter's own address alone, if the office still has that.
    office: Office
    #: What live wants first of who writes, and of whom it is about (`model.live_wants`), in words.
    wants: str | None
    #: Why the campaign as it stands does not write it (`model.addressing`), in words; None if it does.
    left_out: str | None
    #: What the letter would be made from now (`model.made_from`).
    made_from: Mapping[str, str]
    #: Those of the letter's thread, oldest first; none for a first letter, which asks nobody's.
    answers: Sequence[Answer]
    stop: Stop | None
    suppression: Suppression | None
    live: bool
    #: The day it is at the recipient's place, and whether the letter has been tried before.
    today: date
    tried: bool


@dataclass(frozen=True, kw_only=True)
class Objection:
    """Where the letter goes instead of out, and why."""

    status: Status
    reason: str
    hold_cause: HoldCause | None = None


def objection(now: Circumstances) -> Objection | None:
    """The first thing that forbids the letter to leave, the most general first; None if nothing does."""
    return (
        _stopped(now)
        or _campaign_unapproved(now)
        or _left_out(now)
        or _wanting(now)
        or _suppressed(now)
        or _answered(now)
        or _no_correspondent(now)
        or _address(now)
        or _stale(now)
        or _late(now)
    )


def stopped(stop: Stop) -> Objection:
    """What is stopped stays in the queue, or goes back there."""
    return Objection(
        status=Status.QUEUED, reason=f"stopped by {stop.requested_by}: {stop.reason}".rstrip(": ")
    )


def _stopped(now: Circumstances) -> Objection | None:
    return stopped(now.stop) if now.stop else None


def _campaign_unapproved(now: Circumstances) -> Objection | None:
    if not now.live or now.campaign_approved:
        return None
    campaign_id = now.letter.campaign_id
    return Objection(
        status=Status.QUEUED, reason=f"waits until campaign {campaign_id} is approved as it now stands"
    )


def _wanting(now: Circumstances) -> Objection | None:
    return _held(HoldCause.STALE, f"{now.wants}; then draft it again") if now.wants else None


def _left_out(now: Circumstances) -> Objection | None:
    return _held(HoldCause.AUDIENCE, now.left_out) if now.left_out else None


def _suppressed(now: Circumstances) -> Objection | None:
    if now.suppression is None:
        return None
    reason = f"{now.suppression.explanation} (said by {now.suppression.requested_by})"
    return _held(HoldCause.SUPPRESSED, reason)


def _answered(now: Circumstances) -> Objection | None:
    """Reminders never follow an answer, not even one that came in a second ago."""
    answer = stops_the_clock(now.answers) if now.letter.references else None
    if answer is None:
        return None
    return _held(HoldCause.ANSWERED, f"{NO_REMINDER} {answer.kind}")


def _no_correspondent(now: Circumstances) -> Objection | None:
    way = reach(now.office)
    return _held(HoldCause.ADDRESS, way.reason) if isinstance(way, NotWritten) else None


def _address(now: Circumstances) -> Objection | None:
    letter = now.letter
    here = now.office.address_at(letter.channel, letter.address)
    if here is None:
        return _held(HoldCause.ADDRESS, "its address is no longer the office's: draft it again")
    if here.state is AddressState.DEAD:
        return _held(HoldCause.ADDRESS, "its address is dead: find another and draft it again")
    if now.live and here.state is not AddressState.VERIFIED:
        return _held(HoldCause.ADDRESS, f"{here.value} is {here.state}: check it first")
    return None


def _stale(now: Circumstances) -> Objection | None:
    changed = differences(now.letter.made_from, now.made_from)
    if not changed:
        return None
    return _held(HoldCause.STALE, f"changed since it was approved: {', '.join(changed)}: draft it again")


def _late(now: Circumstances) -> Objection | None:
    """The date printed counts at the first try; a letter that is tried again keeps its date."""
    printed = now.letter.printed_on
    dated_later = now.letter.channel is not Channel.EMAIL
    if dated_later or printed is None or now.tried or now.today - printed <= LATEST:
        return None
    return _held(HoldCause.LATE, f"the date printed on it, {printed}, is too long past: draft it again")


def _held(cause: HoldCause, reason: str) -> Objection:
    return Objection(status=Status.HELD, reason=reason, hold_cause=cause)
