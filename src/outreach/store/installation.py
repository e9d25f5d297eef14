"""What this database is for: one row, set by the first letter tried and asked at every claim."""

from datetime import datetime

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from outreach.store.schema import installation


def delivery(connection: Connection) -> str | None:
    """sandbox or live; None while no letter has been tried."""
    return connection.execute(select(installation.c.delivery)).scalar()


def claim_for(connection: Connection, wanted: str, now: datetime) -> str:
    """The delivery of this database, which is ``wanted`` if nothing was said before."""
    found = delivery(connection)
    if found is not None:
        return found
    try:
        with connection.begin_nested():
            connection.execute(insert(installation).values(id=1, delivery=wanted, set_at=now))
    except IntegrityError:  # another home was first, this very moment
        return delivery(connection) or wanted
    return wanted
