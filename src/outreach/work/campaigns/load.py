"""Take a campaign in as its file says it; what has changed since its approval wants a new one."""

from datetime import datetime

from sqlalchemy import Engine

from outreach.model.campaign import Campaign
from outreach.store import campaigns, people


def load_campaign(engine: Engine, campaign: Campaign, *, who: str | None, now: datetime) -> bool:
    """Write it down; False if it was there just so."""
    with engine.begin() as connection:
        person = people.require(connection, who)
        return campaigns.put(connection, campaign, by=person, now=now)
