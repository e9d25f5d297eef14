"""The rehearsal's own time: an instant in a file of the home."""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from outreach.files.read import LARGEST_LINE, is_there, read_file
from outreach.files.write import write_file
from outreach.model.errors import BadInput

#: Zones, holidays and files know these years; nobody rehearses in others.
_YEARS = range(2000, 2100)


def read_clock(file: Path) -> datetime | None:
    """The instant (UTC) that stands there; None where there is no such file. Raises `BadInput`."""
    if not is_there(file):
        return None
    moment: datetime | None = None
    with suppress(ValueError):
        moment = datetime.fromisoformat(read_file(file, limit=LARGEST_LINE).decode("utf-8-sig").strip())
    if moment is None or moment.tzinfo is None:  # without its offset it would be this machine's
        raise BadInput(f"{file} holds no instant: write it like 2026-06-02T07:00:00+00:00")
    if moment.year not in _YEARS:
        raise BadInput(f"{file} is set to the year {moment.year}: set it to a day from 2000 to 2099")
    return moment.astimezone(UTC)


def write_clock(file: Path, moment: datetime) -> None:
    """Turn it to that moment. Raises `BadInput` where nothing can be written."""
    write_file(file, moment.astimezone(UTC).isoformat().encode())
