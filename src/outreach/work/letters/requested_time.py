"""A time that somebody typed for a letter."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from outreach.model.civil_time import CivilTime, civil, parse_entered_time
from outreach.model.directory import Office
from outreach.model.errors import BadInput

#: A letter that waits longer has been approved in another world than the one it arrives in.
_FARTHEST = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class RequestedTime:
    """A time that a person typed; without a zone it is meant in each recipient's own."""

    local: datetime
    zone: str | None


def requested_time(at: RequestedTime, zone: str, office: Office, now: datetime) -> CivilTime:
    """The person's time, if it can be meant: from this morning (at once) to ninety days ahead.

    Raises `BadInput` for any other, and for one that does not exist or exists twice.
    """
    if abs(at.local.year - now.year) > 1:  # some years are beyond what a zone can compute
        raise BadInput(f"{at.local:%Y-%m-%d %H:%M} is more than ninety days away: say a nearer time")
    due = parse_entered_time(at.local, zone)
    if due.instant() < now and civil(now, zone).local.date() != due.local.date():
        raise BadInput(f"{due} is past for {office.id}: say a time to come")
    if due.instant() - now > _FARTHEST:
        raise BadInput(f"{due} is more than ninety days ahead: approve it nearer to its time")
    return due
