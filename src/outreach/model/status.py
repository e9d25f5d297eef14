"""The states of a letter, every move there is between them, and the groups that others ask for.

The table is the life of a letter as ``docs/architecture.md`` tells it. Only ``store.letters.move``
writes a status, and it refuses what is not listed here.
"""

from collections.abc import Mapping
from enum import StrEnum


class Status(StrEnum):
    """Where a letter stands. It is in exactly one of these, with a reason in words."""

    #: Written, and waits for a second person.
    DRAFT = "draft"
    #: Something is missing, so there is nothing to approve; the reason says what.
    BLOCKED = "blocked"
    #: A second person has approved it; the campaign is not approved yet.
    APPROVED = "approved"
    #: It leaves at its time.
    QUEUED = "queued"
    #: A sender has taken it under a lease, and it has surely not left.
    CLAIMED = "claimed"
    #: Its sender is past the point of no return: it may have left.
    TRANSMITTING = "transmitting"
    #: A person must carry it: a form to fill in, a letter to post.
    BY_HAND = "by_hand"
    #: The other side has taken charge of it.
    ACCEPTED = "accepted"
    #: A report says that it has arrived.
    DELIVERED = "delivered"
    #: It came back.
    BOUNCED = "bounced"
    #: Nobody can say whether it was taken; a person or later evidence settles it.
    IN_DOUBT = "in_doubt"
    #: Something forbids it, and its `HoldCause` says which way leads on.
    HELD = "held"
    #: Refused for good, or given up after days of trying.
    FAILED = "failed"
    #: Given up before it left.
    CANCELLED = "cancelled"


class HoldCause(StrEnum):
    """Why a letter is held, which decides how it goes on."""

    #: Somebody said so; only its release lets it go.
    PERSON = "person"
    #: What it was made from has changed: it must be drafted again.
    STALE = "stale"
    #: The day printed on it is too long past: it must be drafted again.
    LATE = "late"
    #: The office or its mailbox must not be written to; its release, once that is lifted.
    SUPPRESSED = "suppressed"
    #: A reminder of a letter that has been answered meanwhile.
    ANSWERED = "answered"
    #: Its address is dead, changed or not verified: drafted again, or released once it is right.
    ADDRESS = "address"
    #: Its campaign bars or leaves out its office, or has no more to ask of it.
    AUDIENCE = "audience"


_S = Status

MOVES: Mapping[Status, frozenset[Status]] = {
    _S.DRAFT: frozenset({_S.APPROVED, _S.BLOCKED, _S.HELD, _S.CANCELLED}),
    _S.BLOCKED: frozenset({_S.DRAFT, _S.CANCELLED}),
    _S.APPROVED: frozenset({_S.QUEUED, _S.DRAFT, _S.HELD, _S.CANCELLED}),
    _S.QUEUED: frozenset({_S.CLAIMED, _S.HELD, _S.DRAFT, _S.ACCEPTED, _S.CANCELLED}),
    _S.CLAIMED: frozenset({_S.TRANSMITTING, _S.BY_HAND, _S.QUEUED, _S.FAILED, _S.HELD}),
    _S.TRANSMITTING: frozenset({_S.ACCEPTED, _S.QUEUED, _S.FAILED, _S.IN_DOUBT}),
    _S.BY_HAND: frozenset({_S.ACCEPTED, _S.HELD, _S.FAILED, _S.CANCELLED}),
    _S.ACCEPTED: frozenset({_S.DELIVERED, _S.BOUNCED, _S.BY_HAND}),
    _S.DELIVERED: frozenset({_S.BOUNCED}),
    _S.BOUNCED: frozenset(),
    _S.IN_DOUBT: frozenset({_S.ACCEPTED, _S.QUEUED, _S.HELD, _S.FAILED, _S.DELIVERED, _S.BOUNCED}),
    _S.HELD: frozenset({_S.QUEUED, _S.DRAFT, _S.ACCEPTED, _S.CANCELLED}),
    _S.FAILED: frozenset({_S.QUEUED, _S.DRAFT, _S.ACCEPTED, _S.CANCELLED}),
    _S.CANCELLED: frozenset(),
}

#: Moves that no program makes by itself: a repeated letter, a letter carried by hand, or not after all.
ONLY_BY_A_PERSON = frozenset(
    {
        (_S.DRAFT, _S.APPROVED),
        (_S.BY_HAND, _S.ACCEPTED),
        (_S.ACCEPTED, _S.BY_HAND),
        (_S.IN_DOUBT, _S.QUEUED),
        (_S.FAILED, _S.QUEUED),
    }
)

#: A letter in one of these no longer stands in the way of writing again to the same office.
ABANDONED = frozenset({_S.CANCELLED, _S.BOUNCED})

#: The institution has the letter, as far as anyone knows.
WITH_INSTITUTION = frozenset({_S.ACCEPTED, _S.DELIVERED})

#: It has left, or may have: something can come back to it.
OUT = frozenset({_S.ACCEPTED, _S.DELIVERED, _S.BOUNCED, _S.IN_DOUBT})

#: Not yet on its way: drafting again may rewrite these.
UNSENT = frozenset({_S.DRAFT, _S.BLOCKED, _S.APPROVED, _S.QUEUED, _S.HELD})

#: As `UNSENT`, and what a person has not carried away yet: an answer keeps these from leaving.
NOT_LEFT = UNSENT | {_S.BY_HAND}

#: Nobody has approved it, so no seal guards yet what it says.
UNAPPROVED = frozenset({_S.DRAFT, _S.BLOCKED})

#: A second person has approved it, and it waits for its time.
WAITING = frozenset({_S.APPROVED, _S.QUEUED})

#: Nothing stands in the way of other words or another day.
EDITABLE = UNAPPROVED | WAITING

#: Has a time at which it would leave.
TO_COME = frozenset({_S.DRAFT, _S.APPROVED, _S.QUEUED, _S.HELD})

#: A sender has it in its hands.
ON_ITS_WAY = frozenset({_S.CLAIMED, _S.TRANSMITTING})

#: A person should look at these.
NEEDS_ATTENTION = frozenset({_S.IN_DOUBT, _S.FAILED, _S.BLOCKED, _S.HELD})

#: Can still be given up.
CANCELLABLE = frozenset(source for source, targets in MOVES.items() if _S.CANCELLED in targets)

#: Can be held back by a person.
HOLDABLE = frozenset({_S.DRAFT, _S.APPROVED, _S.QUEUED, _S.BY_HAND})

#: Drafting again is the only way out of these: as it is, the letter can no longer leave.
ENDED_BY_DRAFTING_ALONE = frozenset({HoldCause.STALE, HoldCause.LATE})

#: Drafting again is a way out of these; the others wait for a person's release.
ENDED_BY_DRAFTING = ENDED_BY_DRAFTING_ALONE | {HoldCause.ADDRESS, HoldCause.AUDIENCE}


def may_move(source: Status, target: Status) -> bool:
    """Whether the life of a letter has this move."""
    return target in MOVES[source]
