"""A person leaves: they act no more, and what they did stays theirs."""

from datetime import datetime

from sqlalchemy import Connection, Engine

from outreach.model.actor import Act, Actor
from outreach.model.errors import NotAllowed
from outreach.model.ids import Handle
from outreach.store import audit, people


def disable_person(engine: Engine, actor: Actor, handle: Handle, *, now: datetime) -> None:
    """Disable them, in a transaction of its own; see `disable`."""
    with engine.begin() as connection:
        disable(connection, actor, handle, now=now)


def disable(connection: Connection, actor: Actor, handle: Handle, *, now: datetime) -> None:
    """Let a person go. Raises `NotFound`, and `NotAllowed` for the last one who could let anybody in."""
    by = people.authorize(connection, actor, Act.DISABLE_PERSON)
    staying = [person for person in people.list_all(connection) if person.disabled_at is None]
    if [person.handle for person in staying] == [handle]:
        raise NotAllowed(f"{handle} is the last person here: enrol another one first")
    people.disable(connection, handle, by=by, now=now)
    audit.write(connection, by, Act.DISABLE_PERSON, handle, now=now)
