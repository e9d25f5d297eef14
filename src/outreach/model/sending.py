"""What a transport is given, what the world answers, and what that makes of a letter.

The answers are a closed union: take them apart with one ``match`` and let mypy find the forgotten case.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import assert_never

from outreach.model.directory import Channel
from outreach.model.ids import LetterId
from outreach.model.status import HoldCause, Status


@dataclass(frozen=True, kw_only=True)
class Message:
    """A finished letter as a transport sees it."""

    letter_id: LetterId
    channel: Channel
    #: RFC 5321 reverse-path, a bare address.
    envelope_sender: str
    #: One mailbox, one URL or one postal address: a letter has one recipient.
    recipient: str
    #: RFC 5322 bytes as they leave: CRLF line ends, 7-bit, ``Date:`` first.
    content: bytes
    #: For a letter by hand: what stands in the place of its date, and the date of the day it is handed out.
    date_to_come: str = ""
    dated: str = ""


class Scope(StrEnum):
    """Whose fault a refusal or a deferral is."""

    LETTER = "letter"
    #: Of refusals only: there is no such mailbox.
    ADDRESS = "address"
    #: Ours: credentials, sender, TLS, limits. Every letter would hear the same, so the account stops or
    #: waits, and no letter is spent.
    ACCOUNT = "account"


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """The other side has taken charge of the letter (a 2xx after the dot, a 2xx to the request)."""

    #: Its words or its id, kept as evidence.
    receipt: str


@dataclass(frozen=True, kw_only=True)
class Deferred:
    """Surely not sent, and worth another try."""

    reason: str
    #: What the other side asks for, if it does.
    retry_after: timedelta | None = None
    #: `Scope.LETTER`, or `Scope.ACCOUNT` when every letter would be put off alike.
    scope: Scope = Scope.LETTER


@dataclass(frozen=True, kw_only=True)
class Refused:
    """Surely not sent, and trying the same again is useless."""

    reason: str
    scope: Scope


@dataclass(frozen=True, kw_only=True)
class InDoubt:
    """Nobody can say whether it was taken: a person or later evidence must."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class ByHand:
    """A person must do it; this is what they need to read."""

    instructions: str


Outcome = Accepted | Deferred | Refused | InDoubt | ByHand


class NotNow(Exception):
    """Raised by ``before_handover`` when the letter must not pass; the transport lets it through.

    A transport that sees it gives the transaction up (no dot, no request) and keeps nothing back.
    """

    def __init__(self, status: Status, reason: str, hold_cause: HoldCause | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.hold_cause = hold_cause


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """What an outcome makes of a letter."""

    status: Status
    reason: str
    #: Earliest next try (UTC), when the letter goes back to the queue.
    retry_at: datetime | None = None
    #: Why the whole account must stop until a person says otherwise, if it must.
    pause_account: str | None = None
    #: Until when (UTC) no letter of the account is tried, if the server asks for that.
    defer_account_until: datetime | None = None
    #: The address proved wrong.
    dead_address: bool = False


#: RFC 5321 §4.5.4.1 and RFC 6647 §5: a greylisted first try wants at least a quarter of an hour.
FIRST_RETRY = timedelta(minutes=20)
#: RFC 5321 §4.5.4.1: give up after 4 to 5 days of trying. A day on which nothing could be tried, because
#: the office was closed or everything was stopped, is none of them.
PATIENCE = timedelta(days=5)
DAYS_OF_TRYING = 5
LONGEST_WAIT = timedelta(hours=6)


def settle(outcome: Outcome, *, put_off_at: Sequence[datetime], now: datetime) -> Settlement:
    """What becomes of a letter after a try; ``put_off_at``: when the tries before it were put off (UTC)."""
    match outcome:
        case Accepted(receipt=receipt):
            return Settlement(status=Status.ACCEPTED, reason=f"accepted: {receipt}")
        case Deferred():
            return _put_off(outcome, [*put_off_at, now], now)
        case Refused(reason=reason, scope=Scope.ACCOUNT):
            return Settlement(
                status=Status.QUEUED, reason=f"waits for its account: {reason}", pause_account=reason
            )
        case Refused(reason=reason, scope=scope):
            return Settlement(
                status=Status.FAILED, reason=f"refused: {reason}", dead_address=scope is Scope.ADDRESS
            )
        case InDoubt(reason=reason):
            return Settlement(status=Status.IN_DOUBT, reason=f"in doubt: {reason}")
        case ByHand():
            return Settlement(status=Status.BY_HAND, reason="a person must send it: see the tasks")
        case _:
            assert_never(outcome)


def _put_off(outcome: Deferred, tries: Sequence[datetime], now: datetime) -> Settlement:
    ours = outcome.scope is Scope.ACCOUNT
    if _tried_long_enough(tries, now):
        given_up = f"given up after {DAYS_OF_TRYING} days of trying: {outcome.reason}"
        if ours:
            return Settlement(
                status=Status.QUEUED, reason=f"waits for its account: {given_up}", pause_account=given_up
            )
        return Settlement(status=Status.FAILED, reason=given_up)
    longer_and_longer = FIRST_RETRY * 2 ** min(len(tries) - 1, 10)
    wait = min(outcome.retry_after or longer_and_longer, LONGEST_WAIT)
    # The account waits for no longer than it must: the letter that it met this with may be the cause, and
    # waits for its own time while the others are tried.
    account_wait = min(outcome.retry_after or FIRST_RETRY, LONGEST_WAIT)
    return Settlement(
        status=Status.QUEUED,
        reason=f"put off: {outcome.reason}",
        retry_at=now + wait,
        defer_account_until=now + account_wait if ours else None,
    )


def _tried_long_enough(tries: Sequence[datetime], now: datetime) -> bool:
    days = {moment.astimezone(UTC).date() for moment in tries}
    return now - min(tries) >= PATIENCE and len(days) >= DAYS_OF_TRYING
