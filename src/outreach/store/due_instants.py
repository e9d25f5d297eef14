"""The instants at which queued letters are due, and the rules of the zones by which they were worked out.

Claims look for the instant, and a zone's rules may change after it was written down (a government abolishes
summer time). So the digest of the rules is kept beside, and what was worked out by others is worked out anew.
"""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from outreach.model.civil_time import CivilTime
from outreach.model.errors import BadInput
from outreach.model.ids import LetterId
from outreach.store.database import UNREADABLE
from outreach.store.letter_rows import due_columns
from outreach.store.schema import QUEUED, letters, zone_rules


def zones(connection: Connection) -> set[str]:
    """Every zone in which a queued letter is due."""
    found = connection.execute(select(letters.c.due_zone).where(letters.c.status == QUEUED).distinct())
    return {zone for zone in found.scalars() if zone}


def known_rules(connection: Connection) -> dict[str, str]:
    """Zone → digest of the rules by which its instants were worked out."""
    return {row.zone: row.digest for row in connection.execute(select(zone_rules))}


def know_rules(connection: Connection, rules: Mapping[str, str]) -> None:
    """From here on all instants of these zones are those of these rules."""
    for zone, digest in sorted(rules.items()):
        here = update(zone_rules).where(zone_rules.c.zone == zone).values(digest=digest)
        if connection.execute(here).rowcount:
            continue
        try:
            with connection.begin_nested():
                connection.execute(insert(zone_rules).values(zone=zone, digest=digest))
        except IntegrityError:  # another sender starts at this very moment
            connection.execute(here)


def renew(
    connection: Connection, of_zones: Collection[str], *, after: LetterId | None, limit: int
) -> LetterId | None:
    """Work out the instants of so many queued letters, by id, anew; gives the last one's, None at the end."""
    columns = (letters.c.id, letters.c.due_local, letters.c.due_zone, letters.c.retry_at, letters.c.due_at)
    here = (letters.c.status == QUEUED, letters.c.due_zone.in_(of_zones), letters.c.id > (after or ""))
    rows = connection.execute(select(*columns).where(*here).order_by(letters.c.id).limit(limit)).all()
    for row in rows:
        try:
            due = due_columns(CivilTime(local=row.due_local, zone=row.due_zone), row.retry_at)["due_at"]
        except (BadInput, ValueError, TypeError, AttributeError):
            continue  # its claim says what is wrong with it
        if due != row.due_at:
            unchanged = [letters.c.id == row.id, letters.c.status == QUEUED]
            if row.due_at is not UNREADABLE:  # SQLite's alone, where nobody else writes meanwhile
                unchanged.append(letters.c.due_at == row.due_at)
            connection.execute(update(letters).where(*unchanged).values(due_at=due))
    return rows[-1].id if len(rows) == limit else None
