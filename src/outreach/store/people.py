"""People: who may act."""

import re
from datetime import datetime

from sqlalchemy import Connection, insert, select

from outreach.model.errors import BadInput, NotAllowed
from outreach.model.person import Person
from outreach.store.schema import people

_HANDLE = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")


def add(connection: Connection, person: Person, now: datetime) -> None:
    """Take a person in. Raises `BadInput` for a handle that is odd or taken."""
    if not _HANDLE.fullmatch(person.handle) or person.handle == "outreach":
        raise BadInput(f"{person.handle!r} cannot be a handle: use lower-case letters, digits and dashes")
    if not person.name.strip():
        raise BadInput("say the person's full name: add --name")
    if connection.execute(select(people.c.handle).where(people.c.handle == person.handle)).first():
        raise BadInput(f"there is a person {person.handle} already: choose another handle")
    connection.execute(insert(people).values(handle=person.handle, name=person.name, added_at=now))


def require(connection: Connection, handle: str | None) -> str:
    """The handle, if such a person exists. Raises `NotAllowed`: an act without a person is refused."""
    if not handle:
        raise NotAllowed("say who acts: add --as PERSON, or set OUTREACH_AS")
    if not connection.execute(select(people.c.handle).where(people.c.handle == handle)).first():
        raise NotAllowed(f"nobody here goes by {handle}: `outreach people add {handle} --name …` first")
    return handle


def list_all(connection: Connection) -> list[Person]:
    """Everybody, by handle."""
    rows = connection.execute(select(people).order_by(people.c.handle))
    return [Person(handle=row.handle, name=row.name) for row in rows]
