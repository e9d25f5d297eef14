"""One engine, SQLite or PostgreSQL, set up so that a commit is a commit.

``engine.begin()`` is the unit of work; `reading` is a transaction that promises to write nothing.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Date, DateTime, Dialect, Engine, create_engine, event, text
from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.exc import InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.types import TypeDecorator

from outreach.store.database_url import parse_database_url

#: The execution option that carries the audit's key to whoever must sign (`store.audit`).
KEY = "outreach_audit_key"

#: What a database raises that is busy, away or being failed over: the same transaction may be tried again.
AWAY = (OperationalError, InternalError, PoolTimeout)

#: How long a writer waits for another one to finish.
BUSY_SECONDS = 30


def open_database(url: str | URL, *, audit_key: bytes = b"") -> Engine:
    """An engine on that URL (``sqlite:///…`` or ``postgresql+psycopg://…``). Nothing is opened yet.

    ``audit_key`` signs acts and approvals; without one nobody can act. Raises `BadInput` for a URL that
    is neither.
    """
    parsed = parse_database_url(url)
    if parsed.get_backend_name() == "postgresql":
        engine = create_engine(parsed, pool_pre_ping=True)
        event.listen(engine, "handle_error", _leave_standby)
    else:
        engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine.execution_options(**{KEY: audit_key})


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads: on SQLite it does not queue behind writers."""
    with engine.connect().execution_options(outreach_reads=True) as connection:
        yield connection


def require_writable(engine: Engine) -> None:
    """Begin and end a write: a read-only disk and a full one show here, as sqlalchemy's DBAPIError."""
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = version_num"))


#: In the place of a moment or a day that is none: so that its row can be named, and the others read.
UNREADABLE: Any = "unreadable"

_Read = Callable[[Any], Any] | None


def _tolerant(read: _Read) -> _Read:
    def tolerant(value: Any) -> Any:
        try:
            return read(value) if read else value
        except (ValueError, TypeError):
            return UNREADABLE

    return tolerant


class Instant(TypeDecorator[datetime]):
    """A moment, aware and in UTC on both sides; refuses naive datetimes."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: Any) -> _Read:
        """SQLite keeps it as text, in which somebody may have written anything."""
        return _tolerant(super().result_processor(dialect, coltype))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database: UTC, and naive where the database has no zones."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime cannot be an instant: {value}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database: always aware, always UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class WallClock(TypeDecorator[datetime]):
    """A civil date and time: naive on both sides; its zone stands in the next column."""

    impl = DateTime(timezone=False)
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: Any) -> _Read:
        """As an `Instant`'s."""
        return _tolerant(super().result_processor(dialect, coltype))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database, unchanged; an aware datetime is somebody's mistake."""
        if value is not None and value.tzinfo is not None:
            raise ValueError(f"an aware datetime cannot be a wall clock's: {value}")
        return value


class Day(TypeDecorator[date]):
    """A date without a time."""

    impl = Date
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: Any) -> _Read:
        """As an `Instant`'s."""
        return _tolerant(super().result_processor(dialect, coltype))


def _leave_standby(context: ExceptionContext) -> None:
    """A server that has become a standby keeps its connections: only a new one finds who writes now."""
    # 25006: read_only_sql_transaction (PostgreSQL, Appendix A)
    if getattr(context.original_exception, "sqlstate", None) == "25006":
        context.is_disconnect = True


def _set_up_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver's own BEGIN is deferred and late; we say it ourselves, see _begin_sqlite.
    connection.isolation_level = None
    connection.text_factory = _text
    _write_ahead(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _write_ahead(connection: sqlite3.Connection) -> None:
    """The journal of a file that somebody else is just making: SQLite itself would not wait its turn here."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)


def _text(octets: bytes) -> str | bytes:
    """What is no UTF-8 stays octets, in which each reader sees that its row is damaged.

    The driver itself would refuse to read on, as if the whole database were away.
    """
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets


def _begin_sqlite(connection: Connection) -> None:
    # A write transaction takes the lock at once: a deferred one that reads first can fail at its first
    # write with "database is locked", however long the busy timeout.
    reads = connection.get_execution_options().get("outreach_reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
