"""Letters: made, written anew while unsent, and moved from state to state by the one guarded writer."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, insert, select, update

from outreach.model.civil_time import CivilTime
from outreach.model.directory import Channel
from outreach.model.errors import NotFound, WrongState
from outreach.model.ids import CampaignId, LetterId, OfficeId
from outreach.model.letter import Content, Letter, Status, may_move
from outreach.store.schema import contents, letters, moves

#: Crockford's base 32: no letter that reads like a digit or another letter.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"

#: Who moved a letter when no person did.
OUTREACH = "outreach"

#: The columns that change with a move back to draft: an approval is void with its time.
VOID: Mapping[str, None] = dict.fromkeys(
    ("approved_by", "approved_at", "seal", "due_local", "due_zone", "due_is_manual", "retry_at")
)

#: The columns that change when a claim ends.
UNCLAIMED: Mapping[str, None] = dict.fromkeys(("claim", "lease_until"))


#: Below what every database takes in one statement.
_MOST_PARAMETERS = 5_000


def new_id() -> LetterId:
    """A letter's id: ten random characters that can be read over the telephone."""
    return LetterId("".join(secrets.choice(_ALPHABET) for _ in range(10)))


def new_message_id(domain: str) -> str:
    """An RFC 5322 msg-id that tells nothing but whose it is."""
    return f"<{''.join(secrets.choice(_ALPHABET) for _ in range(26))}@{domain}>"


def add(
    connection: Connection,
    letter_id: LetterId,
    content: Content,
    *,
    campaign_id: CampaignId,
    step: str,
    office_id: OfficeId,
    channel: Channel,
    message_id: str,
    references: Sequence[str],
    status: Status,
    reason: str,
    author: str,
    now: datetime,
) -> None:
    """Write a letter down for the first time, as draft or blocked, with the first line of its history.

    Raises sqlalchemy's IntegrityError when its key (campaign, step, office, channel) is taken.
    """
    values = asdict(content)
    mime = values.pop("mime")
    connection.execute(
        insert(letters).values(
            id=letter_id,
            campaign_id=campaign_id,
            step=step,
            office_id=office_id,
            channel=channel,
            message_id=message_id,
            references=" ".join(references),
            status=status,
            reason=reason,
            author=author,
            editors=author,
            created_at=now,
            **values,
        )
    )
    if mime is not None:
        connection.execute(insert(contents).values(letter_id=letter_id, mime=mime))
    _note(connection, letter_id, None, status, reason, author, now)


def rewrite(connection: Connection, letter: Letter, content: Content, *, editor: str | None) -> None:
    """Replace what an unsent letter says; its state is moved apart.

    ``editor`` is who changed it, None if what it says is the same. Raises `WrongState` when the letter
    is no longer as given: what has been approved or sent meanwhile is never overwritten.
    """
    values = asdict(content)
    mime = values.pop("mime")
    if editor is not None:
        values |= {"author": editor, "editors": ";".join(dict.fromkeys((*letter.editors, editor)))}
    here = and_(letters.c.id == letter.id, letters.c.status == letter.status)
    if connection.execute(update(letters).where(here).values(values)).rowcount != 1:
        raise WrongState(f"letter {letter.id} is no longer {letter.status}: look at it again")
    connection.execute(contents.delete().where(contents.c.letter_id == letter.id))
    if mime is not None:
        connection.execute(insert(contents).values(letter_id=letter.id, mime=mime))


def put_off(connection: Connection, letter_id: LetterId, due: CivilTime) -> None:
    """Give a queued letter whose time was computed a later one."""
    here = and_(letters.c.id == letter_id, letters.c.status == Status.QUEUED)
    connection.execute(
        update(letters).where(here).values(due_local=due.local, due_zone=due.zone, retry_at=None)
    )


def move(
    connection: Connection,
    letter_id: LetterId,
    source: Status,
    target: Status,
    *,
    reason: str,
    by: str = OUTREACH,
    now: datetime,
    under: str | None = None,
    changes: Mapping[str, object] | None = None,
) -> None:
    """Move a letter: the only writer of its status, by compare-and-set, with a line in its history.

    ``changes`` are columns that change with it. With ``under`` the letter must still be under that
    claim. Raises `WrongState` for a move that the life of a letter does not have, and when the letter
    is no longer in ``source``: then nothing was written.
    """
    if not may_move(source, target):
        raise WrongState(f"letter {letter_id} is {source}: from there it cannot become {target}")
    here = and_(letters.c.id == letter_id, letters.c.status == source)
    if under is not None:
        here = and_(here, letters.c.claim == under)
    written = connection.execute(
        update(letters).where(here).values(status=target, reason=reason, **(changes or {}))
    )
    if written.rowcount != 1:
        raise WrongState(f"letter {letter_id} is no longer {source}: look at it again")
    _note(connection, letter_id, source, target, reason, by, now)


def get(connection: Connection, letter_id: LetterId) -> Letter:
    """That letter. Raises `NotFound`."""
    row = connection.execute(select(letters).where(letters.c.id == letter_id)).one_or_none()
    if row is None:
        raise NotFound(f"there is no letter {letter_id}: `outreach letters list` shows them all")
    return _letter(row)


def mime(connection: Connection, letter_id: LetterId) -> bytes | None:
    """The sealed bytes of a letter, without ``Date:``; None while it is blocked."""
    return connection.execute(select(contents.c.mime).where(contents.c.letter_id == letter_id)).scalar()


def find(
    connection: Connection,
    *,
    campaign_id: CampaignId | None = None,
    step: str | None = None,
    office_id: OfficeId | None = None,
    statuses: Collection[Status] | None = None,
    ids: Sequence[LetterId] | None = None,
) -> list[Letter]:
    """The letters that fit every condition given, oldest first; with ``ids`` in the order of these."""
    query = select(letters).order_by(letters.c.created_at, letters.c.office_id, letters.c.id)
    for column, value in (
        (letters.c.campaign_id, campaign_id),
        (letters.c.step, step),
        (letters.c.office_id, office_id),
    ):
        if value is not None:
            query = query.where(column == value)
    if statuses is not None:
        query = query.where(letters.c.status.in_([s.value for s in statuses]))
    if ids is None:
        return [_letter(row) for row in connection.execute(query)]
    found = [
        _letter(row)
        for start in range(0, len(ids), _MOST_PARAMETERS)
        for row in connection.execute(query.where(letters.c.id.in_(ids[start : start + _MOST_PARAMETERS])))
    ]
    place = {letter: number for number, letter in enumerate(ids)}
    return sorted(found, key=lambda letter: place[letter.id])


def due_ids(connection: Connection, now: datetime) -> list[LetterId]:
    """Ids of the queued letters whose time has come at ``now`` (UTC), the longest due first.

    Civil times become instants here, late, so the database is asked for a day more than it must give.
    """
    columns = (letters.c.id, letters.c.due_local, letters.c.due_zone, letters.c.retry_at)
    due = []
    for row in connection.execute(select(*columns).where(letters.c.status == Status.QUEUED)):
        instants = [
            moment
            for moment in (
                row.due_local and CivilTime(local=row.due_local, zone=row.due_zone).instant(),
                row.retry_at,
            )
            if moment
        ]
        at = max(instants, default=now)
        if at <= now:
            due.append((at, row.id))
    return [letter for _, letter in sorted(due)]


def count_by_status(connection: Connection, campaign_id: CampaignId | None = None) -> dict[Status, int]:
    """How many letters stand where."""
    query = select(letters.c.status, func.count()).group_by(letters.c.status)
    if campaign_id:
        query = query.where(letters.c.campaign_id == campaign_id)
    return {Status(status): count for status, count in connection.execute(query)}


def accepted_at(connection: Connection, letter_id: LetterId) -> datetime:
    """When (UTC) it was first said to be with the institution."""
    there = moves.c.target.in_([Status.ACCEPTED, Status.DELIVERED])
    at: datetime = connection.execute(
        select(func.min(moves.c.at)).where(moves.c.letter_id == letter_id, there)
    ).scalar_one()
    return at


def queued_by_a_person_at(connection: Connection, letter_id: LetterId) -> datetime:
    """When (UTC) a person last said that it shall leave: from then on its deferrals count."""
    at: datetime = connection.execute(
        select(func.max(moves.c.at)).where(
            moves.c.letter_id == letter_id, moves.c.target == Status.QUEUED, moves.c.by != OUTREACH
        )
    ).scalar_one()
    return at


def history(connection: Connection, letter_id: LetterId) -> list[Row[Any]]:
    """The moves of a letter, oldest first: source, target, by, reason, at."""
    query = select(moves).where(moves.c.letter_id == letter_id).order_by(moves.c.id)
    return list(connection.execute(query))


def _note(
    connection: Connection,
    letter_id: LetterId,
    source: Status | None,
    target: Status,
    reason: str,
    by: str,
    now: datetime,
) -> None:
    connection.execute(
        insert(moves).values(letter_id=letter_id, source=source, target=target, by=by, reason=reason, at=now)
    )


def _letter(row: Row[Any]) -> Letter:
    values = dict(row._mapping)
    local, zone = values.pop("due_local"), values.pop("due_zone")
    values.pop("created_at")
    return Letter(
        **values
        | {
            "channel": Channel(values["channel"]),
            "status": Status(values["status"]),
            "references": tuple(values["references"].split()),
            "editors": tuple(values["editors"].split(";")),
            "due": CivilTime(local=local, zone=zone) if local else None,
            "lease_until": values["lease_until"] and values["lease_until"].astimezone(UTC),
        }
    )
