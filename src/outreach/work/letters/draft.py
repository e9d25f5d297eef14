"""Draft the letters of a step: one finished message to each office, or the reason why there is none."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from sqlalchemy import Engine

from outreach.model.actor import Act, Actor
from outreach.model.campaign import Campaign
from outreach.model.errors import BadInput
from outreach.model.ids import CampaignId, LetterId, OfficeId
from outreach.model.office_filter import OfficeFilter
from outreach.queries.audience import choose
from outreach.store import campaigns, directory, people
from outreach.store.damage import tell
from outreach.store.database import reading
from outreach.work.chunks import Progress, chunks, untold
from outreach.work.letters.compose import DraftContext
from outreach.work.letters.draft_chunk import Drafting, draft_chunk
from outreach.work.letters.drafted import Drafted
from outreach.work.letters.occasion import Occasion


def draft_letters(
    engine: Engine,
    actor: Actor,
    campaign_id: CampaignId,
    step: str,
    *,
    context: DraftContext,
    only: Collection[OfficeId] | None = None,
    to: Sequence[OfficeFilter] = (),
    again: Collection[LetterId] = (),
    clock: Callable[[], datetime],
    progress: Progress = untold,
) -> list[Drafted]:
    """Draft the campaign's first step to the offices of the directory; what has not changed stays.

    Each chunk is a transaction of its own: a kill loses the one that is under way, and the next run drafts
    its letters again. ``only`` names the offices, None means all of them; ``to`` chooses among them those
    that any of its filters fits, if it has one. ``again`` names letters of this
    step that were cancelled or bounced: their offices are written to again. A reminder has its own verb,
    because silence must come first: `BadInput` for any other step. `NotFound` for an office that is not
    there.
    """
    with reading(engine) as connection:
        record = campaigns.get(connection, campaign_id)
        occasion = _occasion(record.campaign, step)
        offices = directory.find(connection, None if to else only, unreadable=tell)
        here = {office.id for office in offices}
        for missing in [office_id for office_id in only or () if office_id not in here]:
            directory.get(connection, missing)
        chosen = choose(connection, offices, to, record=record, now=clock())
        found = [office.id for office in chosen if only is None or office.id in only]
    drafted: list[Drafted] = []
    done = 0
    for chunk in chunks(found):
        with engine.begin() as connection:
            by = people.authorize(connection, actor, Act.DRAFT_LETTERS)
            drafting = Drafting(record=record, context=context, by=by, now=clock(), again=again)
            offices = directory.find(connection, chunk, unreadable=tell)
            drafted += draft_chunk(connection, drafting, [(office, occasion) for office in offices])
        done += len(chunk)
        progress("drafted", done, len(found))
    return drafted


def _occasion(campaign: Campaign, step: str) -> Occasion:
    first = campaign.steps[0]
    names = ", ".join(s.name for s in campaign.steps)
    if step not in [s.name for s in campaign.steps]:
        raise BadInput(f"campaign {campaign.id} has no step {step!r}: it has {names}")
    if step != first.name or first.planned_on is None:
        raise BadInput(
            f"{step!r} is a reminder: `outreach follow-ups draft` writes it when silence calls for it"
        )
    return Occasion(step=step, not_before=first.planned_on)
