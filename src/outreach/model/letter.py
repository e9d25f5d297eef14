"""A letter, its states, and every move there is between them.

The table is the life of a letter as ``docs/architecture.md`` tells it. Only ``store.letters.move``
writes a status, and it refuses what is not listed here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from outreach.model.civil_time import CivilTime
from outreach.model.directory import Channel
from outreach.model.ids import CampaignId, LetterId, OfficeId


class Status(StrEnum):
    """Where a letter stands. It is in exactly one of these, with a reason in words."""

    DRAFT = "draft"
    BLOCKED = "blocked"
    APPROVED = "approved"
    QUEUED = "queued"
    CLAIMED = "claimed"
    TRANSMITTING = "transmitting"
    BY_HAND = "by_hand"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    IN_DOUBT = "in_doubt"
    HELD = "held"
    FAILED = "failed"
    CANCELLED = "cancelled"


_S = Status

MOVES: Mapping[Status, frozenset[Status]] = {
    _S.DRAFT: frozenset({_S.APPROVED, _S.BLOCKED, _S.CANCELLED}),
    _S.BLOCKED: frozenset({_S.DRAFT, _S.CANCELLED}),
    _S.APPROVED: frozenset({_S.QUEUED, _S.DRAFT, _S.CANCELLED}),
    _S.QUEUED: frozenset({_S.CLAIMED, _S.HELD, _S.DRAFT, _S.CANCELLED}),
    _S.CLAIMED: frozenset({_S.TRANSMITTING, _S.BY_HAND, _S.QUEUED, _S.FAILED, _S.HELD}),
    _S.TRANSMITTING: frozenset({_S.ACCEPTED, _S.QUEUED, _S.FAILED, _S.IN_DOUBT}),
    _S.BY_HAND: frozenset({_S.ACCEPTED, _S.FAILED, _S.CANCELLED}),
    _S.ACCEPTED: frozenset({_S.DELIVERED, _S.BOUNCED}),
    _S.DELIVERED: frozenset({_S.BOUNCED}),
    _S.BOUNCED: frozenset(),
    _S.IN_DOUBT: frozenset({_S.ACCEPTED, _S.QUEUED, _S.FAILED, _S.DELIVERED, _S.BOUNCED}),
    _S.HELD: frozenset({_S.QUEUED, _S.DRAFT, _S.CANCELLED}),
    _S.FAILED: frozenset({_S.QUEUED, _S.DRAFT, _S.CANCELLED}),
    _S.CANCELLED: frozenset(),
}

#: A letter in one of these no longer stands in the way of writing again to the same office.
ABANDONED = frozenset({Status.CANCELLED, Status.BOUNCED})

#: The institution has the letter, as far as anyone knows.
WITH_INSTITUTION = frozenset({Status.ACCEPTED, Status.DELIVERED})

#: Not yet approved for good: drafting again may write these anew.
UNSENT = frozenset({Status.DRAFT, Status.BLOCKED, Status.APPROVED, Status.QUEUED, Status.HELD})


def may_move(source: Status, target: Status) -> bool:
    """Whether the life of a letter has this move."""
    return target in MOVES[source]


@dataclass(frozen=True, kw_only=True)
class Content:
    """What one drafting made of a letter: what is sealed, and how it was arrived at."""

    #: The account that would carry it today; not sealed, because fail-over may change it.
    account: str
    #: ISO 639-1 code of the letter's language, and why it is that one.
    language: str
    language_reason: str
    #: The mailbox, the form's URL, or the postal address.
    address: str
    #: RFC 5321 reverse-path, a bare address.
    envelope_sender: str
    subject: str
    #: The whole message, CRLF line ends, 7-bit, without its ``Date:`` header; None while it is blocked.
    mime: bytes | None
    #: The day printed under the letterhead.
    planned_on: date


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One finished message to one office by one channel for one step. The bytes live apart (`Content`)."""

    #: Ten characters without look-alikes; printed as the reference, so that a reply on paper finds it.
    id: LetterId
    campaign_id: CampaignId
    step: str
    office_id: OfficeId
    channel: Channel
    status: Status
    #: Why it is in this state, in words for staff.
    reason: str
    #: RFC 5322 msg-id with its angle brackets, fixed when the row is made.
    message_id: str
    #: msg-ids of the thread's earlier letters, oldest first; empty for a first letter.
    references: tuple[str, ...]
    account: str
    language: str
    language_reason: str
    address: str
    envelope_sender: str
    subject: str
    planned_on: date | None
    #: Person who drafted it last, and everybody who ever did.
    author: str
    editors: tuple[str, ...]
    #: Person who approved it, when (UTC), and the hash they approved; empty until then.
    approved_by: str | None
    approved_at: datetime | None
    seal: str | None
    #: When it should leave, as the clock on the wall says in its zone.
    due: CivilTime | None
    #: Whether a person said that time; one that was computed keeps to the recipient's working hours.
    due_is_manual: bool | None
    #: Not before this instant (UTC), after a deferral.
    retry_at: datetime | None
    #: The ``Date:`` header's value as it left (RFC 5322 date-time); empty until the first claim.
    date_header: str | None
    #: Fencing token of the present claim, and when the claim lapses (UTC).
    claim: str | None
    lease_until: datetime | None

    @property
    def due_at(self) -> datetime | None:
        """The instant (UTC) from which it may leave, worked out late: the rules of a zone may change."""
        instants = [moment for moment in (self.due and self.due.instant(), self.retry_at) if moment]
        return max(instants, default=None)
