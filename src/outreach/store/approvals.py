"""The approval of a letter: a seal of what it says, and a MAC that whoever has the database cannot make."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, select, update

from outreach.model.actor import Act
from outreach.model.directory import Channel
from outreach.model.errors import WrongState
from outreach.model.ids import CampaignId, Handle, LetterId
from outreach.model.letter import Approval, Letter
from outreach.model.seal import seal
from outreach.model.status import Status
from outreach.store import audit, moves
from outreach.store.letter_rows import due_columns
from outreach.store.moves import Move
from outreach.store.schema import letters

#: What stands in the place of a letter that is no draft any more, or says something else, is not touched.
_APPROVE = update(letters).where(
    letters.c.id == bindparam("letter_id"),
    letters.c.status == Status.DRAFT,
    letters.c.content_version == bindparam("seen_version"),
)


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


def put(
    connection: Connection, drafts: Sequence[Letter], approved: Sequence[Approval], *, now: datetime
) -> None:
    """Seal these drafts as they were seen, each with its approval, all or none; some are queued at once.

    A writer of their status beside `store.letters.move`: by the same compare-and-set, with the same lines
    of history. Raises `WrongState` when one is no such draft any more; then nothing is to be committed.
    """
    history: list[tuple[LetterId, CampaignId, Move]] = []
    rows: list[dict[str, object]] = []
    for letter, approval in zip(drafts, approved, strict=True):
        steps = _moves(approval, now)
        history += [(letter.id, letter.campaign_id, move) for move in steps]
        rows.append(
            {
                "letter_id": letter.id,
                "seen_version": letter.content_version,
                "status": steps[-1].target,
                "reason": steps[-1].reason,
                "approved_by": approval.by,
                "approved_at": now,
                "seal": approval.seal,
                "mac": approval.mac,
                "audit_number": approval.audit_number,
                "due_is_manual": approval.due_is_manual,
                "retry_at": None,
                **due_columns(approval.due, None),
            }
        )
    if rows and connection.execute(_APPROVE, rows).rowcount != len(rows):
        raise WrongState("a letter is no longer a draft as it was: list and read them again")
    moves.add(connection, history)


def of_reading(connection: Connection, by: Handle, digest: str) -> dict[LetterId, str]:
    """The seals of what this person has approved out of a reading whose digest begins so."""
    numbers = audit.numbers(connection, by, Act.APPROVE_LETTERS, read=digest)
    query = select(letters.c.id, letters.c.seal).where(
        letters.c.audit_number.in_(numbers), letters.c.seal.is_not(None)
    )
    return {LetterId(row.id): row.seal for row in connection.execute(query)}


def _moves(approval: Approval, now: datetime) -> list[Move]:
    """What its history says of an approval."""
    reason = f"approved by {approval.by}"
    made = [Move(source=Status.DRAFT, target=Status.APPROVED, by=approval.by, reason=reason, at=now)]
    if approval.queued:
        reason = f"leaves {approval.due}"
        made.append(Move(source=Status.APPROVED, target=Status.QUEUED, by=approval.by, reason=reason, at=now))
    return made
