"""One engine on two databases: instants are UTC, commits are commits, readers do not queue."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Column, Engine, Integer, MetaData, Table, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from outreach.model.errors import BadInput
from outreach.store.database import Instant, WallClock, open_database, reading
from tests.builders import MORNING, furnish

ANN_COMES = text("INSERT INTO people (handle, name, added_at) VALUES ('ann', 'Ann', '2026-06-02')")

moments = Table(
    "moments",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("instant", Instant),
    Column("wall_clock", WallClock),
)


@pytest.fixture
def clocks(engine: Engine) -> Iterator[Engine]:
    moments.create(engine)
    yield engine
    moments.drop(engine)


def stored(engine: Engine, **values: datetime | None) -> tuple[datetime | None, datetime | None]:
    with engine.begin() as connection:
        connection.execute(insert(moments).values(values))
        row = connection.execute(select(moments.c.instant, moments.c.wall_clock)).one()
        return row.instant, row.wall_clock


def test_an_instant_comes_back_in_utc_whatever_zone_it_was_said_in(clocks: Engine) -> None:
    in_india = datetime(2026, 6, 2, 12, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))

    instant, _ = stored(clocks, instant=in_india)

    assert instant == datetime(2026, 6, 2, 7, 0, tzinfo=UTC)
    assert instant.tzinfo is UTC


def test_an_instant_may_be_missing(clocks: Engine) -> None:
    assert stored(clocks, instant=None) == (None, None)


def test_a_naive_datetime_is_refused_as_an_instant(clocks: Engine) -> None:
    with pytest.raises(StatementError, match="a naive datetime cannot be an instant"):
        stored(clocks, instant=datetime(2026, 6, 2, 7, 0))  # noqa: DTZ001


def test_a_wall_clocks_time_comes_back_as_it_was_said(clocks: Engine) -> None:
    half_past_nine = datetime(2026, 6, 2, 9, 30)  # noqa: DTZ001

    _, wall_clock = stored(clocks, wall_clock=half_past_nine)

    assert wall_clock == half_past_nine


def test_an_aware_datetime_is_refused_as_a_wall_clocks_time(clocks: Engine) -> None:
    with pytest.raises(StatementError, match="an aware datetime cannot be a wall clock's"):
        stored(clocks, wall_clock=MORNING)


def test_foreign_keys_are_enforced(engine: Engine) -> None:
    furnish(engine)
    by_nobody = text(
        "INSERT INTO suppressions (target, requested_by, reason, at) "
        "VALUES ('gov-fr-mfa', 'nobody', 'asked us', '2026-06-02')"
    )

    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(by_nobody)


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),  # FULL
        ("foreign_keys", 1),
        ("busy_timeout", 30_000),
    ],
)
def test_sqlite_is_set_up_so_that_a_commit_is_on_the_disk(sqlite: Engine, pragma: str, value: object) -> None:
    with reading(sqlite) as connection:
        assert connection.execute(text(f"PRAGMA {pragma}")).scalar() == value


def test_a_writer_takes_the_lock_at_once(sqlite: Engine) -> None:
    with sqlite.begin(), sqlite.connect() as second:
        second.connection.driver_connection.execute("PRAGMA busy_timeout = 0")  # type: ignore[union-attr]

        with pytest.raises(OperationalError, match="database is locked"):
            second.execute(text("SELECT 1"))


def test_a_file_that_somebody_else_is_just_making_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "new.sqlite"
    maker = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    maker.execute("CREATE TABLE made (id)")
    maker.execute("BEGIN IMMEDIATE")  # with the journal that a new file has
    let_go = threading.Timer(0.2, maker.rollback)
    let_go.start()

    second = open_database(f"sqlite:///{file}")
    with reading(second) as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"

    let_go.join()
    second.dispose()
    maker.close()


def test_a_reader_does_not_queue_behind_a_writer(sqlite: Engine) -> None:
    with sqlite.begin() as writer:
        writer.execute(
            text("INSERT INTO people (handle, name, added_at) VALUES ('ann', 'Ann', '2026-06-02')")
        )

        with reading(sqlite) as reader:
            assert reader.execute(text("SELECT count(*) FROM people")).scalar() == 0


def test_what_a_reader_writes_is_not_kept(engine: Engine) -> None:
    with reading(engine) as connection:
        connection.execute(
            text("INSERT INTO people (handle, name, added_at) VALUES ('ann', 'Ann', '2026-06-02')")
        )

    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM people")).scalar() == 0


def test_a_failed_unit_of_work_leaves_nothing(engine: Engine) -> None:
    with suppress(RuntimeError), engine.begin() as connection:
        connection.execute(
            text("INSERT INTO people (handle, name, added_at) VALUES ('ann', 'Ann', '2026-06-02')")
        )
        raise RuntimeError

    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM people")).scalar() == 0


@pytest.mark.parametrize(
    "url",
    [
        "",
        "outreach.sqlite",
        "mysql://root@localhost/x",
        "postgresql+nosuchdriver://localhost/x",
        "nosuch://x",
    ],
)
def test_any_other_database_is_refused(url: str) -> None:
    with pytest.raises(BadInput, match=r"must begin with sqlite:/// or postgresql\+psycopg://"):
        open_database(url)


def test_a_refused_database_does_not_tell_its_password() -> None:
    with pytest.raises(BadInput) as refusal:
        open_database("mysql://root:canary@localhost/x")

    assert "canary" not in str(refusal.value)


def test_opening_a_database_makes_no_file(tmp_path: object) -> None:
    file = f"{tmp_path}/new.sqlite"

    open_database(f"sqlite:///{file}").dispose()

    with pytest.raises(FileNotFoundError):
        open(file)  # noqa: PTH123, SIM115
