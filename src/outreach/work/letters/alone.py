"""One letter by itself, as it would be drafted now; nothing is written."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from outreach.model.audience import NoAddress, NotWritten, Reachable, reach
from outreach.model.campaign import CampaignRecord
from outreach.model.civil_time import civil
from outreach.model.directory import Address, Channel, Office
from outreach.model.errors import BadInput, WrongState
from outreach.model.ids import LetterId
from outreach.model.letter import Letter
from outreach.model.mailbox import domain
from outreach.model.status import ABANDONED
from outreach.model.thread import their_reference
from outreach.rendering.letter.facts import Earlier
from outreach.store import letters, threads
from outreach.store.letter_ids import new_message_id
from outreach.work.letters.beforehand import look_up
from outreach.work.letters.compose import DraftContext
from outreach.work.letters.occasion import LetterPlan, Occasion, propose

#: Of a first letter that is not there yet, to which a reminder refers all the same.
_NOT_YET = LetterId("0000000000")


@dataclass(frozen=True, kw_only=True)
class Alone:
    """The plan of one letter, and the letter of that office and step that there is, if there is one."""

    plan: LetterPlan
    standing: Letter | None


def plan_alone(
    connection: Connection,
    record: CampaignRecord,
    office: Office,
    step: str,
    *,
    channel: Channel | None,
    address: Address | None = None,
    context: DraftContext,
    now: datetime,
) -> Alone:
    """The letter of that step to that office, by that channel or by the one that drafting takes.

    ``address`` is where it goes, if it is none of the office's own. Raises `WrongState` with the reason why
    no such letter is drafted, `BadInput` for a step that the campaign does not have.
    """
    campaign = record.campaign
    names = [one.name for one in campaign.steps]
    if step not in names:
        raise BadInput(f"campaign {campaign.id} has no step {step!r}: it has {', '.join(names)}")
    known = look_up(connection, record, step, [office], now)
    if left_out := known.left_out.get(office.id):
        raise WrongState(f"no letter goes to {office.id}: {left_out}")
    if stop := known.stops.get(office.id):
        raise WrongState(f"no letter goes to {office.id}: {stop.explanation} (said by {stop.requested_by})")
    address = address or _address(office, channel)
    written = [one for one in known.letters(office) if one.status not in ABANDONED]
    standing = next((one for one in reversed(written) if one.channel is address.channel), None)
    occasion = _occasion(connection, record, office, step, now)
    departure = propose(office, occasion, campaign, context.rules, standing, now)
    plan = LetterPlan(office=office, address=address, occasion=occasion, departure=departure)
    return Alone(plan=plan, standing=standing)


def _address(office: Office, channel: Channel | None) -> Address:
    if channel is not None:
        if found := office.address(channel):
            return found
        known = ", ".join(dict.fromkeys(one.channel for one in office.addresses)) or "none at all"
        raise WrongState(f"{office.id} has no address for {channel}: it has {known}")
    match reach(office):
        case Reachable(address=address):
            return address
        case NotWritten(reason=reason) | NoAddress(reason=reason):
            raise WrongState(f"no letter goes to {office.id}: {reason}")


def _occasion(
    connection: Connection, record: CampaignRecord, office: Office, step: str, now: datetime
) -> Occasion:
    """Of a reminder it is told as if the silence had lasted; its first letter may not be there yet."""
    campaign = record.campaign
    first = campaign.steps[0]
    today = civil(now, office.time_zone or campaign.sender.time_zone).local.date()
    planned = first.planned_on or today
    if step == first.name:
        return Occasion(step=step, not_before=planned)
    thread = letters.find(connection, campaign_id=campaign.id, offices=[office.id])
    opening = next((one for one in thread if one.step == first.name and one.status not in ABANDONED), None)
    return Occasion(
        step=step,
        not_before=max(today, planned),
        references=(opening.message_id if opening else new_message_id(domain(campaign.sender.email)),),
        first=Earlier(
            reference=campaign.reference_of(opening.id if opening else _NOT_YET),
            planned_on=(opening.printed_on if opening else None) or planned,
            their_reference=their_reference(threads.of_office(connection, campaign.id, office.id)),
        ),
    )
