"""The directory, as doors list it."""

from sqlalchemy import Engine

from outreach.model.directory import Address, Channel, Office, Suppression
from outreach.model.errors import NotFound
from outreach.model.ids import OfficeId
from outreach.store import directory
from outreach.store.damage import tell
from outreach.store.database import reading


def list_offices(engine: Engine, body: str | None = None) -> list[Office]:
    """The offices, or those of one body, by body and id."""
    with reading(engine) as connection:
        offices = directory.find(connection, unreadable=tell)
    return [office for office in offices if body in (None, office.body)]


def find_address(engine: Engine, office_id: OfficeId, channel: Channel, value: str = "") -> Address:
    """The office's address of that channel, or the one with that value. Raises `NotFound`."""
    with reading(engine) as connection:
        office = directory.get(connection, office_id)
    for address in office.addresses:
        if address.value == value or (not value and address.channel is channel):
            return address
    raise NotFound(
        f"{office_id} has no {value or channel} address: `outreach contacts list` shows what it has"
    )


def all_suppressions(engine: Engine) -> list[Suppression]:
    """Everything that must not be written to, by target."""
    with reading(engine) as connection:
        return directory.suppressed(connection)
