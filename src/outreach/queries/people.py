"""Who may act here, and who no longer may."""

from sqlalchemy import Engine

from outreach.model.person import Person
from outreach.store import people
from outreach.store.database import reading


def list_people(engine: Engine) -> list[Person]:
    """Everybody, leavers too, by handle."""
    with reading(engine) as connection:
        return people.list_all(connection)
