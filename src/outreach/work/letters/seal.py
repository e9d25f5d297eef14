"""The seal of a stored letter, and the keyed MAC of its approval."""

from datetime import date

from sqlalchemy import Connection

from outreach.model.errors import WrongState
from outreach.model.ids import LetterId
from outreach.model.letter import Letter
from outreach.model.seal import seal
from outreach.store import audit


def sealed(letter: Letter, mime: bytes | None) -> str:
    """The seal of what the letter says at this moment. Raises `WrongState` for one that says nothing."""
    if mime is None:
        raise WrongState(f"letter {letter.id} has no content: draft it again")
    return seal(
        mime, recipient=letter.address, channel=letter.channel, envelope_sender=letter.envelope_sender
    )


def letter_mac(
    connection: Connection, letter_id: LetterId, seal: str, due_on: date, audit_number: int
) -> str:
    """What no one can make who has the database alone: the approval of this content for this day."""
    return audit.sign(connection, "letter", letter_id, seal, due_on.isoformat(), str(audit_number))
