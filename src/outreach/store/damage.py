"""Rows that cannot be read, because somebody has changed them by hand: each is named, none stops the others.

Nothing is decided about what such a row belongs to. Who lists passes it over, and says so by `tell`.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Row

from outreach.model.errors import BadInput, DamagedRow
from outreach.model.letter import Letter
from outreach.model.reason import one_line

T = TypeVar("T")

#: What is done with a row that cannot be read.
Unreadable = Callable[[DamagedRow], None]

#: What reading one raises; pydantic's ValidationError is a ValueError.
READ_FAULTS = (ValueError, TypeError, AttributeError, KeyError, OverflowError)

_log = logging.getLogger(__name__)


def tell(row: BadInput) -> None:
    """Say that it was passed over: a warning, which the command line makes a line and an exit code."""
    _log.warning("%s", row)


def refuse(row: DamagedRow) -> None:
    """Let it stop everything: what a decision hangs on is read whole or not at all."""
    raise row


@contextmanager
def named(what: str, key: object, office_id: object = None) -> Iterator[None]:
    """Makes a `DamagedRow` of whatever reading that row raises. ``office_id``: whose it is, if anybody's."""
    try:
        yield
    except READ_FAULTS:
        raise DamagedRow(
            one_line(
                f"{what} {key} is damaged in the database: put the database back from your last copy, "
                "or have its row mended"
            ),
            office_id if isinstance(office_id, str) else None,
        ) from None


def no_office(letter: Letter) -> DamagedRow:
    """What is to be told of a letter whose office is not there, or cannot be read."""
    return DamagedRow(
        one_line(
            f"letter {letter.id} is to {letter.office_id}, an office that cannot be read: load it again"
        ),
        letter.office_id,
    )


def each(rows: Iterable[Row[Any]], read: Callable[[Row[Any]], T], unreadable: Unreadable) -> list[T]:
    """What can be read of the rows; of each other one ``unreadable`` is told."""
    found = []
    for row in rows:
        try:
            found.append(read(row))
        except DamagedRow as damaged:
            unreadable(damaged)
    return found
