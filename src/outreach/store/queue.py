"""The queue: letters that are approved, and leave when their time has come."""

from datetime import datetime

from sqlalchemy import Connection, and_, select, update

from outreach.model.civil_time import CivilTime
from outreach.model.errors import BadInput
from outreach.model.ids import LetterId
from outreach.model.letter import Letter
from outreach.model.status import Status
from outreach.store.damage import READ_FAULTS
from outreach.store.schema import letters


def due_ids(connection: Connection, now: datetime) -> list[LetterId]:
    """Ids of the queued letters whose time has come at ``now`` (UTC), the longest due first.

    Civil times become instants here, late, so the database is asked for a day more than it must give.
    """
    columns = (letters.c.id, letters.c.due_local, letters.c.due_zone, letters.c.retry_at)
    due = []
    for row in connection.execute(select(*columns).where(letters.c.status == Status.QUEUED)):
        try:
            local = row.due_local and CivilTime(local=row.due_local, zone=row.due_zone).instant()
            at = max((moment for moment in (local, row.retry_at) if moment), default=now)
        except (BadInput, *READ_FAULTS):  # the claim sets it apart; a bad row must not keep the others
            at = now
        if at <= now:
            due.append((at, row.id))
    return [letter_id for _, letter_id in sorted(due, key=lambda one: (one[0], str(one[1])))]


def put_off(connection: Connection, letter: Letter, due: CivilTime, *, reason: str) -> None:
    """Give a queued letter whose time was computed a later one, and say so."""
    here = and_(letters.c.id == letter.id, letters.c.status == Status.QUEUED)
    values = {"due_local": due.local, "due_zone": due.zone, "retry_at": None, "reason": reason}
    connection.execute(update(letters).where(here).values(values))
