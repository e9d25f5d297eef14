"""A mailing taken from one database to another, row by row: no need to draft it anew for PostgreSQL."""

import time
from collections.abc import Callable

from sqlalchemy import Connection, func, select, text

from bench.job import Figures, Job
from bench.mailing import database
from outreach.store.database import open_database, reading
from outreach.store.migrate import migrate
from outreach.store.schema import letters

#: Rows that are in memory at once.
_CHUNK = 500


def transfer(job: Job, ready: Callable[[], None]) -> Figures:
    """All of ``origin`` into the job's database, which is new."""
    origin, engine = open_database(job.origin), database(job)
    ready()
    begun = time.monotonic()
    migrate(engine)
    with reading(origin) as source, engine.begin() as target:
        for table in letters.metadata.sorted_tables:
            for some in source.execute(select(table)).mappings().partitions(_CHUNK):
                target.execute(table.insert(), [dict(row) for row in some])
        _count_on(target)
    origin.dispose()
    engine.dispose()
    return Figures(begun=begun, ended=time.monotonic())


def _count_on(target: Connection) -> None:
    """The ids that the database gives go on where those of the rows ended."""
    for table in letters.metadata.sorted_tables:
        key = table.autoincrement_column
        if key is not None and target.dialect.name == "postgresql":
            last = target.execute(select(func.coalesce(func.max(key), 0) + 1)).scalar_one()
            target.execute(
                text("SELECT setval(pg_get_serial_sequence(:table, :key), :last, false)"),
                {"table": table.name, "key": key.name, "last": last},
            )
