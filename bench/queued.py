"""A queue of any length: rows put in directly, each a copy of a real letter that was approved.

The copies share what the letters say: only as many as are to leave have contents and an approval of their
own, and are due first. They do not count as standing, for one office has many of them.
"""

import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    Connection,
    Integer,
    String,
    bindparam,
    case,
    cast,
    func,
    insert,
    literal,
    null,
    select,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from bench.job import Figures, Job
from bench.mailing import SENT_AT, database
from outreach.model.status import Status
from outreach.store.approvals import letter_mac
from outreach.store.moves import OUTREACH
from outreach.store.schema import contents, letters, moves

#: Rows of one statement, and digits of an id.
_CHUNK = 50_000
_DIGITS = 10
#: When those that cannot leave are due: as letters that were put off.
_LATER = SENT_AT + timedelta(minutes=5)


def fill(job: Job, ready: Callable[[], None]) -> Figures:
    """``queued`` letters in the queue, of which ``letters`` can leave."""
    engine = database(job)
    ready()
    begun = time.monotonic()
    with engine.begin() as connection:
        originals = list(connection.execute(select(letters.c.id).order_by(letters.c.id)).scalars())
        for first in range(1, job.queued + 1, _CHUNK):
            numbers = _numbers(first, min(first + _CHUNK - 1, job.queued))
            _copy_letters(connection, originals, numbers, job.letters)
        _copy_contents(connection, originals, _numbers(1, job.letters))
        _approve(connection, job.letters)
        gone = update(letters).where(letters.c.id.in_(originals)).values(status=Status.CANCELLED)
        connection.execute(gone)
    engine.dispose()
    return Figures(begun=begun, ended=time.monotonic())


def _numbers(first: int, last: int) -> CTE:
    numbers = select(literal(first, Integer).label("n")).cte(recursive=True)
    return numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < last))


def _copy_letters(connection: Connection, originals: Sequence[str], numbers: CTE, sendable: int) -> None:
    copied = letters.alias()
    letter_id = _letter_id(numbers.c.n)
    can_leave = numbers.c.n <= sendable
    later = literal(_LATER, letters.c.due_at.type)
    values: dict[str, ColumnElement[Any]] = {column.name: column for column in copied.c}
    values |= {
        "id": letter_id,
        "message_id": literal("<") + letter_id + literal("@bench.example>"),
        "standing": literal(False),
        "due_at": case((can_leave, copied.c.due_at), else_=later),
        "retry_at": case((can_leave, null()), else_=later),
    }
    rows = select(*values.values()).select_from(numbers).join(copied, copied.c.id == _of(originals, numbers))
    connection.execute(insert(letters).from_select(list(values), rows))
    queued = (null(), literal("queued"), literal(OUTREACH), literal(""), literal(SENT_AT, moves.c.at.type))
    names = ["letter_id", "source", "target", "by", "reason", "at"]
    connection.execute(insert(moves).from_select(names, select(letter_id, *queued)))


def _copy_contents(connection: Connection, originals: Sequence[str], numbers: CTE) -> None:
    copied = contents.alias()
    rows = (
        select(_letter_id(numbers.c.n), copied.c.mime, copied.c.dictionary)
        .select_from(numbers)
        .join(copied, copied.c.letter_id == _of(originals, numbers))
    )
    connection.execute(insert(contents).from_select(["letter_id", "mime", "dictionary"], rows))


def _approve(connection: Connection, count: int) -> None:
    columns = (letters.c.id, letters.c.seal, letters.c.printed_on, letters.c.audit_number)
    last = f"{count:0{_DIGITS}}"
    found = connection.execute(select(*columns).where(letters.c.id <= last, ~letters.c.standing)).all()
    assert len(found) == count
    macs = [{"of": row.id, "own": letter_mac(connection, *row)} for row in found]
    here = letters.c.id == bindparam("of")
    connection.execute(update(letters).where(here).values(mac=bindparam("own")), macs)


def _letter_id(number: ColumnElement[int]) -> ColumnElement[str]:
    return func.substr(cast(number + literal(10**_DIGITS), String), 2, type_=String)


def _of(originals: Sequence[str], numbers: CTE) -> ColumnElement[str]:
    """Which letter the copy of that number is of."""
    return case(dict(enumerate(originals)), value=numbers.c.n % len(originals))
