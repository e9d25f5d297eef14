"""A second person approves a campaign: without that nothing of it leaves for the world."""

from datetime import datetime

from sqlalchemy import Engine

from outreach.model.ids import CampaignId
from outreach.model.letter import Status
from outreach.model.person import require_second_person
from outreach.store import campaigns, letters, people


def approve_campaign(engine: Engine, campaign_id: CampaignId, *, who: str | None, now: datetime) -> int:
    """Approve it as it stands, and queue its letters that were approved before; gives their number.

    Raises `NotAllowed` when it is the person who loaded it.
    """
    with engine.begin() as connection:
        person = people.require(connection, who)
        record = campaigns.get(connection, campaign_id)
        require_second_person(person, [record.loaded_by], f"campaign {campaign_id}")
        campaigns.approve(connection, campaign_id, by=person, now=now)
        waiting = letters.find(connection, campaign_id=campaign_id, statuses=[Status.APPROVED])
        for letter in waiting:
            letters.move(
                connection,
                letter.id,
                Status.APPROVED,
                Status.QUEUED,
                reason=f"leaves {letter.due}",
                by=person,
                now=now,
            )
        return len(waiting)
