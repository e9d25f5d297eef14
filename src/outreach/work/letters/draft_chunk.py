"""Draft one chunk of a step's letters: read together, made one by one, written together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from outreach.model.actor import Act
from outreach.model.audience import NoAddress, NotWritten, Reachable, reach
from outreach.model.campaign import Campaign, CampaignRecord
from outreach.model.directory import Address, Channel, Office
from outreach.model.errors import BadInput, TemplateFault
from outreach.model.ids import Handle, LetterId
from outreach.model.letter import Content, Letter, NewLetter
from outreach.model.mailbox import domain
from outreach.model.status import ABANDONED, UNSENT, HoldCause, Status
from outreach.store import audit, letters
from outreach.store.letter_ids import new_id, new_message_id
from outreach.work.letters.again import as_new
from outreach.work.letters.ask import (
    ask_for_address,
    ask_for_better_way,
    ask_for_name,
    drop_name,
    stop_asking,
)
from outreach.work.letters.beforehand import Beforehand, look_up
from outreach.work.letters.cancel import give_up
from outreach.work.letters.compose import DraftContext, compose
from outreach.work.letters.drafted import Drafted, DraftResult
from outreach.work.letters.leave_out import leave_out
from outreach.work.letters.occasion import LetterPlan, Occasion, propose
from outreach.work.letters.redraft import Redrafted, redraft


@dataclass(frozen=True, kw_only=True)
class Drafting:
    """What one chunk is drafted with, by whom and when."""

    record: CampaignRecord
    context: DraftContext
    by: Handle
    #: UTC.
    now: datetime
    #: Letters that were cancelled or bounced, whose offices are written to again.
    again: Collection[LetterId] = ()


def draft_chunk(
    connection: Connection, drafting: Drafting, wanted: Sequence[tuple[Office, Occasion]]
) -> list[Drafted]:
    """Draft the letters to these offices in the caller's transaction, with one line of the audit for all.

    A fault stays with its office: what cannot be read of it blocks it, untouched, and the others go on.
    """
    known = {
        step: look_up(
            connection,
            drafting.record,
            step,
            [office for office, occasion in wanted if occasion.step == step],
            drafting.now,
        )
        for step in {occasion.step for _, occasion in wanted}
    }
    left_out = {id_: why for one in known.values() for id_, why in one.left_out.items()}
    stop_asking(connection, drafting.record.campaign.id, left_out, by=drafting.by, now=drafting.now)
    drafted: list[Drafted] = []
    made: list[tuple[NewLetter, Content, str | None]] = []
    for office, occasion in wanted:
        try:
            drafted.append(_draft_one(connection, drafting, office, occasion, known[occasion.step], made))
        except TemplateFault:
            raise
        except BadInput as fault:
            drafted.append(Drafted(office_id=office.id, result=DraftResult.BLOCKED, reason=str(fault)))
    letters.add(connection, made, author=drafting.by, now=drafting.now)
    _note(connection, drafting, drafted)
    return drafted


def _draft_one(
    connection: Connection,
    drafting: Drafting,
    office: Office,
    occasion: Occasion,
    known: Beforehand,
    made: list[tuple[NewLetter, Content, str | None]],
) -> Drafted:
    """What becomes of one office; a new letter is added to those ``made``, to be written with the others.

    Whatever may be wrong with it is found before anything is written.
    """
    record, context, now = drafting.record, drafting.context, drafting.now
    if reason := known.left_out.get(office.id):
        held = leave_out(connection, known.letters(office), reason=reason, by=drafting.by, now=now)
        return Drafted(office_id=office.id, result=DraftResult.NOT_WRITTEN, reason=reason, held=held)
    match reach(office):
        case NotWritten(reason=reason):
            return Drafted(office_id=office.id, result=DraftResult.NOT_WRITTEN, reason=reason)
        case NoAddress(reason=reason):
            ask_for_address(connection, record.campaign.id, office, reason, now)
            return Drafted(office_id=office.id, result=DraftResult.NO_ADDRESS, reason=reason)
        case Reachable(address=address):
            pass
    if stop := known.stops.get(office.id):
        reason = f"{stop.explanation} (said by {stop.requested_by})"
        return Drafted(office_id=office.id, result=DraftResult.NOT_WRITTEN, reason=reason)

    earlier = known.letters(office)
    if stands := _stands(earlier, address, drafting.again):
        return Drafted(
            office_id=office.id, result=DraftResult.STANDS, reason=stands, letter_id=earlier[-1].id
        )
    standing = [letter for letter in earlier if letter.status not in ABANDONED]
    mine = next((letter for letter in reversed(standing) if letter.channel is address.channel), None)
    plan = LetterPlan(
        office=office,
        address=address,
        occasion=occasion,
        departure=propose(office, occasion, record.campaign, context.rules, mine, now),
    )
    new = as_new(mine) if mine else _new(record.campaign, plan)
    composed = compose(record, plan, new, own_body=mine.own_body if mine else None, context=context)
    if composed.lacks_name:
        ask_for_name(connection, record.campaign.id, office, composed.content.language, now)
    elif mine and mine.status is Status.BLOCKED:
        drop_name(connection, record.campaign.id, office, drafting.by, now)
    if address.channel is not Channel.EMAIL:
        ask_for_better_way(connection, record.campaign.id, office, now)
    before = known.text(connection, mine) if mine else None
    for letter in standing:
        if letter is not mine and letter.status in UNSENT | {Status.FAILED}:
            reason = f"the office is written to by {address.channel} now"
            give_up(connection, letter, reason=reason, by=drafting.by, now=now)
    if mine is None:
        made.append((new, composed.content, composed.blocked))
        result = DraftResult.BLOCKED if composed.blocked else DraftResult.DRAFTED
        reason = composed.blocked or "waits for approval"
        return Drafted(office_id=office.id, result=result, reason=reason, letter_id=new.id)
    return _result(office, mine, redraft(connection, mine, before, composed, by=drafting.by, now=now))


def _note(connection: Connection, drafting: Drafting, drafted: list[Drafted]) -> None:
    """Write into the audit which letters a drafting has made, changed or let go, if there is any."""
    touched = {DraftResult.DRAFTED, DraftResult.REDRAFTED, DraftResult.BLOCKED}
    ids = [line.letter_id for line in drafted if line.letter_id and line.result in touched]
    lifted = [line.letter_id for line in drafted if line.letter_id and line.lifted]
    held = [letter_id for line in drafted for letter_id in line.held]
    if ids or lifted or held:
        campaign_id = drafting.record.campaign.id
        audit.write(
            connection,
            drafting.by,
            Act.DRAFT_LETTERS,
            campaign_id,
            now=drafting.now,
            letters=ids,
            lifted=lifted,
            held=held,
        )


def _stands(earlier: Sequence[Letter], address: Address, again: Collection[LetterId]) -> str | None:
    """Why nothing is to be drafted: the step's letter is out, or a person has to decide first."""
    for letter in earlier:
        if letter.status not in UNSENT | ABANDONED | {Status.FAILED}:
            return f"its letter is {letter.status}"
        if letter.status is Status.FAILED and letter.address == address.value:
            return "its letter failed: settle it, cancel it, or give the office another address"
        if letter.hold_cause is HoldCause.PERSON and letter.channel is not address.channel:
            return "its letter is held: release or cancel it first"
    abandoned = earlier and all(letter.status in ABANDONED for letter in earlier)
    if abandoned and earlier[-1].id not in again:
        last = earlier[-1]
        return f"its letter was {last.status}: `letters draft --again {last.id}` writes a new one"
    return None


def _new(campaign: Campaign, plan: LetterPlan) -> NewLetter:
    return NewLetter(
        id=new_id(),
        campaign_id=campaign.id,
        step=plan.occasion.step,
        office_id=plan.office.id,
        channel=plan.address.channel,
        message_id=new_message_id(domain(campaign.sender.email)),
        references=plan.occasion.references,
    )


def _result(office: Office, mine: Letter, redrafted: Redrafted) -> Drafted:
    if redrafted.blocked:
        result, reason = DraftResult.BLOCKED, redrafted.blocked
    elif redrafted.changed:
        result, reason = DraftResult.REDRAFTED, "its content changed"
    else:
        result, reason = DraftResult.UNCHANGED, mine.reason
    return Drafted(
        office_id=office.id,
        result=result,
        reason=reason,
        letter_id=mine.id,
        approval_void=redrafted.approval_void,
        lifted=redrafted.lifted,
    )
