"""Who acts. Every approval, settlement, mark and edit names one person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from outreach.model.errors import NotAllowed
from outreach.model.ids import Handle


@dataclass(frozen=True, kw_only=True)
class Person:
    """A member of the campaign's staff."""

    #: Short name to act under: lower-case letters, digits and dashes.
    handle: Handle
    name: str
    #: Who took them in; None for the first of a home.
    enrolled_by: Handle | None = None
    #: Who let them go, and when (UTC).
    disabled_by: Handle | None = None
    disabled_at: datetime | None = None


def require_second_person(approver: str, makers: Collection[str], what: str) -> None:
    """Four eyes. Raises `NotAllowed` for an approver who is among those who made it."""
    if approver in makers:
        raise NotAllowed(f"{approver} made {what} and cannot approve it: a second person must")
