"""Whether anybody has written to the database since one last looked, where it can tell that for nothing."""

from sqlalchemy import Connection


def revision(connection: Connection) -> object | None:
    """Equal to an earlier one if nothing has been written in between, by whomever; None: nobody can tell.

    To be asked in a transaction. SQLite counts what others have committed (``PRAGMA data_version``), and what
    this very connection has changed; PostgreSQL counts neither.
    """
    if connection.dialect.name != "sqlite":
        return None
    driver = connection.connection.driver_connection
    if driver is None:
        return None
    by_others = driver.execute("PRAGMA data_version").fetchone()
    return driver, by_others, driver.total_changes
