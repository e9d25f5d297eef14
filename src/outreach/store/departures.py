"""When a letter last left for an office, whichever campaign's it was."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, func, select

from outreach.model.ids import OfficeId
from outreach.model.status import OUT, Status
from outreach.store.schema import letters, moves
from outreach.store.sets import among

#: Each letter that is out has come through one of these.
_LEFT = (Status.ACCEPTED.value, Status.IN_DOUBT.value)
_LAST = (
    select(letters.c.office_id, func.max(moves.c.at))
    .join(moves, moves.c.letter_id == letters.c.id)
    .where(letters.c.status.in_(sorted(OUT)), moves.c.target.in_(_LEFT))
    .group_by(letters.c.office_id)
)
_LAST_OF = _LAST.where(among(letters.c.office_id, "offices"))


def last_departures(
    connection: Connection, offices: Collection[OfficeId] | None = None
) -> dict[OfficeId, datetime]:
    """Office → when (UTC) the last letter that has left, or may have, did so; None asks of all offices."""
    if offices is None:
        rows = connection.execute(_LAST).all()
    else:
        rows = connection.execute(_LAST_OF, {"offices": list(offices)}).all()
    return {OfficeId(office_id): at for office_id, at in rows}
