"""People: who may act."""

import re
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from outreach.model.actor import Act, Actor, require_permission
from outreach.model.errors import BadInput, NotAllowed, NotFound
from outreach.model.ids import Handle
from outreach.model.person import Person
from outreach.store.locks import Lock, take_lock
from outreach.store.moves import OUTREACH
from outreach.store.schema import people

_HANDLE = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")


def authorize(connection: Connection, actor: Actor, act: Act) -> Handle:
    """The actor's handle, if they are enrolled, have not left, and one of their roles allows the act.

    From here to the end of the transaction no other person acts, see `act_alone`. Raises `NotAllowed`.
    """
    act_alone(connection)
    row = connection.execute(select(people).where(people.c.handle == actor.handle)).one_or_none()
    if row is None:
        raise NotAllowed(
            f"nobody here goes by {actor.handle}: `outreach people add {actor.handle} --name …` first"
        )
    if row.disabled_at is not None:
        raise NotAllowed(f"{actor.handle} has left and cannot act any more (said by {row.disabled_by})")
    require_permission(actor, act)
    return Handle(row.handle)


def act_alone(connection: Connection) -> None:
    """From here to the end of the transaction no other person acts.

    What two people do at once has an order, and so have the audit's lines.
    """
    take_lock(connection, Lock.ACT)


def add(connection: Connection, person: Person, now: datetime, *, enrolled_by: Handle | None = None) -> None:
    """Take a person in. Raises `BadInput` for a handle that is odd or taken."""
    if not _HANDLE.fullmatch(person.handle) or person.handle == OUTREACH:
        raise BadInput(f"{person.handle!r} cannot be a handle: use lower-case letters, digits and dashes")
    if not person.name.strip():
        raise BadInput("say the person's full name: add --name")
    if connection.execute(select(people.c.handle).where(people.c.handle == person.handle)).first():
        raise BadInput(f"there is a person {person.handle} already: choose another handle")
    connection.execute(
        insert(people).values(handle=person.handle, name=person.name, added_at=now, enrolled_by=enrolled_by)
    )


def disable(connection: Connection, handle: Handle, *, by: Handle, now: datetime) -> None:
    """They act no more; what they did stays theirs. Raises `NotFound`."""
    here = people.c.handle == handle
    changed = connection.execute(update(people).where(here).values(disabled_at=now, disabled_by=by))
    if changed.rowcount != 1:
        raise NotFound(f"nobody here goes by {handle}: `outreach people list` shows everybody")


def list_all(connection: Connection) -> list[Person]:
    """Everybody, leavers too, by handle."""
    return [
        Person(
            handle=row.handle,
            name=row.name,
            enrolled_by=row.enrolled_by,
            disabled_by=row.disabled_by,
            disabled_at=row.disabled_at,
        )
        for row in connection.execute(select(people).order_by(people.c.handle))
    ]
