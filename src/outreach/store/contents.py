"""What a letter says: its sealed bytes, without ``Date:``."""

from typing import Any

from sqlalchemy import Connection, delete, insert, select

from outreach.model.ids import LetterId
from outreach.store.damage import named
from outreach.store.schema import contents


def put(connection: Connection, letter_id: LetterId, mime: bytes | None) -> None:
    """Replace the bytes; None takes them away."""
    connection.execute(delete(contents).where(contents.c.letter_id == letter_id))
    if mime is not None:
        connection.execute(insert(contents).values(letter_id=letter_id, mime=mime))


def get(connection: Connection, letter_id: LetterId) -> bytes | None:
    """The bytes; None while the letter is blocked."""
    found: Any = connection.execute(select(contents.c.mime).where(contents.c.letter_id == letter_id)).scalar()
    with named("the text of letter", letter_id):
        if not isinstance(found, bytes | None):
            raise TypeError("no octets")
        return found
