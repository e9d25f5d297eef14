"""Rows as somebody leaves them who writes into the database by hand."""

import sqlite3
from typing import Any

from sqlalchemy import Column, Engine, Table, text
from sqlalchemy.exc import DBAPIError


class AsText(bytes):
    """Octets that SQLite takes for text, as a bad disk leaves them."""


def spoil(engine: Engine, table: Table, column: Column[Any], value: object, where: str) -> bool:
    """Put that value there, whatever refers to it; False where the database itself keeps it out."""
    statement = f'UPDATE "{table.name}" SET "{column.name}" = :value WHERE {where}'  # noqa: S608 - ours
    if engine.dialect.name == "sqlite":
        assert engine.url.database
        if isinstance(value, AsText):
            statement = statement.replace(":value", "CAST(:value AS TEXT)")
        opened = sqlite3.connect(engine.url.database)  # foreign keys are off unless one asks
        try:
            with opened:
                opened.execute(statement, {"value": value})
        except sqlite3.IntegrityError:
            return False
        finally:
            opened.close()
        return True
    try:
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text(statement), {"value": value})
    except DBAPIError:
        return False
    return True
