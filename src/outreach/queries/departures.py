"""What will leave when, on the sender's clock and on the recipient's."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from outreach.model.campaign import Sender
from outreach.model.civil_time import CivilTime, civil
from outreach.model.directory import Channel, Office
from outreach.model.due_time import due_time
from outreach.model.errors import BadInput
from outreach.model.follow_up import FollowUpRules
from outreach.model.ids import CampaignId, LetterId, OfficeId
from outreach.model.letter import Letter
from outreach.model.status import TO_COME, Status
from outreach.model.working_days import day_off
from outreach.store import campaigns, directory, letters
from outreach.store.damage import no_office, tell
from outreach.store.database import reading


@dataclass(frozen=True, kw_only=True)
class Departure:
    """One letter that has not left, and when it would."""

    letter_id: LetterId
    office_id: OfficeId
    step: str
    channel: Channel
    #: To whom it leaves, and by which account.
    address: str
    account: str
    status: Status
    #: The same instant twice.
    here: CivilTime
    there: CivilTime
    #: Whether somebody set it; otherwise it was computed.
    is_set: bool
    #: Why its office does not work on that day, in words; None if it does.
    day_off: str | None


def plan_campaign(
    engine: Engine, campaign_id: CampaignId, *, rules: FollowUpRules, now: datetime
) -> list[Departure]:
    """The letters that have not left, the earliest first."""
    departures = []
    with reading(engine) as connection:
        sender = campaigns.get(connection, campaign_id).campaign.sender
        offices = {office.id: office for office in directory.find(connection, unreadable=tell)}
        to_come = letters.find(connection, campaign_id=campaign_id, statuses=TO_COME, unreadable=tell)
        for letter in to_come:
            try:
                departures.append(_departure(letter, offices.get(letter.office_id), sender, rules, now))
            except BadInput as fault:
                tell(fault)
    return sorted(departures, key=lambda departure: (departure.here.local, departure.office_id))


def _departure(
    letter: Letter, office: Office | None, sender: Sender, rules: FollowUpRules, now: datetime
) -> Departure:
    if office is None:
        raise no_office(letter)
    leaves = (
        letter.due_at
        or due_time(
            office,
            not_before=letter.printed_on,
            is_reminder=bool(letter.references),
            sender_zone=sender.time_zone,
            rules=rules,
            now=now,
        ).instant()
    )
    there = civil(leaves, office.time_zone or sender.time_zone)
    closed = rules.rule_for(office).closed
    return Departure(
        letter_id=letter.id,
        office_id=office.id,
        step=letter.step,
        channel=letter.channel,
        address=letter.address,
        account=letter.account,
        status=letter.status,
        here=civil(leaves, sender.time_zone),
        there=there,
        is_set=bool(letter.due_is_manual),
        day_off=day_off(there.local.date(), office.holiday_country, closed),
    )
