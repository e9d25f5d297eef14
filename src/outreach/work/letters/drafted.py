"""What became of one office when its letter was drafted."""

from dataclasses import dataclass
from enum import StrEnum

from outreach.model.ids import LetterId, OfficeId


class DraftResult(StrEnum):
    """What drafting made of an office."""

    DRAFTED = "drafted"
    #: Rewritten because something had changed; an approval it had is void.
    REDRAFTED = "redrafted"
    UNCHANGED = "unchanged"
    BLOCKED = "blocked"
    #: It has its letter of this step, or a person must settle that letter first.
    STANDS = "stands"
    NO_ADDRESS = "no_address"
    NOT_WRITTEN = "not_written"


@dataclass(frozen=True, kw_only=True)
class Drafted:
    """What became of one office, with the reason in words."""

    office_id: OfficeId
    result: DraftResult
    reason: str
    letter_id: LetterId | None = None
    #: That an approval and its time are gone with the change.
    approval_void: bool = False
    #: That a hold is gone with it, and that it leaves as it was approved.
    lifted: bool = False
    #: Letters of an office that the campaign does not write to any more.
    held: tuple[LetterId, ...] = ()
