"""Follow up the offices that stay silent: the drafts of their next letter."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine

from outreach.model.actor import Act, Actor
from outreach.model.campaign import CampaignRecord
from outreach.model.civil_time import civil
from outreach.model.directory import Office
from outreach.model.follow_up import FollowUpRules, next_day
from outreach.model.ids import CampaignId, OfficeId
from outreach.model.letter import Letter
from outreach.model.status import Status
from outreach.model.thread import their_reference
from outreach.queries.follow_ups import FollowUp, waiting
from outreach.rendering.letter.facts import Earlier
from outreach.store import campaigns, directory, letters, people, threads
from outreach.store.damage import tell
from outreach.store.database import reading
from outreach.work.chunks import Progress, chunks, untold
from outreach.work.letters.compose import DraftContext
from outreach.work.letters.draft_chunk import Drafting, draft_chunk
from outreach.work.letters.drafted import Drafted
from outreach.work.letters.occasion import Occasion


def draft_follow_ups(
    engine: Engine,
    actor: Actor,
    campaign_id: CampaignId,
    *,
    context: DraftContext,
    clock: Callable[[], datetime],
    progress: Progress = untold,
) -> list[Drafted]:
    """Draft the reminders that are due, in their threads; approving them is a second person's act.

    Each chunk is a transaction of its own, which asks once more who is still silent. Drafting again rewrites
    those that are not approved yet and whose texts have changed.
    """
    with reading(engine) as connection:
        people.authorize(connection, actor, Act.DRAFT_LETTERS)
        silent = _due(connection, campaigns.get(connection, campaign_id), context.rules, clock())
    drafted: list[Drafted] = []
    done = 0
    for chunk in chunks([one.office_id for one in silent]):
        with engine.begin() as connection:
            drafted += _draft(connection, actor, campaign_id, chunk, context=context, now=clock())
        done += len(chunk)
        progress("drafted", done, len(silent))
    return drafted


def _due(
    connection: Connection,
    record: CampaignRecord,
    rules: FollowUpRules,
    now: datetime,
    *,
    among: Sequence[OfficeId] | None = None,
) -> list[FollowUp]:
    return [one for one in waiting(connection, record, rules, now, among=among) if one.is_due]


def _draft(
    connection: Connection,
    actor: Actor,
    campaign_id: CampaignId,
    chunk: Sequence[OfficeId],
    *,
    context: DraftContext,
    now: datetime,
) -> list[Drafted]:
    by = people.authorize(connection, actor, Act.DRAFT_LETTERS)
    record = campaigns.get(connection, campaign_id)
    offices = {office.id: office for office in directory.find(connection, chunk, unreadable=tell)}
    written: dict[OfficeId, list[Letter]] = {}
    for letter in letters.find(connection, campaign_id=campaign_id, offices=chunk, unreadable=tell):
        written.setdefault(letter.office_id, []).append(letter)
    answers = threads.of_campaign(connection, campaign_id, chunk)
    silent = _due(connection, record, context.rules, now, among=chunk)
    cancelled = [
        letter.id
        for one in silent
        for letter in written[one.office_id]
        if letter.step == one.step and letter.status is Status.CANCELLED
    ]
    drafting = Drafting(record=record, context=context, by=by, now=now, again=cancelled)
    wanted = [
        (
            offices[one.office_id],
            _occasion(
                drafting,
                offices[one.office_id],
                one,
                written[one.office_id],
                their_reference(answers.get(one.office_id, ())),
            ),
        )
        for one in silent
    ]
    return draft_chunk(connection, drafting, wanted)


def _occasion(
    drafting: Drafting, office: Office, silent: FollowUp, thread: Sequence[Letter], theirs: str
) -> Occasion:
    """A reminder is dated no earlier than the day it falls due, or the office's next day if that is past."""
    campaign = drafting.record.campaign
    unanswered = next(letter for letter in thread if letter.id == silent.letter_id)
    references = (*unanswered.references, unanswered.message_id)
    first = [letter for letter in thread if letter.step == campaign.steps[0].name]
    opening = next((letter for letter in first if letter.message_id == references[0]), unanswered)
    today = civil(drafting.now, office.time_zone or campaign.sender.time_zone).local.date()
    rule = drafting.context.rules.rule_for(office)
    return Occasion(
        step=silent.step,
        not_before=next_day(rule, max(silent.due_on, today), office.holiday_country),
        references=references,
        first=Earlier(
            reference=campaign.reference_of(opening.id),
            planned_on=opening.printed_on or today,
            their_reference=theirs,
        ),
    )
