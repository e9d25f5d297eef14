"""Take a person in: nothing happens here without one."""

from datetime import datetime

from sqlalchemy import Engine

from outreach.model.person import Person
from outreach.store import people


def add_person(engine: Engine, person: Person, *, now: datetime) -> None:
    """Add them. Raises `BadInput` for a handle that is odd or taken."""
    with engine.begin() as connection:
        people.add(connection, person, now)
