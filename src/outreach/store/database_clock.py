"""The time by which leases run: the database's, which is the same for every machine.

Not the home's, which a rehearsal sets as it likes. SQLite has none but the machine's own.
"""

from datetime import UTC, datetime

from sqlalchemy import Connection, func, select


def database_time(connection: Connection) -> datetime:
    """Now (UTC), while the transaction goes on."""
    if connection.dialect.name != "postgresql":
        return datetime.now(UTC)
    moment: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return moment.astimezone(UTC)
