"""A database is brought to today's schema, or refused in words and left as it is."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from outreach.model.errors import BadInput, WrongState
from outreach.model.ids import LetterId
from outreach.model.status import Status
from outreach.store import migrate as module
from outreach.store import tallies
from outreach.store.database import open_database, reading
from outreach.store.migrate import REVISION, migrate, require_current
from outreach.store.schema import letters
from tests.store.rows import a_letter, add, set_columns

ANN_COMES = text("INSERT INTO people (handle, name, added_at) VALUES ('ann', 'Ann', '2026-06-02')")


@pytest.fixture
def empty(database_url: str) -> Iterator[Engine]:
    engine = open_database(database_url)
    yield engine
    engine.dispose()


def pretend(engine: Engine, revision: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})


def revision(engine: Engine) -> str | None:
    with reading(engine) as connection:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def tables(engine: Engine) -> set[str]:
    with reading(engine) as connection:
        return set(inspect(connection).get_table_names())


def test_the_migrations_make_exactly_the_schema(engine: Engine) -> None:
    with engine.begin() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "target_metadata": letters.metadata}
        )

        assert compare_metadata(context, letters.metadata) == []


def test_the_revision_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(module.__file__).parent / "migrations"))

    assert ScriptDirectory.from_config(config).get_current_head() == REVISION


def test_a_migrated_database_is_current(empty: Engine) -> None:
    migrate(empty)

    require_current(empty)
    assert revision(empty) == REVISION


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO people (handle, name, added_at) VALUES ('ann', 'Ann', '2026-06-02')")
        )

    migrate(engine)

    with reading(engine) as connection:
        assert connection.execute(text("SELECT handle FROM people")).scalars().all() == ["ann"]


def test_three_who_make_the_same_database_at_once_all_find_it_made(database_url: str) -> None:
    program = (
        "import sys\n"
        "from outreach.store.database import open_database\n"
        "from outreach.store.migrate import migrate\n"
        "engine = open_database(sys.argv[1])\n"
        "print('ready', flush=True), sys.stdin.readline()\n"
        "migrate(engine)\n"
    )
    words = [sys.executable, "-c", program, database_url]
    together = [
        subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    for one in together:
        assert one.stdout is not None
        one.stdout.readline()
    for one in together:
        assert one.stdin is not None
        print(file=one.stdin, flush=True)
    said = [one.communicate()[1] for one in together]

    assert [one.returncode for one in together] == [0, 0, 0], said
    made = open_database(database_url)
    require_current(made)
    made.dispose()


def test_a_newer_database_is_refused_and_left_unchanged(engine: Engine) -> None:
    pretend(engine, "9999")

    for refuses in (migrate, require_current):
        with pytest.raises(WrongState, match=r"newer version of outreach \(revision 9999\)"):
            refuses(engine)

    assert revision(engine) == "9999"


def test_the_letters_that_were_there_before_the_tallies_are_counted(engine: Engine) -> None:
    a_letter(engine, Status.ACCEPTED)
    with engine.begin() as connection:
        add(connection, LetterId("bbbbbbbbbb"), step="reminder")
        add(connection, LetterId("cccccccccc"), step="second reminder")
        set_columns(connection, LetterId("cccccccccc"), status="nowhere")
        connection.execute(text("DROP TABLE tallies"))
        for column in ("names", "holders", "contact_page", "candidates", "written_in"):
            connection.execute(text(f"ALTER TABLE offices DROP COLUMN {column}"))
        connection.execute(text("ALTER TABLE answers DROP COLUMN their_reference"))
    pretend(engine, "0005")

    migrate(engine)

    with reading(engine) as connection:
        assert tallies.of(connection) == {"appeal": {Status.ACCEPTED: 1, Status.DRAFT: 1}}


def test_an_empty_database_is_not_current(empty: Engine) -> None:
    with pytest.raises(WrongState, match="there is no database here yet: run `outreach init` first"):
        require_current(empty)


def test_an_older_database_is_not_current(engine: Engine) -> None:
    pretend(engine, "0001")

    with pytest.raises(WrongState, match="of an older version: run `outreach init`"):
        require_current(engine)


def test_a8_an_interrupted_migration_leaves_nothing_and_can_be_repeated(
    empty: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = command.upgrade

    def cut_short(config: Config, target: str) -> None:
        real(config, target)
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "upgrade", cut_short)
    with pytest.raises(KeyboardInterrupt):
        migrate(empty)
    assert tables(empty) == set()
    monkeypatch.undo()

    migrate(empty)

    require_current(empty)


def test_a_database_that_cannot_be_opened_is_named_as_such(tmp_path: Path) -> None:
    nowhere = open_database(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.sqlite'}")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "x").touch()
    folder = open_database(f"sqlite:///{tmp_path / 'folder'}")

    for refuses, database in ((migrate, nowhere), (migrate, folder), (require_current, folder)):
        with pytest.raises(
            BadInput, match="the database cannot be used: unable to open database file; its file and"
        ):
            refuses(database)


def test_looking_at_a_database_that_is_not_there_makes_none(tmp_path: Path) -> None:
    nowhere = open_database(f"sqlite:///{tmp_path / 'outreach.sqlite'}")

    with pytest.raises(WrongState, match="there is no database here yet"):
        require_current(nowhere)

    assert list(tmp_path.iterdir()) == []
