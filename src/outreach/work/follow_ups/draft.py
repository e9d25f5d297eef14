"""Follow up the offices that stay silent: who is due, and the drafts of their next letter."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Engine

from outreach.model.campaign import Campaign
from outreach.model.civil_time import civil
from outreach.model.directory import Office
from outreach.model.follow_up import FollowUpRules, next_day, reminder_day
from outreach.model.ids import CampaignId, LetterId, OfficeId
from outreach.model.letter import WITH_INSTITUTION, Letter, Status
from outreach.model.thread import stops_the_clock
from outreach.rendering.letter.letter import Earlier
from outreach.store import campaigns, directory, letters, people, threads
from outreach.store.database import reading
from outreach.work.letters.compose import DraftContext, Occasion, reference
from outreach.work.letters.draft import Drafted, draft_one


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


def follow_ups(
    engine: Engine, campaign_id: CampaignId, *, rules: FollowUpRules, now: datetime
) -> list[FollowUp]:
    """Every office whose thread waits for a reminder, due or not yet, the earliest first.

    Only after a letter that the institution has: a letter in doubt earns no reminder. Never after an
    answer, an objection or a bounce, and never once the next letter exists, whatever its state.
    """
    with reading(engine) as connection:
        definition = campaigns.get(connection, campaign_id).campaign
        return _waiting(connection, definition, rules, now)


def follow_up(
    engine: Engine,
    campaign_id: CampaignId,
    *,
    rules: FollowUpRules,
    desk: DraftContext,
    who: str | None,
    clock: Callable[[], datetime],
) -> list[Drafted]:
    """Draft the reminders that are due, in their threads; approving them is a second person's act.

    Drafting again writes anew those that are not approved yet and whose texts have changed.
    """
    now = clock()
    with engine.begin() as connection:
        author = people.require(connection, who)
        definition = campaigns.get(connection, campaign_id).campaign
        drafted = []
        for waiting in _waiting(connection, definition, rules, now):
            if waiting.is_due:
                office = directory.get(connection, waiting.office_id)
                occasion = _occasion(connection, definition, office, waiting, rules, now)
                drafted.append(
                    draft_one(
                        connection,
                        definition,
                        office,
                        occasion,
                        desk=desk,
                        author=author,
                        again=False,
                        now=now,
                    )
                )
        return drafted


def _waiting(
    connection: Connection, campaign: Campaign, rules: FollowUpRules, now: datetime
) -> list[FollowUp]:
    offices = {office.id: office for office in directory.find(connection)}
    answers = threads.of_campaign(connection, campaign.id)
    written: dict[OfficeId, list[Letter]] = {}
    for letter in letters.find(connection, campaign_id=campaign.id):
        written.setdefault(letter.office_id, []).append(letter)
    found = []
    for office_id, thread in written.items():
        if stops_the_clock(answers.get(office_id, ())):
            continue
        if waiting := _next(connection, campaign, offices[office_id], thread, rules, now):
            found.append(waiting)
    return sorted(found, key=lambda waiting: (waiting.due_on, waiting.office_id))


#: A reminder that may still be written anew; once it is approved, its seal guards it.
_OPEN = {Status.DRAFT, Status.BLOCKED}


def _next(
    connection: Connection,
    campaign: Campaign,
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
        existing = [x for x in thread if x.step == following.name]
        if any(x.status not in _OPEN for x in existing):
            return None
        zone = office.time_zone or campaign.sender.time_zone
        sent_on = civil(letters.accepted_at(connection, sent.id), zone).local.date()
        due_on = reminder_day(rules.rule(office.body_kind, office.country), sent_on, office.holiday_country)
        return FollowUp(
            office_id=office.id,
            letter_id=sent.id,
            step=following.name,
            draft_id=existing[0].id if existing else None,
            due_on=due_on,
            is_due=due_on <= civil(now, zone).local.date(),
        )
    return None


def _occasion(
    connection: Connection,
    campaign: Campaign,
    office: Office,
    waiting: FollowUp,
    rules: FollowUpRules,
    now: datetime,
) -> Occasion:
    """A reminder is dated the day it falls due, or the office's next day if that is past.

    Its draft keeps its date.
    """
    unanswered = letters.get(connection, waiting.letter_id)
    references = (*unanswered.references, unanswered.message_id)
    first = letters.find(
        connection, campaign_id=campaign.id, office_id=office.id, step=campaign.steps[0].name
    )
    opening = next(letter for letter in first if letter.message_id == references[0])
    today = civil(now, office.time_zone or campaign.sender.time_zone).local.date()
    rule = rules.rule(office.body_kind, office.country)
    planned_on = letters.get(connection, waiting.draft_id).planned_on if waiting.draft_id else None
    return Occasion(
        step=waiting.step,
        planned_on=planned_on or next_day(rule, max(waiting.due_on, today), office.holiday_country),
        references=references,
        first=Earlier(reference=reference(campaign, opening.id), planned_on=opening.planned_on or today),
    )
