"""Make a home, or bring an older one up to date."""

import os
from pathlib import Path

from sqlalchemy import Engine

from outreach.files.home import in_use, make_audit_key, mark
from outreach.files.starter import copy_starter
from outreach.model.errors import BadInput, WrongState
from outreach.store import audit, tallies
from outreach.store.database import reading
from outreach.store.migrate import is_empty, migrate


def make_home(home: Path, engine: Engine, *, starter: Path | None) -> None:
    """The folder, its own copy of the starter files if one is given, and the database, in this order.

    Where other hands have written states of letters, these are counted again (`store.tallies`).

    Safe to repeat, also after a kill: only what is complete is marked as a home in use. An existing home
    keeps its files as they are, and gets none that it does not have: somebody may have taken them away.
    Raises `BadInput` where nothing can be written, `WrongState` for a home in use that has lost its
    database: a new one would have forgotten every letter, and who must not be written to.
    """
    make_folder(home)
    require_kept(home, engine)
    if starter and not in_use(home):
        copy_starter(starter, home)
    migrate(engine)
    with engine.begin() as connection:
        tallies.mend(connection)
    with reading(engine) as connection:
        if audit.end(connection) is None:  # what is signed already has its key, here or elsewhere
            make_audit_key(home)
    mark(home)


def require_kept(home: Path, engine: Engine) -> None:
    """Raises `WrongState` for a home in use that has lost its database: it must come back, not be made."""
    if in_use(home) and is_empty(engine):
        raise WrongState(
            f"{home} has been in use, but its database ({_database_name(engine)}) is gone or empty: "
            "put it back from your last copy; for a new beginning, take another --home"
        )


def make_folder(home: Path) -> None:
    """Make the folder for us alone, if it is not there. Raises `BadInput` where nothing can be written."""
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise BadInput(f"{home} cannot be made: {error.strerror}") from None
    if not os.access(home, os.W_OK | os.X_OK):
        raise BadInput(f"{home} cannot be written to: choose another with --home")


def _database_name(engine: Engine) -> str:
    return Path(engine.url.database or "").name if engine.dialect.name == "sqlite" else "PostgreSQL"
