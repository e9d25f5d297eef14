"""Hold the letters to an office that the campaign does not write to any more."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from outreach.model.ids import LetterId
from outreach.model.letter import Letter
from outreach.model.status import HOLDABLE, HoldCause, Status
from outreach.store import letters
from outreach.work.letters.cancel import drop_tasks


def leave_out(
    connection: Connection, found: Collection[Letter], *, reason: str, by: str, now: datetime
) -> tuple[LetterId, ...]:
    """Hold those of these letters that have not left, and drop their tasks; gives their ids.

    Once the campaign writes to the office again, drafting lifts that. What is blocked, held or failed
    already stays so: it cannot leave before somebody has looked at it, and then the sender looks again.
    """
    held = [letter for letter in found if letter.status in HOLDABLE]
    for letter in held:
        letters.move(
            connection,
            letter.id,
            letter.status,
            Status.HELD,
            reason=reason,
            by=by,
            now=now,
            hold_cause=HoldCause.AUDIENCE,
        )
        drop_tasks(connection, letter, reason=reason, by=by, now=now)
    return tuple(letter.id for letter in held)
