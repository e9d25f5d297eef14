"""A sender that others take for dead, while it only slept or was cut off."""

from datetime import timedelta

from sqlalchemy import Engine, create_engine, text, update

from outreach.store import schema
from outreach.store.database_clock import database_time
from outreach.work.sending.recover import recover_letters
from tests.builders import MORNING


def let_leases_run_out(engine: Engine) -> None:
    """Every claim is older than its lease by now."""
    with engine.begin() as connection:
        past = database_time(connection) - timedelta(seconds=1)
        leased = schema.letters.c.lease_until.is_not(None)
        connection.execute(update(schema.letters).where(leased).values(lease_until=past))


def hang_up(engine: Engine) -> None:
    """A PostgreSQL ends every session of its database, as when it is started again."""
    apart = create_engine(engine.url, isolation_level="AUTOCOMMIT")
    with apart.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    apart.dispose()


def take_over(engine: Engine) -> None:
    """Another home takes whoever has claims for dead, and settles them."""
    if engine.dialect.name == "postgresql":
        hang_up(engine)
    let_leases_run_out(engine)
    recover_letters(engine, home="another", now=MORNING)
