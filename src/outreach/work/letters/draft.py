"""Draft the letters of a step: one finished message to each office, or the reason why there is none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, Engine

from outreach.model.audience import NoAddress, NotWritten, Reachable, reach
from outreach.model.campaign import Campaign
from outreach.model.directory import Address, Office
from outreach.model.errors import BadInput
from outreach.model.ids import CampaignId, LetterId, OfficeId
from outreach.model.letter import ABANDONED, UNSENT, Letter, Status
from outreach.model.mailbox import domain
from outreach.model.task import TaskKind, TaskStatus
from outreach.store import campaigns, directory, letters, people, tasks
from outreach.work.letters.cancel import cancel
from outreach.work.letters.compose import Composed, DraftContext, Occasion, compose

#: Offices per transaction: a kill in between loses at most these, and the next run drafts them again.
_CHUNK = 100


class DraftResult(StrEnum):
    """What drafting made of an office."""

    DRAFTED = "drafted"
    #: Written anew because something had changed; an approval it had is void.
    REDRAFTED = "redrafted"
    UNCHANGED = "unchanged"
    BLOCKED = "blocked"
    #: It has its letter of this step, or a person must settle that letter first.
    STANDS = "stands"
    NO_ADDRESS = "no_address"
    NOT_WRITTEN = "not_written"


@dataclass(frozen=True, kw_only=True)
class Drafted:
    """What became of one office, with the reason in words."""

    office_id: OfficeId
    result: DraftResult
    reason: str
    letter_id: LetterId | None = None


def draft_letters(
    engine: Engine,
    campaign_id: CampaignId,
    step: str,
    *,
    desk: DraftContext,
    who: str | None,
    again: bool = False,
    clock: Callable[[], datetime],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Drafted]:
    """Draft the campaign's first step to every office of the directory; what has not changed stays.

    ``again`` writes also to offices whose letter of this step was cancelled or bounced. A reminder has
    its own verb, `follow_up`, because silence must come first: `BadInput` for any other step.
    """
    with engine.begin() as connection:
        author = people.require(connection, who)
        definition = campaigns.get(connection, campaign_id).campaign
        occasion = _occasion(definition, step)
        offices = directory.find(connection)
    drafted: list[Drafted] = []
    for start in range(0, len(offices), _CHUNK):
        with engine.begin() as connection:
            drafted += [
                draft_one(
                    connection,
                    definition,
                    office,
                    occasion,
                    desk=desk,
                    author=author,
                    again=again,
                    now=clock(),
                )
                for office in offices[start : start + _CHUNK]
            ]
        progress(len(drafted), len(offices))
    return drafted


def draft_one(
    connection: Connection,
    campaign: Campaign,
    office: Office,
    occasion: Occasion,
    *,
    desk: DraftContext,
    author: str,
    again: bool,
    now: datetime,
) -> Drafted:
    """Draft one office's letter, in the caller's transaction."""
    match reach(office):
        case NotWritten(reason=reason):
            return Drafted(office_id=office.id, result=DraftResult.NOT_WRITTEN, reason=reason)
        case NoAddress(reason=reason):
            _ask_for_an_address(connection, campaign.id, office, reason, now)
            return Drafted(office_id=office.id, result=DraftResult.NO_ADDRESS, reason=reason)
        case Reachable(address=address):
            pass
    if stop := directory.suppression(connection, office.id, address.value):
        reason = f"not to be written to: {stop.reason} (said by {stop.said_by})"
        return Drafted(office_id=office.id, result=DraftResult.NOT_WRITTEN, reason=reason)

    earlier = letters.find(connection, campaign_id=campaign.id, step=occasion.step, office_id=office.id)
    if stands := _stands(earlier, address, again):
        return Drafted(
            office_id=office.id, result=DraftResult.STANDS, reason=stands, letter_id=earlier[-1].id
        )
    mine = None
    for letter in earlier:
        if letter.channel is address.channel and letter.status not in ABANDONED:
            mine = letter
        elif letter.status in UNSENT:
            reason = f"the office is written to by {address.channel} now"
            cancel(connection, letter, reason=reason, by=author, now=now)
    if mine:
        return _redraft(connection, campaign, office, address, occasion, mine, desk, author, now)
    return _draft_new(connection, campaign, office, address, occasion, desk, author, now)


def _occasion(campaign: Campaign, step: str) -> Occasion:
    first = campaign.steps[0]
    names = ", ".join(s.name for s in campaign.steps)
    if step not in [s.name for s in campaign.steps]:
        raise BadInput(f"campaign {campaign.id} has no step {step!r}: it has {names}")
    if step != first.name or first.planned_on is None:
        raise BadInput(
            f"{step!r} is a reminder: `outreach follow-ups draft` writes it when silence calls for it"
        )
    return Occasion(step=step, planned_on=first.planned_on)


def _ask_for_an_address(
    connection: Connection, campaign_id: CampaignId, office: Office, reason: str, now: datetime
) -> None:
    kind = TaskKind.FIND_ADDRESS
    if not tasks.find(
        connection, campaign_id=campaign_id, kind=kind, office_id=office.id, status=TaskStatus.OPEN
    ):
        words = (
            f"{office.name}: {reason}. Look on the institution's own page, never guess; put what you find "
            "into its row in contacts/, load that, and draft again."
        )
        tasks.add(
            connection,
            kind,
            campaign_id=campaign_id,
            office_id=office.id,
            letter_id=None,
            instructions=f"{words}\n{office.note}".strip(),
            now=now,
        )


def _stands(earlier: Sequence[Letter], address: Address, again: bool) -> str | None:
    """Why nothing is to be drafted: the step's letter is out, or a person has to decide first."""
    for letter in earlier:
        if letter.status not in UNSENT | ABANDONED | {Status.FAILED}:
            return f"its letter is {letter.status}"
        if letter.status is Status.FAILED and letter.address == address.value:
            return "its letter failed: settle it, cancel it, or give the office another address"
    given_up = earlier and all(letter.status in ABANDONED for letter in earlier)
    if given_up and not again:
        return f"its letter was {earlier[-1].status}: `letters draft --again` writes a new one"
    return None


def _draft_new(
    connection: Connection,
    campaign: Campaign,
    office: Office,
    address: Address,
    occasion: Occasion,
    desk: DraftContext,
    author: str,
    now: datetime,
) -> Drafted:
    letter = letters.new_id()
    message_id = letters.new_message_id(domain(campaign.sender.email))
    composed = compose(
        campaign, office, address, occasion, letter_id=letter, message_id=message_id, desk=desk
    )
    reason = composed.blocked or "waits for approval"
    letters.add(
        connection,
        letter,
        composed.content,
        campaign_id=campaign.id,
        step=occasion.step,
        office_id=office.id,
        channel=address.channel,
        message_id=message_id,
        references=occasion.references,
        status=Status.BLOCKED if composed.blocked else Status.DRAFT,
        reason=reason,
        author=author,
        now=now,
    )
    fate = DraftResult.BLOCKED if composed.blocked else DraftResult.DRAFTED
    return Drafted(office_id=office.id, result=fate, reason=reason, letter_id=letter)


def _redraft(
    connection: Connection,
    campaign: Campaign,
    office: Office,
    address: Address,
    occasion: Occasion,
    mine: Letter,
    desk: DraftContext,
    author: str,
    now: datetime,
) -> Drafted:
    composed = compose(
        campaign, office, address, occasion, letter_id=mine.id, message_id=mine.message_id, desk=desk
    )
    same = _same(connection, mine, composed)
    letters.rewrite(connection, mine, composed.content, editor=None if same else author)
    if not same and mine.status not in {Status.DRAFT, Status.BLOCKED}:
        reason = f"no longer {mine.status}: its content changed after the approval"
        _back_to_draft(connection, mine, reason, author, now)
    elif mine.status is Status.BLOCKED and composed.blocked != mine.reason:
        _back_to_draft(connection, mine, "waits for approval", author, now)
    if composed.blocked:
        if mine.status is not Status.BLOCKED or composed.blocked != mine.reason:
            letters.move(
                connection, mine.id, Status.DRAFT, Status.BLOCKED, reason=composed.blocked, by=author, now=now
            )
        return Drafted(
            office_id=office.id, result=DraftResult.BLOCKED, reason=composed.blocked, letter_id=mine.id
        )
    if same:
        return Drafted(
            office_id=office.id, result=DraftResult.UNCHANGED, reason=mine.reason, letter_id=mine.id
        )
    return Drafted(
        office_id=office.id, result=DraftResult.REDRAFTED, reason="its content changed", letter_id=mine.id
    )


def _same(connection: Connection, mine: Letter, composed: Composed) -> bool:
    """Whether everything that a seal covers is what it was."""
    content = composed.content
    before = (letters.mime(connection, mine.id), mine.address, mine.envelope_sender)
    return before == (content.mime, content.address, content.envelope_sender)


def _back_to_draft(connection: Connection, letter: Letter, reason: str, author: str, now: datetime) -> None:
    letters.move(
        connection,
        letter.id,
        letter.status,
        Status.DRAFT,
        reason=reason,
        by=author,
        now=now,
        changes=letters.VOID,
    )
