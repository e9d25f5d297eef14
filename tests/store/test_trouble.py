"""Each complaint of a database says in one line what helps, and shows nothing of what was asked of it."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from outreach.store.database import open_database
from outreach.store.trouble import trouble

ASKED = "INSERT INTO t VALUES ('s3cret-canary')"


def of(file: Path) -> str:
    """What is said of a database that cannot take a row."""
    engine = open_database(f"sqlite:///{file}")
    event.listen(engine.pool, "connect", lambda opened, _: opened.execute("PRAGMA busy_timeout = 0"))
    try:
        with engine.begin() as connection:
            connection.execute(text(ASKED))
    except DBAPIError as error:
        return trouble(error)
    finally:
        engine.dispose()
    return ""


def a_database(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE t (x)")
    return connection


def test_what_helps_is_said(tmp_path: Path) -> None:
    def another_file(file: Path) -> None:
        file.write_bytes(b"this is a letter, not a database\n" * 100)

    def another_schema(file: Path) -> None:
        sqlite3.connect(file).close()

    makings: list[tuple[Callable[[Path], object], str]] = [
        (Path.mkdir, "unable to open database file; its file and its folder must be there, and yours"),
        (another_file, "file is not a database; the file is another one, or damaged: put it back from your"),
        (another_schema, "no such table: t; it is damaged: put it back from your last copy"),
    ]
    for number, (make, said) in enumerate(makings):
        file = tmp_path / str(number)
        make(file)

        assert of(file).startswith(f"the database cannot be used: {said}")


def test_nothing_of_what_was_asked_is_shown(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"this is a letter, not a database\n" * 100)

    assert "canary" not in of(tmp_path / "x")
    assert "\n" not in of(tmp_path / "x")


def test_a_database_that_another_holds_is_to_be_waited_for(tmp_path: Path) -> None:
    other = a_database(tmp_path / "x")
    other.execute("BEGIN IMMEDIATE")

    said = of(tmp_path / "x")
    other.close()

    assert said == (
        "the database cannot be used: database is locked; another program holds it: end that, and try again"
    )
