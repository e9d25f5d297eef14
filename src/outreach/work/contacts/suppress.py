"""Never write there again; and the way back, when that was said by mistake or is taken back."""

from datetime import datetime

from sqlalchemy import Connection, Engine

from outreach.model.actor import Act, Actor
from outreach.model.directory import Channel, Suppression
from outreach.model.errors import NotFound
from outreach.model.ids import Handle, OfficeId
from outreach.model.mailbox import mailbox
from outreach.store import audit, directory, people
from outreach.store.gate import wait_until_clear


def suppress_target(engine: Engine, actor: Actor, target: str, *, reason: str, now: datetime) -> None:
    """Suppress it, in a transaction of its own; see `suppress`."""
    with engine.begin() as connection:
        suppress(connection, actor, target, reason=reason, now=now)
    wait_until_clear(engine)


def suppress(connection: Connection, actor: Actor, target: str, *, reason: str, now: datetime) -> None:
    """Suppress an office (by id) with its mailboxes, or a mailbox, in this and every later campaign.

    Letters on their way are held back at the latest before their point of no return.
    Raises `NotFound` for an office that is not there, `BadInput` for what is no mailbox.
    """
    by = people.authorize(connection, actor, Act.SUPPRESS)
    if "@" in target:
        target = mailbox(target)
    else:
        _suppress_mailboxes(connection, OfficeId(target), reason, by, now)
    directory.suppress(connection, Suppression(target=target, requested_by=by, reason=reason), now)
    audit.write(connection, by, Act.SUPPRESS, target, now=now, reason=reason)


def lift_suppression(engine: Engine, actor: Actor, target: str, *, reason: str, now: datetime) -> None:
    """Lift it, in a transaction of its own; see `lift`."""
    with engine.begin() as connection:
        lift(connection, actor, target, reason=reason, now=now)


def lift(connection: Connection, actor: Actor, target: str, *, reason: str, now: datetime) -> None:
    """Let it be written to again. Letters that were held for it wait for their release.

    Raises `NotFound` for what is not suppressed.
    """
    by = people.authorize(connection, actor, Act.LIFT_SUPPRESSION)
    if not directory.lift_suppression(connection, target):
        raise NotFound(f"{target} is not suppressed: `outreach contacts suppressions list` shows what is")
    audit.write(connection, by, Act.LIFT_SUPPRESSION, target, now=now, reason=reason)


def _suppress_mailboxes(
    connection: Connection, office_id: OfficeId, reason: str, by: Handle, now: datetime
) -> None:
    """Its mailboxes too, so that the same one under another office's id stays silent as well."""
    for address in directory.get(connection, office_id).addresses:
        if address.channel is Channel.EMAIL:
            suppression = Suppression(
                target=address.value, requested_by=by, reason=reason, because_of=office_id
            )
            directory.suppress(connection, suppression, now)
