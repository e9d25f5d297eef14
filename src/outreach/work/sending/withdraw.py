"""Letters that a person carries obey the same law: what forbids one takes it off the table again."""

from datetime import datetime

from sqlalchemy import Connection, Engine

from outreach.model.errors import WrongState
from outreach.model.ids import LetterId, TaskId
from outreach.model.status import Status
from outreach.model.task import TaskStatus
from outreach.store import letters, tasks
from outreach.store.damage import tell
from outreach.store.database import reading
from outreach.store.moves import OUTREACH
from outreach.work.letters.cancel import drop_tasks
from outreach.work.sending.look_again import Lookout, look_again


def withdraw_forbidden(engine: Engine, *, live: bool, now: datetime) -> list[LetterId]:
    """Hold every letter by hand that must not be carried any more, and drop its task; gives their ids."""
    with engine.begin() as connection:
        carried = tasks.find(connection, status=TaskStatus.OPEN, unreadable=tell)
        ids = [task.letter_id for task in carried if task.letter_id]
        found = letters.find(connection, ids=ids, unreadable=tell)
        waiting = [letter for letter in found if letter.status is Status.BY_HAND]
        lookout = Lookout(live=live)
        lookout.read_anew(connection, now)
        against = lookout.look(connection, waiting, now=now).against  # nearly always nothing
        return [one for one in against if _withdraw(connection, one, live=live, now=now)]


def require_carriable(engine: Engine, task_id: TaskId, *, live: bool, now: datetime) -> None:
    """Raises `WrongState` where the open task's letter must not be carried any more, turn or no turn.

    Nobody reads in it, or pastes, what has been withdrawn since it was put on the table. A stop forbids
    nothing here: it passes.
    """
    with reading(engine) as connection:
        task = tasks.get(connection, task_id)
        if task.letter_id is None or task.status is not TaskStatus.OPEN:
            return
        found = look_again(connection, letters.get(connection, task.letter_id), live=live, now=now)
    if found is not None and found.hold_cause is not None:
        raise WrongState(f"task {task_id} is not to be done: {found.reason}")


def _withdraw(connection: Connection, letter_id: LetterId, *, live: bool, now: datetime) -> bool:
    """Hold this letter by hand if anything forbids it for good.

    A stop is none: it passes, and until then the task itself says that it is not to be done.
    """
    letter = letters.get(connection, letter_id, for_update=True)
    found = look_again(connection, letter, live=live, now=now)
    if letter.status is not Status.BY_HAND or found is None or found.hold_cause is None:
        return False
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
    return True
