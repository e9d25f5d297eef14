"""Follow up the offices that stay silent: the drafts of their next letter."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, Engine

from outreach.model.actor import Act, Actor
from outreach.model.campaign import Campaign
from outreach.model.civil_time import civil
from outreach.model.directory import Office
from outreach.model.follow_up import FollowUpRules, next_day
from outreach.model.ids import CampaignId
from outreach.model.status import Status
from outreach.queries.follow_ups import FollowUp, waiting
from outreach.rendering.letter.facts import Earlier
from outreach.store import campaigns, directory, letters, people
from outreach.work.letters.compose import DraftContext, reference
from outreach.work.letters.draft import Drafted, draft_one, isolated, note_drafting
from outreach.work.letters.occasion import Occasion


def draft_follow_ups(
    engine: Engine,
    actor: Actor,
    campaign_id: CampaignId,
    *,
    context: DraftContext,
    clock: Callable[[], datetime],
) -> list[Drafted]:
    """Draft them, in a transaction of its own; see `draft`."""
    with engine.begin() as connection:
        return draft(connection, actor, campaign_id, context=context, now=clock())


def draft(
    connection: Connection, actor: Actor, campaign_id: CampaignId, *, context: DraftContext, now: datetime
) -> list[Drafted]:
    """Draft the reminders that are due, in their threads; approving them is a second person's act.

    Drafting again rewrites those that are not approved yet and whose texts have changed.
    """
    by = people.authorize(connection, actor, Act.DRAFT_LETTERS)
    record = campaigns.get(connection, campaign_id)
    drafted: list[Drafted] = []
    for silent in waiting(connection, record.campaign, context.rules, now):
        if not silent.is_due:
            continue
        with isolated(connection, silent.office_id, drafted):
            office = directory.get(connection, silent.office_id)
            occasion = _occasion(connection, record.campaign, office, silent, context.rules, now)
            again = [
                letter.id
                for letter in letters.find(
                    connection,
                    campaign_id=campaign_id,
                    step=silent.step,
                    office_id=office.id,
                    statuses=[Status.CANCELLED],
                )
            ]
            drafted.append(
                draft_one(connection, record, office, occasion, context=context, by=by, again=again, now=now)
            )
    note_drafting(connection, by, campaign_id, drafted, now)
    return drafted


def _occasion(
    connection: Connection,
    campaign: Campaign,
    office: Office,
    silent: FollowUp,
    rules: FollowUpRules,
    now: datetime,
) -> Occasion:
    """A reminder is dated no earlier than the day it falls due, or the office's next day if that is past."""
    unanswered = letters.get(connection, silent.letter_id)
    references = (*unanswered.references, unanswered.message_id)
    first = letters.find(
        connection, campaign_id=campaign.id, office_id=office.id, step=campaign.steps[0].name
    )
    opening = next((letter for letter in first if letter.message_id == references[0]), unanswered)
    today = civil(now, office.time_zone or campaign.sender.time_zone).local.date()
    rule = rules.rule_for(office)
    return Occasion(
        step=silent.step,
        not_before=next_day(rule, max(silent.due_on, today), office.holiday_country),
        references=references,
        first=Earlier(reference=reference(campaign, opening.id), planned_on=opening.printed_on or today),
    )
