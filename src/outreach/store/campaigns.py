"""Campaigns: each appeal as its file said it when it was loaded, and who approved that."""

import hashlib
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, insert, select, update

from outreach.model.campaign import Campaign, CampaignRecord
from outreach.model.errors import NotFound
from outreach.model.ids import CampaignId
from outreach.store.schema import campaigns

_json: TypeAdapter[Campaign] = TypeAdapter(Campaign)


def digest(campaign: Campaign) -> str:
    """SHA-256 (hex) of everything the campaign says, its signatories included."""
    return hashlib.sha256(_json.dump_json(campaign)).hexdigest()


def put(connection: Connection, campaign: Campaign, *, by: str, now: datetime) -> bool:
    """Write the campaign as it now is; False if nothing changed. A change takes its approval away."""
    row: dict[str, Any] = {
        "definition": _json.dump_json(campaign).decode(),
        "digest": digest(campaign),
        "loaded_by": by,
        "loaded_at": now,
        "approved_by": None,
        "approved_at": None,
    }
    known = connection.execute(select(campaigns.c.digest).where(campaigns.c.id == campaign.id)).scalar()
    if known == row["digest"]:
        return False
    if known is None:
        connection.execute(insert(campaigns).values(id=campaign.id, **row))
    else:
        connection.execute(update(campaigns).where(campaigns.c.id == campaign.id).values(row))
    return True


def approve(connection: Connection, campaign_id: CampaignId, *, by: str, now: datetime) -> None:
    """Note who approved the campaign as it stands."""
    connection.execute(
        update(campaigns).where(campaigns.c.id == campaign_id).values(approved_by=by, approved_at=now)
    )


def get(connection: Connection, campaign_id: CampaignId) -> CampaignRecord:
    """That campaign. Raises `NotFound`."""
    row = connection.execute(select(campaigns).where(campaigns.c.id == campaign_id)).one_or_none()
    if row is None:
        raise NotFound(f"there is no campaign {campaign_id}: `outreach campaign list` shows them all")
    return _record(row)


def list_all(connection: Connection) -> list[CampaignRecord]:
    """Every campaign, by id."""
    return [_record(row) for row in connection.execute(select(campaigns).order_by(campaigns.c.id))]


def _record(row: Row[Any]) -> CampaignRecord:
    return CampaignRecord(
        campaign=_json.validate_json(row.definition),
        digest=row.digest,
        loaded_by=row.loaded_by,
        loaded_at=row.loaded_at,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
    )
