"""What the sessions bring to a turn, and what the turn makes of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from outreach.model.ids import LetterId
from outreach.model.sending import NotNow
from outreach.store.queue import Lane
from outreach.work.sending.conclude import Ended
from outreach.work.sending.history import Try


@dataclass(frozen=True, kw_only=True)
class Business:
    """What the sessions bring to a turn."""

    ended: Sequence[Ended] = ()
    at_gate: Sequence[Try] = ()
    #: Claimed letters that nobody has begun, by account.
    in_hand: Mapping[str, Sequence[Try]] = field(default_factory=dict)
    #: How many letters each account could take on.
    room: Mapping[str, int] = field(default_factory=dict)
    #: Where more may be due; None: it is time to look.
    lanes: Collection[Lane] | None = ()


@dataclass(kw_only=True)
class Decided:
    """What the turn has made of it."""

    passed: list[Try] = field(default_factory=list)
    #: Those at the gate that must not pass, and why.
    turned_back: list[tuple[Try, NotNow]] = field(default_factory=list)
    #: Those at the gate whose claim no longer holds.
    lost: list[Try] = field(default_factory=list)
    claimed: Sequence[Try] = ()
    #: Letters in hand that are in the queue again.
    given_back: list[Try] = field(default_factory=list)
    #: Letters that were due and must not leave, of which there is news.
    set_apart: list[LetterId] = field(default_factory=list)
    #: Where more may be due.
    lanes: set[Lane] = field(default_factory=set)
    #: Whether the database is for the other kind of delivery.
    is_forbidden: bool = False
