"""Which drafts a person may approve as they saw them, and what they seal: many in a few statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from outreach.model.addressing import Addressing
from outreach.model.campaign import CampaignRecord
from outreach.model.civil_time import CivilTime, civil
from outreach.model.directory import Channel, Office
from outreach.model.due_time import due_time
from outreach.model.errors import WrongState
from outreach.model.follow_up import FollowUpRules
from outreach.model.ids import Handle
from outreach.model.letter import Letter, SeenLetter
from outreach.model.made_from import CampaignParts, differences, languages, with_number
from outreach.model.person import require_second_person
from outreach.model.status import Status
from outreach.model.thread import their_reference
from outreach.model.wire import wire_fault
from outreach.store import campaigns, contents, directory, letters, threads
from outreach.store.approvals import sealed
from outreach.work.letters.requested_time import RequestedTime, requested_time


@dataclass(frozen=True, kw_only=True)
class ApprovalTerms:
    """What an approval goes by, besides what was read."""

    rules: FollowUpRules
    #: Whether letters leave for the world: then those of a campaign that is not approved yet wait for it.
    live: bool
    #: UTC; all letters of one approval are approved at this moment, however long it takes.
    now: datetime
    #: Another hour of the day that was shown; None: each at the time that was shown.
    at: RequestedTime | None = None


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A draft that this person may approve, with what they seal."""

    letter: Letter
    record: CampaignRecord
    seal: str
    due: CivilTime
    due_is_manual: bool


class _Known:
    """What is known of one campaign, for all of its letters."""

    def __init__(self, record: CampaignRecord) -> None:
        self.record = record
        self.addressing = Addressing(record.campaign, languages(record.texts))
        self.parts = CampaignParts(record.campaign, record.texts)


def ready(
    connection: Connection, by: Handle, seen: Sequence[SeenLetter], terms: ApprovalTerms
) -> list[Ready]:
    """All of them, in their order.

    Raises for the first that may not be approved: `NotAllowed` for whoever made it what it is, `WrongState`
    for what is no draft, has changed since it was seen, would be another letter if it were written now, or
    whose day has moved; `NotFound`; `BadInput` for a time that cannot be meant.
    """
    found = letters.find_as_seen(connection, seen)
    records = {name: campaigns.get(connection, name) for name in {one.campaign_id for one in found}}
    known = {name: _Known(record) for name, record in records.items()}
    answers = threads.of_reminders(connection, found)
    offices = {one.id: one for one in directory.find(connection, {one.office_id for one in found})}
    texts = contents.of(connection, [one.id for one in found])
    return [
        _ready(
            letter,
            one,
            known[letter.campaign_id],
            offices.get(letter.office_id) or directory.get(connection, letter.office_id),
            # What is not among those that can be read is asked for alone, which says what is wrong with it.
            texts.get(letter.id) or contents.get(connection, letter.id),
            number=their_reference(answers.get((letter.campaign_id, letter.office_id), ())),
            by=by,
            terms=terms,
        )
        for letter, one in zip(found, seen, strict=True)
    ]


def _ready(
    letter: Letter,
    seen: SeenLetter,
    known: _Known,
    office: Office,
    mime: bytes | None,
    *,
    number: str,
    by: Handle,
    terms: ApprovalTerms,
) -> Ready:
    if letter.status is not Status.DRAFT:
        raise WrongState(
            f"letter {letter.id} to {letter.office_id} is {letter.status}: only a draft can be approved"
        )
    record = known.record
    require_second_person(by, _makers(letter, office, record), f"letter {letter.id}")
    if why := known.addressing.forbids(office, letter.step, letter.channel):
        raise WrongState(f"letter {letter.id} to {letter.office_id} cannot be approved: {why}")
    due, is_manual = _due(letter, office, record, terms)
    if letter.channel is Channel.EMAIL and due.local.date() != letter.printed_on:
        way = "give it that day with `letters reschedule`" if terms.at else "draft it again for that day"
        raise WrongState(
            f"letter {letter.id} to {letter.office_id} is dated {letter.printed_on} and would leave {due}: "
            f"{way}, and have it read again"
        )
    seal = sealed(letter, mime)
    if not seal.startswith(seen.seal):
        raise WrongState(f"letter {letter.id} has changed since you read it: read it again")
    made_from = known.parts.of(
        office,
        step=letter.step,
        channel=letter.channel,
        address=letter.address,
        day=max(due.local.date(), letter.printed_on or due.local.date()),
    )
    if changed := differences(letter.made_from, with_number(made_from, number)):
        raise WrongState(
            f"letter {letter.id} to {letter.office_id} was written before a change of {', '.join(changed)}: "
            "draft it again, and have it read again"
        )
    if letter.channel is Channel.EMAIL and mime is not None and (fault := wire_fault(mime)):
        raise WrongState(f"letter {letter.id} to {letter.office_id} {fault}: draft it again")
    return Ready(letter=letter, record=record, seal=seal, due=due, due_is_manual=is_manual)


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
    letter: Letter, office: Office, record: CampaignRecord, terms: ApprovalTerms
) -> tuple[CivilTime, bool]:
    """The time that was shown; later on its day if that hour is past, or the one that is asked for."""
    sender_zone, now, at = record.campaign.sender.time_zone, terms.now, terms.at
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
        rules=terms.rules,
        now=now,
    )
    return due, False
