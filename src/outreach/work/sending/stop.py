"""The kill switch, and the word that lets things go on."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, Engine

from outreach.model.actor import Act, Actor
from outreach.store import audit, pauses, people
from outreach.store.gate import wait_until_clear


def stop(engine: Engine, actor: Actor, target: str, *, reason: str, now: datetime) -> bool:
    """Stop everything, a campaign or an account (see `store.pauses`) from this commit on.

    Then it waits for the letters on the threshold; False if one of them takes longer than that. Nothing
    further leaves, but for letters already past their point of no return.
    """
    with engine.begin() as connection:
        pause(connection, actor, target, reason=reason, now=now)
    return wait_until_clear(engine)


def pause(connection: Connection, actor: Actor, target: str, *, reason: str, now: datetime) -> None:
    """The core of `stop`, in the caller's transaction."""
    by = people.authorize(connection, actor, Act.STOP)
    pauses.add(connection, target, requested_by=by, reason=reason, now=now)
    audit.write(connection, by, Act.STOP, target, now=now, reason=reason)


def resume(engine: Engine, actor: Actor, target: str, *, now: datetime) -> int:
    """Lift that pause; gives 1 if there was one."""
    with engine.begin() as connection:
        return lift_pause(connection, actor, target, now=now)


def lift_pause(connection: Connection, actor: Actor, target: str, *, now: datetime) -> int:
    """The core of `resume`, in the caller's transaction."""
    by = people.authorize(connection, actor, Act.RESUME)
    lifted = pauses.lift(connection, target)
    if lifted:
        audit.write(connection, by, Act.RESUME, target, now=now)
    return lifted


def resume_after_file(engine: Engine, actor: Actor, remove: Callable[[], None], *, now: datetime) -> None:
    """Take away, by ``remove``, the file that stops everything; the act is in the audit like any other."""
    with engine.begin() as connection:
        by = people.authorize(connection, actor, Act.RESUME)
        audit.write(connection, by, Act.RESUME, "the STOP file", now=now)
        remove()
