"""What a letter says: its sealed bytes, without ``Date:``."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from outreach.model.ids import LetterId
from outreach.store.damage import named
from outreach.store.schema import contents

_OF = select(contents.c.letter_id, contents.c.mime).where(
    contents.c.letter_id.in_(bindparam("ids", expanding=True))
)


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


def of(connection: Connection, letter_ids: Collection[LetterId]) -> dict[LetterId, bytes]:
    """The bytes of each of these letters that has any that can be read."""
    rows = connection.execute(_OF, {"ids": list(letter_ids)})
    return {LetterId(letter_id): mime for letter_id, mime in rows if isinstance(mime, bytes)}
