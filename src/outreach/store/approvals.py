"""The approval of a letter: a seal of what it says, and a MAC that whoever has the database cannot make."""

import hashlib
from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection

from outreach.model.directory import Channel
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


def reading_digest(seals: Mapping[LetterId, str]) -> str:
    """Of exactly which letters with which content somebody has before them, in one hash (SHA-256, hex)."""
    lines = sorted(f"{letter_id}:{seal}" for letter_id, seal in seals.items())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def letter_mac(
    connection: Connection, letter_id: LetterId, seal: str, due_on: date, audit_number: int
) -> str:
    """The approval of this content for this day, by the act in that line of the audit."""
    return audit.sign(connection, "letter", letter_id, seal, due_on.isoformat(), str(audit_number))


def approved_day(letter: Letter) -> date | None:
    """The day for which it was approved: the one printed on it, or on which a letter by hand is due."""
    if letter.channel is Channel.EMAIL:
        return letter.printed_on
    return letter.due.local.date() if letter.due else None


def is_approved(connection: Connection, letter: Letter, mime: bytes | None) -> bool:
    """Whether its seal is that of what it says, and its MAC that of a person's approval of it."""
    day, number = approved_day(letter), letter.audit_number
    if mime is None or day is None or letter.seal is None or letter.mac is None or number is None:
        return False
    return sealed(letter, mime) == letter.seal and audit.is_mac(
        letter.mac, letter_mac(connection, letter.id, letter.seal, day, number)
    )
