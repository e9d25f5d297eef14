"""Two connections to one PostgreSQL, of which the second waits for the first."""

import time
from collections.abc import Callable

from sqlalchemy import Engine, text

_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND wait_event_type = 'Lock' AND state = 'active'"
)


def until_somebody_waits(engine: Engine, *, or_until: Callable[[], bool] = lambda: False) -> None:
    """Until a connection to this database waits for another one's lock, or something else has come true."""
    give_up = time.monotonic() + 30
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not connection.execute(_WAITING).scalar() and not or_until():
            assert time.monotonic() < give_up, "nobody waits"
            time.sleep(0.01)
