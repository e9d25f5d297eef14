"""Mark an address as checked: a person has seen it on the institution's own page."""

from datetime import datetime

from sqlalchemy import Connection, Engine

from outreach.model.actor import Act, Actor
from outreach.model.directory import Address, AddressState
from outreach.model.errors import NotAllowed
from outreach.model.ids import OfficeId
from outreach.store import audit, directory, people


def verify_address(
    engine: Engine, actor: Actor, office_id: OfficeId, seen: Address, *, now: datetime
) -> None:
    """Verify it, in a transaction of its own; see `verify`."""
    with engine.begin() as connection:
        verify(connection, actor, office_id, seen, now=now)


def verify(
    connection: Connection, actor: Actor, office_id: OfficeId, seen: Address, *, now: datetime
) -> None:
    """Note who has checked the address that was ``seen``, and on which day (UTC).

    Raises `NotAllowed` for whoever put it there, `WrongState` when it has changed.
    """
    by = people.authorize(connection, actor, Act.VERIFY_ADDRESS)
    if seen.changed_by == by:
        raise NotAllowed(f"{by} changed {seen.value} and cannot verify it: a second person must")
    directory.mark(connection, seen, AddressState.VERIFIED, checked_by=by, checked_on=now.date())
    audit.write(connection, by, Act.VERIFY_ADDRESS, office_id, now=now, address=seen.value)
