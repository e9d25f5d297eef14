"""Letters that a person carries obey the same law: what forbids one takes it off the table again."""

from datetime import datetime

from sqlalchemy import Connection, Engine

from outreach.model.ids import LetterId
from outreach.model.letter import Letter
from outreach.model.status import Status
from outreach.store import letters
from outreach.store.damage import tell
from outreach.store.moves import OUTREACH
from outreach.work.letters.cancel import drop_tasks
from outreach.work.sending.look_again import look_again


def withdraw_forbidden(engine: Engine, *, live: bool, now: datetime) -> list[LetterId]:
    """Hold every letter by hand that must not be carried any more, and drop its task; gives their ids."""
    with engine.begin() as connection:
        waiting = letters.find(connection, statuses=[Status.BY_HAND], unreadable=tell)
        return [letter.id for letter in waiting if withdraw(connection, letter, live=live, now=now)]


def withdraw(connection: Connection, letter: Letter, *, live: bool, now: datetime) -> str | None:
    """Hold this letter by hand if anything forbids it for good; gives the reason.

    A stop is none: it passes, and until then the task itself says that it is not to be done.
    """
    found = look_again(connection, letter, live=live, now=now)
    if found is None or found.hold_cause is None:
        return None
    letters.move(
        connection,
        letter.id,
        Status.BY_HAND,
        Status.HELD,
        reason=found.reason,
        now=now,
        hold_cause=found.hold_cause,
    )
    drop_tasks(connection, letter, reason=found.reason, by=OUTREACH, now=now)
    return found.reason
