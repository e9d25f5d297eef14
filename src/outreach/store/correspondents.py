"""The office of each letter as it is at this moment, with the letter's own address: many at once."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, and_, select

from outreach.model.directory import Office
from outreach.model.errors import DamagedRow
from outreach.model.ids import LetterId
from outreach.store.directory import CONVERTED, PLAIN, office_of
from outreach.store.directory_schema import addresses, offices
from outreach.store.schema import letters
from outreach.store.sets import among

_HERE = and_(
    addresses.c.office_id == letters.c.office_id,
    addresses.c.channel == letters.c.channel,
    addresses.c.value == letters.c.address,
)
_COLUMNS = (
    letters.c.id.label("letter_id"),
    letters.c.channel,
    letters.c.address,
    addresses.c.state,
    *(offices.c[name] for name in (*CONVERTED, *PLAIN)),
)
_CORRESPONDENTS = (
    select(*_COLUMNS)
    .select_from(letters)
    .join(offices, offices.c.id == letters.c.office_id)
    .outerjoin(addresses, _HERE)
    .where(among(letters.c.id, "ids"))
)


def correspondents(
    connection: Connection, letter_ids: Collection[LetterId]
) -> dict[LetterId, Office | DamagedRow]:
    """Letter → its office, whose only address here is the one the letter goes to, if it still has that.

    What is wrong instead, for an office that cannot be read; nothing, for one that is not there.
    """
    rows = connection.execute(_CORRESPONDENTS, {"ids": list(letter_ids)}).all()
    return {LetterId(letter_id): _office_or_fault(*facts) for letter_id, *facts in rows}


def _office_or_fault(*facts: Any) -> Office | DamagedRow:
    try:
        return _office(*facts)
    except DamagedRow as damaged:
        return damaged


@lru_cache(maxsize=1024)
def _office(channel: str, address: str, state: str | None, *columns: Any) -> Office:
    """The same facts are the same office: what is made of it need not be made again at the gate."""
    reached = [{"channel": channel, "value": address, "state": state}] if state is not None else []
    converted, plain = columns[: len(CONVERTED)], columns[len(CONVERTED) :]
    return office_of(
        dict(zip(PLAIN, plain, strict=True)), reached, **dict(zip(CONVERTED, converted, strict=True))
    )
