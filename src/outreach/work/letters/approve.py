"""A second person approves letters: the seal names their exact content, the time is the one shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from outreach.model.actor import Act, Actor
from outreach.model.campaign import CampaignRecord
from outreach.model.civil_time import CivilTime, civil
from outreach.model.directory import Channel, Office
from outreach.model.due_time import due_time
from outreach.model.errors import WrongState
from outreach.model.follow_up import FollowUpRules
from outreach.model.ids import Handle
from outreach.model.letter import Approval, Letter, SeenLetter
from outreach.model.person import require_second_person
from outreach.model.status import Status
from outreach.model.wire import wire_fault
from outreach.store import audit, campaigns, contents, directory, letters, people
from outreach.store.approvals import letter_mac, reading_digest, sealed
from outreach.work.letters.requested_time import RequestedTime, requested_time


@dataclass(frozen=True, kw_only=True)
class _Sealed:
    """A draft that this person may approve, with what they seal."""

    letter: Letter
    record: CampaignRecord
    seal: str
    due: CivilTime
    due_is_manual: bool


def approve_letters(
    engine: Engine,
    actor: Actor,
    seen: Sequence[SeenLetter],
    *,
    digest: str = "",
    at: RequestedTime | None = None,
    rules: FollowUpRules,
    live: bool,
    now: datetime,
) -> list[Letter]:
    """Approve them, in a transaction of their own; see `approve`."""
    with engine.begin() as connection:
        return approve(connection, actor, seen, digest=digest, at=at, rules=rules, live=live, now=now)


def approve(
    connection: Connection,
    actor: Actor,
    seen: Sequence[SeenLetter],
    *,
    digest: str = "",
    at: RequestedTime | None = None,
    rules: FollowUpRules,
    live: bool,
    now: datetime,
) -> list[Letter]:
    """Approve these drafts as they were seen, all or none, and give them back as they now are.

    ``digest`` is that of everything that was read (`reading_digest`), or its beginning: where any of it has
    changed since, has come or is gone, nothing is approved. Each leaves at the time it was shown with, or at
    another hour of the same day with ``at``. Where the campaign is not approved yet and delivery is live,
    they stay `approved` and wait for it; otherwise they are `queued`.

    Raises `NotAllowed` for whoever made one of them what it is, `WrongState` for what is no draft, has
    changed since it was seen, or whose day has moved; `BadInput` for a time that cannot be meant.
    """
    by = people.authorize(connection, actor, Act.APPROVE_LETTERS)
    ready = [_ready(connection, one, by, at, rules, now) for one in seen]
    read = reading_digest({one.letter.id: one.seal for one in ready})
    if not read.startswith(digest):
        raise WrongState("these are not the letters that you read: list and read them again")
    number = audit.write(
        connection,
        by,
        Act.APPROVE_LETTERS,
        " ".join(one.letter.id for one in ready[:1]),
        now=now,
        letters=[one.letter.id for one in ready],
        seals=read,
    )
    for one in ready:
        approval = Approval(
            by=by,
            seal=one.seal,
            mac=letter_mac(connection, one.letter.id, one.seal, one.due.local.date(), number),
            audit_number=number,
            due=one.due,
            due_is_manual=one.due_is_manual,
        )
        letters.approve(connection, one.letter, approval, now=now)
        if not live or one.record.approved_by:
            letters.move(
                connection,
                one.letter.id,
                Status.APPROVED,
                Status.QUEUED,
                reason=f"leaves {one.due}",
                by=by,
                now=now,
            )
    return letters.find(connection, ids=[one.id for one in seen])


def _ready(
    connection: Connection,
    seen: SeenLetter,
    by: Handle,
    at: RequestedTime | None,
    rules: FollowUpRules,
    now: datetime,
) -> _Sealed:
    letter = letters.as_seen(connection, seen)
    if letter.status is not Status.DRAFT:
        raise WrongState(
            f"letter {letter.id} to {letter.office_id} is {letter.status}: only a draft can be approved"
        )
    record = campaigns.get(connection, letter.campaign_id)
    office = directory.get(connection, letter.office_id)
    require_second_person(by, _makers(letter, office, record), f"letter {letter.id}")
    due, is_manual = _due(letter, office, record, at, rules, now)
    if letter.channel is Channel.EMAIL and due.local.date() != letter.printed_on:
        way = "give it that day with `letters reschedule`" if at else "draft it again for that day"
        raise WrongState(
            f"letter {letter.id} to {letter.office_id} is dated {letter.printed_on} and would leave {due}: "
            f"{way}, and have it read again"
        )
    mime = contents.get(connection, letter.id)
    seal = sealed(letter, mime)
    if not seal.startswith(seen.seal):
        raise WrongState(f"letter {letter.id} has changed since you read it: read it again")
    if letter.channel is Channel.EMAIL and mime is not None and (fault := wire_fault(mime)):
        raise WrongState(f"letter {letter.id} to {letter.office_id} {fault}: draft it again")
    return _Sealed(letter=letter, record=record, seal=seal, due=due, due_is_manual=is_manual)


def _makers(letter: Letter, office: Office, record: CampaignRecord) -> set[str]:
    """Who made it what it is: who wrote it, who changed its campaign and its texts, or its address.

    Confirming makes nobody a maker: an address that somebody else has verified since is nobody's work.
    """
    makers: set[str] = {*letter.editors, *record.makers}
    address = office.address_at(letter.channel, letter.address)
    if address and address.changed_by and address.checked_by in (None, address.changed_by):
        makers.add(address.changed_by)
    return makers


def _due(
    letter: Letter,
    office: Office,
    record: CampaignRecord,
    at: RequestedTime | None,
    rules: FollowUpRules,
    now: datetime,
) -> tuple[CivilTime, bool]:
    """The time that was shown; later on its day if that hour is past, or the one that is asked for."""
    sender_zone = record.campaign.sender.time_zone
    if at is not None:
        return requested_time(at, at.zone or office.time_zone or sender_zone, office, now), True
    shown = letter.due
    if shown is None:
        raise WrongState(f"letter {letter.id} has no time yet: draft it again")
    if letter.due_is_manual:
        if civil(now, shown.zone).local.date() > shown.local.date():
            raise WrongState(f"letter {letter.id} should have left {shown}: give it another day")
        return shown, True
    if shown.instant() >= now:
        return shown, False
    due = due_time(
        office,
        not_before=shown.local.date(),
        is_reminder=bool(letter.references),
        sender_zone=sender_zone,
        rules=rules,
        now=now,
    )
    return due, False
