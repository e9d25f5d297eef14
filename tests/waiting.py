"""Two connections to one PostgreSQL, of which the second waits for the first."""

import time

from sqlalchemy import Engine, text

_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND wait_event_type = 'Lock' AND state = 'active'"
)


def until_somebody_waits(engine: Engine, *, but_not_after: float = 30) -> None:
    """Until a connection to this database waits for another one's lock; for so many seconds at most."""
    give_up = time.monotonic() + but_not_after
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not connection.execute(_WAITING).scalar():
            assert time.monotonic() < give_up, "nobody waits"
            time.sleep(0.01)
