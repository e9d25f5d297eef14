"""A second person approves letters: the seal names their exact content, the time is the one shown.

An approval is judged whole and written in chunks. First everything is read and checked, and where anything
is not as it was seen, nothing is approved at all. Then it is written, in transactions of at most half a
second, because one of a minute would keep every other person, and on SQLite the sender, from writing for
that long. Each reads and checks its letters once more, under the lock under which people act, against the
very seals that were found first: what came in between is refused, at the price of reading twice. It is
refused with its whole chunk. The chunks before stay approved, each by a line of the audit that names its
letters, and the same command goes on with the rest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, Engine

from outreach.model.actor import Act, Actor
from outreach.model.errors import BadInput, OutreachError, WrongState
from outreach.model.ids import LetterId
from outreach.model.letter import Approval, Letter, SeenLetter
from outreach.store import approvals, audit, letters, people
from outreach.store.approvals import letter_mac, reading_digest
from outreach.store.database import reading
from outreach.work.chunks import Progress, chunks, untold
from outreach.work.letters.ready import ApprovalTerms, ready

#: What is told of the letters while nothing is approved yet.
CHECKED = "checked"


def approve_letters(
    engine: Engine,
    actor: Actor,
    seen: Sequence[SeenLetter],
    terms: ApprovalTerms,
    *,
    digest: str = "",
    progress: Progress = untold,
) -> list[Letter]:
    """Approve these drafts as they were seen, in chunks, and give them back as they now are.

    ``digest`` is that of everything that was read (`reading_digest`), or its beginning: where any of it has
    changed since, has come or is gone, nothing is approved. What this person has approved of it before, in
    an approval that was cut off, is neither. Each letter leaves at the time it was shown with, or at another
    hour of the same day. Where the campaign is not approved yet and delivery is live, they stay `approved`
    and wait for it; otherwise they are `queued`.

    Raises what `ready` raises, `WrongState` for a digest of something else, `BadInput` for a letter that is
    there twice, and then nothing is approved. Raises `WrongState` for what has changed while this ran, and
    says how many are approved already.
    """
    seals = _seals(engine, actor, seen, terms, progress)
    read = _reading(engine, actor, seals, digest)
    approved: list[LetterId] = []
    for chunk in chunks([replace(one, seal=seals[one.id]) for one in seen]):
        try:
            with engine.begin() as connection:
                approved += approve(connection, actor, chunk, terms, read=read)
        except OutreachError as refusal:
            if not approved:
                raise
            raise WrongState(_cut_off(len(approved), len(seen), refusal)) from None
        progress("approved", len(approved), len(seen))
    with reading(engine) as connection:
        return letters.find(connection, ids=approved)


def approve(
    connection: Connection, actor: Actor, seen: Sequence[SeenLetter], terms: ApprovalTerms, *, read: str = ""
) -> list[LetterId]:
    """Approve one chunk in the caller's transaction, all or none, with its line in the audit.

    ``read`` is the digest of everything that was read with it. Raises as `ready` does.
    """
    by = people.authorize(connection, actor, Act.APPROVE_LETTERS)
    granted = ready(connection, by, seen, terms)
    ids = [one.letter.id for one in granted]
    seals = reading_digest({one.letter.id: one.seal for one in granted})
    number = audit.write(
        connection,
        by,
        Act.APPROVE_LETTERS,
        " ".join(ids[:1]),
        now=terms.now,
        letters=ids,
        seals=seals,
        read=read or seals,
    )
    given = [
        Approval(
            by=by,
            seal=one.seal,
            mac=letter_mac(connection, one.letter.id, one.seal, one.due.local.date(), number),
            audit_number=number,
            due=one.due,
            due_is_manual=one.due_is_manual,
            queued=not terms.live or one.record.approved_by is not None,
        )
        for one in granted
    ]
    approvals.put(connection, [one.letter for one in granted], given, now=terms.now)
    return ids


def _seals(
    engine: Engine, actor: Actor, seen: Sequence[SeenLetter], terms: ApprovalTerms, progress: Progress
) -> dict[LetterId, str]:
    """The seal of each, all of which may be approved."""
    seals: dict[LetterId, str] = {}
    for chunk in chunks(seen):
        with reading(engine) as connection:
            by = people.authorize(connection, actor, Act.APPROVE_LETTERS)
            seals |= {one.letter.id: one.seal for one in ready(connection, by, chunk, terms)}
        progress(CHECKED, len(seals), len(seen))
    if len(seals) < len(seen):
        raise BadInput("a letter is named twice: name each once")
    return seals


def _reading(engine: Engine, actor: Actor, seals: Mapping[LetterId, str], digest: str) -> str:
    """The digest of everything that was read: of these, and of what is approved of that reading already."""
    whole = reading_digest(seals)
    if whole.startswith(digest):
        return whole
    with reading(engine) as connection:
        before = approvals.of_reading(connection, actor.handle, digest)
    whole = reading_digest({**before, **seals})
    if not whole.startswith(digest):
        raise WrongState("these are not the letters that you read: list and read them again")
    return whole


def _cut_off(approved: int, total: int, refusal: OutreachError) -> str:
    left = total - approved
    return f"{refusal}; {approved} of the {total} are approved, the other {left} wait as they were"
