"""Mark an address as checked: a person has seen it on the institution's own page."""

from datetime import datetime

from sqlalchemy import Engine

from outreach.model.directory import AddressState, Channel
from outreach.model.ids import OfficeId
from outreach.store import directory, people


def verify_address(
    engine: Engine, office_id: OfficeId, channel: Channel, *, who: str | None, now: datetime
) -> None:
    """Note who checked it and on which day (UTC). Raises `NotFound` for an address that is not there."""
    with engine.begin() as connection:
        person = people.require(connection, who)
        directory.get(connection, office_id)
        directory.mark(
            connection,
            office_id,
            channel,
            AddressState.VERIFIED,
            checked_by=person,
            checked_on=now.date(),
        )
