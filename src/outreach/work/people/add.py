"""Take a person in: nothing happens here without one."""

from datetime import datetime

from sqlalchemy import Connection, Engine

from outreach.model.actor import Act, Actor
from outreach.model.errors import NotAllowed
from outreach.model.person import Person
from outreach.store import audit, people


def add_person(engine: Engine, actor: Actor | None, person: Person, *, now: datetime) -> None:
    """Enrol them, in a transaction of its own; see `enrol`."""
    with engine.begin() as connection:
        enrol(connection, actor, person, now=now)


def enrol(connection: Connection, actor: Actor | None, person: Person, *, now: datetime) -> None:
    """Add a person; whoever is there already must say so, and only the first of a home needs nobody.

    The first may have said already who they are: nobody else can have said it.

    Raises `BadInput` for a handle that is odd or taken, `NotAllowed` without an enroller.
    """
    people.act_alone(connection)
    everybody = people.list_all(connection)
    is_first = not everybody and (actor is None or actor.handle == person.handle)
    if actor is None and not is_first:
        raise NotAllowed("somebody who is here already must enrol them: add --as PERSON")
    if actor is None or is_first:
        people.add(connection, person, now)
        audit.write(connection, person.handle, Act.ENROL_PERSON, person.handle, now=now, name=person.name)
        return
    enroller = people.authorize(connection, actor, Act.ENROL_PERSON)
    people.add(connection, person, now, enrolled_by=enroller)
    audit.write(connection, enroller, Act.ENROL_PERSON, person.handle, now=now, name=person.name)
