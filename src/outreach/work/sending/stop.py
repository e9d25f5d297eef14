"""The kill switch, and the word that lets things go on."""

from datetime import datetime

from sqlalchemy import Engine

from outreach.store import pauses, people
from outreach.store.gate import close_gate


def stop(engine: Engine, target: str, *, reason: str, who: str | None, now: datetime) -> None:
    """Stop everything, a campaign or an account (see `store.pauses`) from this commit on.

    Nothing further leaves, but for letters already past their point of no return.
    """
    with engine.begin() as connection:
        person = people.require(connection, who)
        close_gate(connection)
        pauses.add(connection, target, said_by=person, reason=reason, now=now)


def resume(engine: Engine, target: str | None, *, who: str | None) -> int:
    """Lift that pause, or all of them; gives how many were lifted."""
    with engine.begin() as connection:
        people.require(connection, who)
        return pauses.lift(connection, target)
