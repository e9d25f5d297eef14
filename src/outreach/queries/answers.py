"""Everything that came back, as people recorded it."""

from sqlalchemy import Engine

from outreach.model.ids import CampaignId
from outreach.model.thread import Answer
from outreach.store import campaigns, threads
from outreach.store.database import reading


def list_answers(engine: Engine, campaign_id: CampaignId | None = None) -> list[Answer]:
    """The answers, oldest first, the corrected ones too. Raises `NotFound` for no such campaign."""
    with reading(engine) as connection:
        if campaign_id is not None:
            campaigns.get(connection, campaign_id)
        return threads.list_all(connection, campaign_id)
