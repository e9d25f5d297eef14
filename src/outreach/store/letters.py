"""Letters: made, rewritten while unsent, and moved from state to state one by one.

Many at once are moved by `store.queue` and `store.approvals`, and by nobody else.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, insert, select, update

from outreach.model.errors import NotFound, WrongState
from outreach.model.ids import CampaignId, LetterId, OfficeId
from outreach.model.letter import Content, Letter, NewLetter, SeenLetter
from outreach.model.status import ABANDONED, ON_ITS_WAY, ONLY_BY_A_PERSON, HoldCause, Status, may_move
from outreach.store import contents, moves
from outreach.store.damage import Unreadable, each, refuse
from outreach.store.letter_rows import NOT_APPROVED, columns_of, letter_of, retry_columns
from outreach.store.moves import OUTREACH, Move
from outreach.store.queue import HANDED_OVER
from outreach.store.schema import letters

#: Below what every database takes in one statement.
_MOST_PARAMETERS = 5_000


def add(
    connection: Connection,
    made: Sequence[tuple[NewLetter, Content, str | None]],
    *,
    author: str,
    now: datetime,
) -> None:
    """Write letters down for the first time, each with the first line of its history.

    Each is a draft, or blocked for the reason that stands with it. Raises sqlalchemy's IntegrityError when
    a key (campaign, step, office, channel) is taken.
    """
    rows = []
    history: list[tuple[LetterId, CampaignId, Move]] = []
    for new, content, blocked in made:
        status = Status.BLOCKED if blocked else Status.DRAFT
        reason = blocked or "waits for approval"
        rows.append(
            {
                "id": new.id,
                "campaign_id": new.campaign_id,
                "step": new.step,
                "office_id": new.office_id,
                "channel": new.channel,
                "message_id": new.message_id,
                "references": " ".join(new.references),
                "status": status,
                "reason": reason,
                "content_version": 1,
                "author": author,
                "editors": author,
                "standing": True,
                "created_at": now,
                **columns_of(content, None),
            }
        )
        move = Move(source=None, target=status, by=author, reason=reason, at=now)
        history.append((new.id, new.campaign_id, move))
    if rows:
        connection.execute(insert(letters), rows)
    texts = [
        contents.Written(letter_id=new.id, mime=one.mime, wording=_wording(new, one), files=one.files)
        for new, one, _ in made
        if one.mime
    ]
    contents.add(connection, texts)
    moves.add(connection, history)


def rewrite(connection: Connection, letter: Letter, content: Content, *, editor: str | None) -> None:
    """Replace what an unsent letter says; its state is moved apart.

    ``editor`` is who changed it, None if its words are the same, which then stay as they are. Raises
    `WrongState` when the letter is no longer as given: what has been approved, changed or sent meanwhile is
    never overwritten.
    """
    retry_at = letter.retry_at if editor is None else None
    values = columns_of(content, retry_at)
    if editor is not None:
        values |= {
            "author": editor,
            "editors": ";".join(dict.fromkeys((*letter.editors, editor))),
            "content_version": letter.content_version + 1,
            **NOT_APPROVED,
        }
    here = and_(
        letters.c.id == letter.id,
        letters.c.status == letter.status,
        letters.c.content_version == letter.content_version,
    )
    if connection.execute(update(letters).where(here).values(values)).rowcount != 1:
        raise WrongState(f"letter {letter.id} is no longer as it was: look at it again")
    if editor is not None:
        wording = _wording(letter, content)
        contents.put(connection, letter.id, content.mime, wording=wording, files=content.files)


def explain(connection: Connection, letter: Letter, reason: str) -> None:
    """Say otherwise why a letter is where it is; it stays there."""
    here = and_(letters.c.id == letter.id, letters.c.status == letter.status)
    connection.execute(update(letters).where(here).values(reason=reason))


def move(
    connection: Connection,
    letter_id: LetterId,
    source: Status,
    target: Status,
    *,
    reason: str,
    by: str = OUTREACH,
    now: datetime,
    hold_cause: HoldCause | None = None,
) -> None:
    """Move a letter by compare-and-set, with a line in its history.

    ``hold_cause`` goes with `Status.HELD` and with nothing else. Raises `WrongState` for a move that the
    life of a letter does not have, for a person's move that no person makes, and when the letter is no
    longer in ``source``: then nothing was written.
    """
    _move(connection, letter_id, source, target, reason=reason, by=by, now=now, hold_cause=hold_cause)


def back_to_draft(
    connection: Connection, letter: Letter, *, reason: str, by: str = OUTREACH, now: datetime
) -> None:
    """Void the approval of an unsent letter."""
    _move(connection, letter.id, letter.status, Status.DRAFT, reason=reason, by=by, now=now, **NOT_APPROVED)


def begin_handover(connection: Connection, letter_id: LetterId, claim: str, *, now: datetime) -> None:
    """The point of no return, for whoever still holds the claim; `WrongState` for everybody else."""
    _move(
        connection,
        letter_id,
        Status.CLAIMED,
        Status.TRANSMITTING,
        reason=HANDED_OVER,
        now=now,
        where=letters.c.claim == claim,
    )


def end_claim(
    connection: Connection,
    letter_id: LetterId,
    source: Status,
    target: Status,
    *,
    token: str | None,
    reason: str,
    now: datetime,
    retry_at: datetime | None = None,
    hold_cause: HoldCause | None = None,
) -> None:
    """What became of a claimed letter, for whoever still holds the claim; `WrongState` for everybody else."""
    _move(
        connection,
        letter_id,
        source,
        target,
        reason=reason,
        now=now,
        where=letters.c.claim == token,
        hold_cause=hold_cause,
        **retry_columns(retry_at),
    )


def queue_again(connection: Connection, letter: Letter, *, reason: str, by: str, now: datetime) -> None:
    """A person's word that a letter shall leave, at once: what it waited for before is forgotten."""
    due_at = letter.due.instant() if letter.due else now
    _move(
        connection,
        letter.id,
        letter.status,
        Status.QUEUED,
        reason=reason,
        by=by,
        now=now,
        retry_at=None,
        due_at=due_at,
    )


def get(connection: Connection, letter_id: LetterId, *, for_update: bool = False) -> Letter:
    """That letter; ``for_update`` locks its row until the transaction ends. Raises `NotFound`."""
    query = select(letters).where(letters.c.id == letter_id)
    row = connection.execute(query.with_for_update() if for_update else query).one_or_none()
    if row is None:
        raise NotFound(f"there is no letter {letter_id}: `outreach letters list` shows them all")
    return letter_of(row)


def as_seen(connection: Connection, seen: SeenLetter) -> Letter:
    """That letter, its row locked. Raises `NotFound`, and `WrongState` when it says something else by now."""
    return _unchanged(get(connection, seen.id, for_update=True), seen)


def find_as_seen(connection: Connection, seen: Sequence[SeenLetter]) -> list[Letter]:
    """Those letters, each in its place; their rows are not locked. Raises as `as_seen`, for the first."""
    found = {letter.id: letter for letter in find(connection, ids=[one.id for one in seen])}
    return [_unchanged(found.get(one.id) or get(connection, one.id), one) for one in seen]


def find(
    connection: Connection,
    *,
    campaign_id: CampaignId | None = None,
    step: str | None = None,
    offices: Collection[OfficeId] | None = None,
    statuses: Collection[Status] | None = None,
    ids: Sequence[LetterId] | None = None,
    unreadable: Unreadable = refuse,
) -> list[Letter]:
    """The letters that fit every condition given, oldest first; with ``ids`` in the order of these.

    Raises `DamagedRow` for one that cannot be read, unless ``unreadable`` passes it over.
    """
    query = select(letters).order_by(letters.c.created_at, letters.c.office_id, letters.c.id)
    for column, value in ((letters.c.campaign_id, campaign_id), (letters.c.step, step)):
        if value is not None:
            query = query.where(column == value)
    if offices is not None:
        query = query.where(letters.c.office_id.in_(offices))
    if statuses is not None:
        query = query.where(letters.c.status.in_([s.value for s in statuses]))
    if ids is None:
        return each(connection.execute(query), letter_of, unreadable)
    found = [
        letter
        for start in range(0, len(ids), _MOST_PARAMETERS)
        for letter in each(
            connection.execute(query.where(letters.c.id.in_(ids[start : start + _MOST_PARAMETERS]))),
            letter_of,
            unreadable,
        )
    ]
    order = {letter_id: number for number, letter_id in enumerate(ids)}
    return sorted(found, key=lambda letter: order[letter.id])


def _unchanged(letter: Letter, seen: SeenLetter) -> Letter:
    if letter.content_version != seen.content_version:
        raise WrongState(f"letter {letter.id} has changed since you read it: read it again")
    return letter


def _move(
    connection: Connection,
    letter_id: LetterId,
    source: Status,
    target: Status,
    *,
    reason: str,
    by: str = OUTREACH,
    now: datetime,
    where: Any = None,
    hold_cause: HoldCause | None = None,
    **changes: object,
) -> None:
    if not may_move(source, target):
        raise WrongState(f"letter {letter_id} is {source}: from there it cannot become {target}")
    if by == OUTREACH and (source, target) in ONLY_BY_A_PERSON:
        raise WrongState(f"letter {letter_id} is {source}: only a person can make it {target}")
    if (target is Status.HELD) is (hold_cause is None):
        raise ValueError("a letter is held for a cause, and has none otherwise")
    here = and_(letters.c.id == letter_id, letters.c.status == source)
    if where is not None:
        here = and_(here, where)
    values = {"status": target, "reason": reason, "hold_cause": hold_cause, **changes}
    if target not in ON_ITS_WAY:  # whoever had it in their hands has no claim any more
        values |= {"claim": None, "lease_until": None}
    if target in ABANDONED:
        values["standing"] = False
    moved = update(letters).where(here).values(values).returning(letters.c.campaign_id)
    of_campaign = connection.execute(moved).scalar_one_or_none()
    if of_campaign is None:
        raise WrongState(f"letter {letter_id} is no longer {source} as it was: look at it again")
    move = Move(source=source, target=target, by=by, reason=reason, at=now)
    moves.add(connection, [(letter_id, of_campaign, move)])


def _wording(letter: NewLetter | Letter, content: Content) -> str:
    """Letters of which this is the same are nearly the same."""
    return f"{letter.campaign_id}/{letter.step}/{content.language}/{letter.channel}"
