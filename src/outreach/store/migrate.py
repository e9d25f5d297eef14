"""Bring a database to today's schema, or say why it cannot be used."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DatabaseError

from outreach.model.errors import BadInput, WrongState
from outreach.store.database import reading
from outreach.store.locks import Lock, take_lock
from outreach.store.trouble import trouble

#: The newest revision in ``migrations/versions``.
REVISION = "0007"


def migrate(engine: Engine) -> None:
    """Create the tables, or bring older ones up to date.

    Raises `WrongState` for a database made by a newer version, `BadInput` for one that cannot be opened.
    """
    found = _revision(engine)
    if found is not None and not _known(found):
        raise WrongState(_NEWER.format(found=found))
    if found != REVISION:
        with _translated(), engine.begin() as connection:
            take_lock(connection, Lock.MIGRATION)  # who comes second finds it done
            config = Config()
            config.set_main_option(
                "script_location", str(Path(__file__).parent / "migrations").replace("%", "%%")
            )
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def require_current(engine: Engine) -> None:
    """Raises `WrongState`, saying what to do, unless the database has exactly today's schema."""
    found = _revision(engine)
    if found is None:
        raise WrongState("there is no database here yet: run `outreach init` first")
    if not _known(found):
        raise WrongState(_NEWER.format(found=found))
    if found != REVISION:
        raise WrongState("the database is of an older version: run `outreach init` to bring it up to date")


def is_empty(engine: Engine) -> bool:
    """Whether nothing of ours was ever written into this database, or it is not there at all."""
    return _revision(engine) is None


_NEWER = (
    "the database was made by a newer version of outreach (revision {found}): install that version; "
    "nothing was changed"
)


def _revision(engine: Engine) -> str | None:
    if engine.dialect.name == "sqlite" and engine.url.database:
        file = Path(engine.url.database)
        if not file.exists() or not file.stat().st_size:
            return None  # asking would make a file, or write into it
    with _translated(), reading(engine) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:  # a file that is something else is one too
        raise BadInput(trouble(error)) from None


def _known(revision: str) -> bool:
    return (Path(__file__).parent / "migrations" / "versions" / f"{revision}.py").exists()
