"""Who stays silent, and when their next letter falls due."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Engine

from outreach.model.addressing import Addressing
from outreach.model.audience import Reachable, channel_of, reach
from outreach.model.campaign import Campaign, CampaignRecord
from outreach.model.civil_time import civil
from outreach.model.directory import Office
from outreach.model.errors import BadInput, DamagedRow
from outreach.model.follow_up import FollowUpRules, reminder_day
from outreach.model.ids import CampaignId, LetterId, OfficeId
from outreach.model.letter import Letter
from outreach.model.made_from import languages
from outreach.model.status import UNAPPROVED, WITH_INSTITUTION, Status
from outreach.model.thread import NO_REMINDER, stops_the_clock
from outreach.store import campaigns, directory, letters, moves, threads
from outreach.store.damage import no_office, tell
from outreach.store.database import reading


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """One silent office, and the day (in its own calendar) its next letter falls due."""

    office_id: OfficeId
    #: The letter that stays unanswered.
    letter_id: LetterId
    #: The step that follows, and its letter if that is drafted already.
    step: str
    draft_id: LetterId | None
    due_on: date
    is_due: bool
    #: Why it gets none all the same, in words; None if it can be written to.
    not_written: str | None


def follow_ups(
    engine: Engine, campaign_id: CampaignId, *, rules: FollowUpRules, now: datetime
) -> list[FollowUp]:
    """Every office whose thread waits for a reminder, due or not yet, the earliest first.

    Only after a letter that the institution has: a letter in doubt earns no reminder. Never after an
    answer, an objection or a bounce, and never once the next letter exists, whatever its state.
    """
    with reading(engine) as connection:
        return waiting(connection, campaigns.get(connection, campaign_id), rules, now)


def waiting(
    connection: Connection,
    record: CampaignRecord,
    rules: FollowUpRules,
    now: datetime,
    *,
    among: Collection[OfficeId] | None = None,
) -> list[FollowUp]:
    """As `follow_ups`, in the caller's transaction; ``among`` names the offices, None means all of them."""
    campaign = record.campaign
    addressing = Addressing(campaign, languages(record.texts))
    offices = {office.id: office for office in directory.find(connection, among, unreadable=tell)}
    answers = threads.of_campaign(connection, campaign.id)
    written: dict[OfficeId, list[Letter]] = {}
    rows: list[DamagedRow] = []
    for letter in letters.find(connection, campaign_id=campaign.id, offices=among, unreadable=rows.append):
        written.setdefault(letter.office_id, []).append(letter)
    not_read = {row.office_id for row in rows}  # perhaps the reminder itself
    faults: list[BadInput] = [*rows]
    found = []
    for office_id, thread in written.items():
        if office_id in not_read or stops_the_clock(answers.get(office_id, ())):
            continue
        try:
            if office_id not in offices:
                raise no_office(thread[0])
            if found_next := _next(connection, campaign, addressing, offices[office_id], thread, rules, now):
                found.append(found_next)
        except BadInput as fault:
            faults.append(fault)
    for told in faults:
        tell(told)
    return sorted(found, key=lambda follow_up: (follow_up.due_on, follow_up.office_id))


def _next(
    connection: Connection,
    campaign: Campaign,
    addressing: Addressing,
    office: Office,
    thread: Sequence[Letter],
    rules: FollowUpRules,
    now: datetime,
) -> FollowUp | None:
    """What follows the latest letter that the office has; None if nothing does, or it is under way."""
    for step in reversed(campaign.steps):
        sent = next((x for x in thread if x.step == step.name and x.status in WITH_INSTITUTION), None)
        following = campaign.step_after(step.name)
        if sent is None or following is None:
            continue
        existing = [x for x in thread if x.step == following.name and not _stopped_by_an_answer(x)]
        if any(x.status not in UNAPPROVED for x in existing):
            return None
        zone = office.time_zone or campaign.sender.time_zone
        sent_on = civil(moves.accepted_at(connection, sent.id), zone).local.date()
        due_on = reminder_day(rules.rule_for(office), sent_on, office.holiday_country)
        forbidden = addressing.forbids(office, following.name, channel_of(office))
        return FollowUp(
            office_id=office.id,
            letter_id=sent.id,
            step=following.name,
            draft_id=existing[0].id if existing else None,
            due_on=due_on,
            is_due=forbidden is None and due_on <= civil(now, zone).local.date(),
            not_written=forbidden or _why_not(connection, office),
        )
    return None


def _why_not(connection: Connection, office: Office) -> str | None:
    way = reach(office)
    if not isinstance(way, Reachable):
        return way.reason
    stop = directory.suppression(connection, office.id, way.address.value)
    return stop.explanation if stop else None


def _stopped_by_an_answer(letter: Letter) -> bool:
    """Given up for an answer; if that has been corrected since, nothing stands in the reminder's way."""
    return letter.status is Status.CANCELLED and letter.reason.startswith(NO_REMINDER)
