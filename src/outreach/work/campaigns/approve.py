"""A second person approves a campaign: without that nothing of it leaves for the world."""

from datetime import datetime

from sqlalchemy import Connection, Engine

from outreach.model.actor import Act, Actor
from outreach.model.errors import NotAllowed
from outreach.model.ids import CampaignId
from outreach.model.live_wants import wants_of_sender
from outreach.model.person import require_second_person
from outreach.model.status import Status
from outreach.store import audit, campaigns, letters, people


def approve_campaign(
    engine: Engine, actor: Actor, campaign_id: CampaignId, seen: str, *, now: datetime, live: bool = False
) -> int:
    """Approve it, in a transaction of its own; see `approve`."""
    with engine.begin() as connection:
        return approve(connection, actor, campaign_id, seen, now=now, live=live)


def approve(
    connection: Connection,
    actor: Actor,
    campaign_id: CampaignId,
    seen: str,
    *,
    now: datetime,
    live: bool = False,
) -> int:
    """Approve the campaign whose digest was ``seen``, and queue its letters that were approved before.

    Gives their number. Raises `NotAllowed` for everybody who made it what it is since its last approval,
    and live, naming each, while anything is wanting of who writes; `WrongState` when it has changed
    since it was seen.
    """
    by = people.authorize(connection, actor, Act.APPROVE_CAMPAIGN)
    record = campaigns.get(connection, campaign_id)
    require_second_person(by, record.makers, f"campaign {campaign_id}")
    if live and (wants := wants_of_sender(record.campaign)):
        told = "; ".join(wants)
        raise NotAllowed(f"campaign {campaign_id} cannot be approved for letters that leave: {told}")
    campaigns.approve(connection, campaign_id, seen, by=by, now=now)
    audit.write(connection, by, Act.APPROVE_CAMPAIGN, campaign_id, now=now, digest=seen)
    waiting = letters.find(connection, campaign_id=campaign_id, statuses=[Status.APPROVED])
    for letter in waiting:
        letters.move(
            connection,
            letter.id,
            Status.APPROVED,
            Status.QUEUED,
            reason=f"leaves {letter.due}",
            by=by,
            now=now,
        )
    return len(waiting)
