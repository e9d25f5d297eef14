"""Look at one letter before it is drafted; nothing is written."""

from datetime import datetime

from sqlalchemy import Engine

from outreach.model.directory import Channel
from outreach.model.errors import WrongState
from outreach.model.ids import CampaignId, OfficeId
from outreach.model.letter import NewLetter
from outreach.model.mailbox import domain
from outreach.store import campaigns, directory
from outreach.store.database import reading
from outreach.store.letter_ids import new_id, new_message_id
from outreach.work.letters.again import as_new
from outreach.work.letters.alone import plan_alone
from outreach.work.letters.compose import DraftContext, compose


def preview_letter(
    engine: Engine,
    campaign_id: CampaignId,
    office_id: OfficeId,
    step: str,
    *,
    channel: Channel | None = None,
    context: DraftContext,
    now: datetime,
) -> bytes:
    """The whole message without its ``Date:``, as that letter would be drafted now.

    Where it is drafted already, it has its reference and its own text. Raises `WrongState` with what blocks
    it, `BadInput` for a step that there is not, `NotFound` for an office or a campaign.
    """
    with reading(engine) as connection:
        record = campaigns.get(connection, campaign_id)
        office = directory.get(connection, office_id)
        alone = plan_alone(connection, record, office, step, channel=channel, context=context, now=now)
    plan, standing = alone.plan, alone.standing
    new = (
        as_new(standing)
        if standing
        else NewLetter(
            id=new_id(),
            campaign_id=campaign_id,
            step=step,
            office_id=office_id,
            channel=plan.address.channel,
            message_id=new_message_id(domain(record.campaign.sender.email)),
            references=plan.occasion.references,
        )
    )
    own_body = standing.own_body if standing else None
    composed = compose(record, plan, new, own_body=own_body, context=context)
    if composed.blocked or composed.content.mime is None:
        raise WrongState(f"the letter to {office_id} is blocked: {composed.blocked}")
    return composed.content.mime
