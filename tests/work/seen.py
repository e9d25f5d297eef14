"""What a test sees after an act: letters, their history, tries and tasks."""

from sqlalchemy import Engine

from outreach.model.actor import Act
from outreach.model.directory import Office
from outreach.model.ids import LetterId, OfficeId
from outreach.model.letter import Letter
from outreach.model.task import Task, TaskStatus
from outreach.queries.vouching import unvouched
from outreach.store import attempts, audit, contents, directory, letters, moves, tasks
from outreach.store.audit import AuditLine
from outreach.store.moves import Move


def letter(engine: Engine, id: str) -> Letter:
    """That letter as it now is."""
    with engine.begin() as connection:
        return letters.get(connection, LetterId(id))


def the_letter(engine: Engine) -> Letter:
    """The only letter there is."""
    [only] = all_letters(engine)
    return only


def all_letters(engine: Engine) -> list[Letter]:
    with engine.begin() as connection:
        return letters.find(connection)


def mime(engine: Engine, id: str) -> bytes:
    with engine.begin() as connection:
        return contents.get(connection, LetterId(id)) or b""


def path(engine: Engine, id: str) -> list[str]:
    """The states a letter has been in, oldest first."""
    with engine.begin() as connection:
        return [move.target for move in moves.history(connection, LetterId(id))]


def last_move(engine: Engine, id: str) -> Move:
    with engine.begin() as connection:
        return moves.history(connection, LetterId(id))[-1]


def phases(engine: Engine, id: str) -> list[str]:
    """What its tries have reached, oldest first."""
    with engine.begin() as connection:
        return [attempt.phase for attempt in attempts.of(connection, LetterId(id))]


def audit_lines(engine: Engine, act: Act) -> list[AuditLine]:
    """The audit's lines of that act; all lines hold, and stand behind all that was done."""
    with engine.begin() as connection:
        assert list(audit.faults(connection)) == []
        assert list(unvouched(connection)) == []
        return [line for line in audit.lines(connection) if line.act == act.value]


def open_tasks(engine: Engine) -> list[Task]:
    with engine.begin() as connection:
        return tasks.find(connection, status=TaskStatus.OPEN)


def office(engine: Engine, id: str = "gov-xx-mfa") -> Office:
    with engine.begin() as connection:
        return directory.get(connection, OfficeId(id))
