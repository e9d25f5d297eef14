"""The appeals."""

from collections.abc import Mapping

from sqlalchemy import Engine

from outreach.model.campaign import CampaignRecord
from outreach.model.ids import CampaignId
from outreach.model.status import Status
from outreach.store import campaigns, tallies
from outreach.store.damage import tell
from outreach.store.database import reading


def campaign_records(engine: Engine) -> list[CampaignRecord]:
    """Every campaign, by id."""
    with reading(engine) as connection:
        return campaigns.list_all(connection, unreadable=tell)


def campaign_record(engine: Engine, campaign_id: CampaignId) -> CampaignRecord:
    """That campaign. Raises `NotFound`."""
    with reading(engine) as connection:
        return campaigns.get(connection, campaign_id)


def campaign_counts(engine: Engine, campaign_id: CampaignId) -> Mapping[Status, int]:
    """How many of its letters stand where. Raises `NotFound`."""
    with reading(engine) as connection:
        campaigns.get(connection, campaign_id)
        return tallies.of(connection).get(campaign_id, {})
