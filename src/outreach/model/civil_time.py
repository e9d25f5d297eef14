"""What the clock on the wall says somewhere, and the instant it means.

Civil times are kept with their IANA zone and become an instant late (RFC 9557 has the same idea):
the rules of a zone may change between the approval and the sending.
"""

import hashlib
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from outreach.model.errors import BadInput

#: Found beside the zones on some machines: this machine's own, a stand-in, copies with leap seconds.
_NO_PLACE = ("localtime", "Factory", "posix", "right/")


@dataclass(frozen=True, kw_only=True)
class CivilTime:
    """A local date and time (naive) with the IANA name of its zone."""

    local: datetime
    zone: str

    def __post_init__(self) -> None:
        if self.local.tzinfo is not None:
            raise ValueError("CivilTime.local carries no tzinfo: its zone stands beside it")

    def instant(self) -> datetime:
        """The instant (UTC) this means.

        A time that the spring change skips means the first moment after the gap; a time that the
        autumn change has twice means its first occurrence.
        """
        return _instant(self.local, time_zone(self.zone))

    def __str__(self) -> str:
        return f"{self.local:%Y-%m-%d %H:%M} {self.zone}"


@lru_cache(maxsize=4096)  # the letters of one round share a few
def _instant(local: datetime, zone: ZoneInfo) -> datetime:
    _require_computable(local)
    first = local.replace(tzinfo=zone, fold=0)
    if _is_skipped(local, zone):
        # PEP 495: with fold=1 a skipped time is read with the later offset, so it lands before the
        # gap; the difference of the two offsets is the gap's width.
        gap = first.utcoffset() - first.replace(fold=1).utcoffset()  # type: ignore[operator]
        return _end_of_gap(local.replace(second=0, microsecond=0), zone, abs(gap))
    return first.astimezone(UTC)


def civil(moment: datetime, zone: str) -> CivilTime:
    """What the clock shows in ``zone`` at ``moment`` (aware)."""
    _require_computable(moment)
    return CivilTime(local=moment.astimezone(time_zone(zone)).replace(tzinfo=None), zone=zone)


def parse_entered_time(local: datetime, zone: str) -> CivilTime:
    """A time that someone typed: unlike a computed one it must exist, and exist once.

    Raises `BadInput` for a local time that a change of the clocks skips or repeats.
    """
    there = time_zone(zone)
    _require_computable(local)
    if _is_skipped(local, there):
        raise BadInput(
            f"{local:%Y-%m-%d %H:%M} does not exist in {zone}: the clocks go forward over it; "
            "choose another time"
        )
    if local.replace(tzinfo=there, fold=0).utcoffset() != local.replace(tzinfo=there, fold=1).utcoffset():
        raise BadInput(
            f"{local:%Y-%m-%d %H:%M} comes twice in {zone}: the clocks go back over it; choose another time"
        )
    return CivilTime(local=local, zone=zone)


def time_zone(name: str) -> ZoneInfo:
    """The zone of that IANA name. Raises `BadInput` for a name the tz database does not have."""
    try:
        if not name.startswith(_NO_PLACE):
            return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    raise BadInput(f"{name!r} is not an IANA time zone: write it like Europe/Paris")


def rules_digest(zone: str, year: int) -> str:
    """SHA-256 (hex) of what the clocks of that zone show in that year and the next.

    Raises `BadInput` for a name the tz database does not have.
    """
    there = time_zone(zone)
    moments = (datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=hour) for hour in range(0, 2 * 366 * 24, 6))
    shown = [moment.astimezone(there).utcoffset() for moment in moments]
    return hashlib.sha256(repr(shown).encode()).hexdigest()


def _require_computable(moment: datetime) -> None:
    """In the first and the last year some zones would be in years that there are not."""
    if not MINYEAR < moment.year < MAXYEAR:
        raise BadInput(f"nothing can be computed with the year {moment.year}: mend it")


def _is_skipped(local: datetime, zone: ZoneInfo) -> bool:
    there = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return there.astimezone(zone).replace(tzinfo=None) != local


def _end_of_gap(local: datetime, zone: ZoneInfo, gap: timedelta) -> datetime:
    """The first instant after the gap that holds ``local`` (gaps are whole minutes)."""
    before = (local - gap).replace(tzinfo=zone).astimezone(UTC)
    while before.astimezone(zone).replace(tzinfo=None) < local:
        before += timedelta(minutes=1)
    return before
