"""The Retry-After header (RFC 9110 §10.2.3)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

#: Nobody may put us off for longer at once.
LONGEST = timedelta(hours=1)


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """How long the answer with these ``headers`` asks us to wait, at most an hour.

    None when it does not ask, cannot be understood, or names a moment that is past. A date is measured by
    the answer's own Date header, so that neither clock need be right.
    """
    asked = headers.get("Retry-After", "").strip()
    if asked.isascii() and asked.isdigit():
        # Beyond six digits it is more than an hour anyway, and might be more than a timedelta holds.
        wait = timedelta(seconds=int(asked[:6]))
    else:
        then, now = _instant(asked), _instant(headers.get("Date", ""))
        if then is None or now is None:
            return None
        wait = then - now
    return min(wait, LONGEST) if wait > timedelta(0) else None


def _instant(text: str) -> datetime | None:
    """An HTTP-date; one without a zone is no instant."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else None
