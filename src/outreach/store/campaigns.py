"""Campaigns: each appeal as its files said it when it was loaded, and who approved that."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, insert, select, update

from outreach.model.campaign import Campaign, CampaignRecord
from outreach.model.errors import DamagedRow, NotFound, WrongState
from outreach.model.ids import CampaignId, Handle
from outreach.model.made_from import Texts
from outreach.store.damage import READ_FAULTS, Unreadable, each, refuse
from outreach.store.schema import campaigns

#: The version of the JSON in ``definition``; what an older one lacks is added when it is read.
_VERSION = 2

#: From this version on; before, a request went by a kind of body or an office.
_REQUESTS_IN_ORDER = 2

_json: TypeAdapter[Campaign] = TypeAdapter(Campaign)
_records: TypeAdapter[CampaignRecord] = TypeAdapter(CampaignRecord)
_PLAIN = ("digest", "loaded_by", "loaded_at", "approved_by", "approved_at")


def digest(campaign: Campaign, texts: Texts) -> str:
    """SHA-256 (hex) of everything the campaign says, its signatories and its texts included."""
    return _digest(_json.dump_python(campaign, mode="json"), dict(texts))


def digest_as_stored(connection: Connection, campaign_id: CampaignId) -> str:
    """That of what stands in the database, in the form of the version that has written it."""
    row = connection.execute(select(campaigns).where(campaigns.c.id == campaign_id)).one()
    stored = json.loads(row.definition)
    return _digest(stored["campaign"] if "version" in stored else stored, json.loads(row.texts))


def _digest(campaign: Mapping[str, Any], texts: Texts) -> str:
    content = {"campaign": campaign, "texts": texts}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def put(connection: Connection, campaign: Campaign, texts: Texts, *, by: Handle, now: datetime) -> bool:
    """Write the campaign as it now is; False if nothing changed. A change takes its approval away.

    Whoever changes it is one of its makers until somebody else has approved it.
    """
    known = connection.execute(select(campaigns).where(campaigns.c.id == campaign.id)).one_or_none()
    says = digest(campaign, texts)
    if known is not None and known.digest == says:
        return False
    makers = [*(known.makers.split(";") if known else ()), by]
    row: dict[str, Any] = {
        "definition": json.dumps(
            {"version": _VERSION, "campaign": _json.dump_python(campaign, mode="json")}, ensure_ascii=False
        ),
        "digest": says,
        "texts": json.dumps(dict(texts), sort_keys=True),
        "loaded_by": by,
        "loaded_at": now,
        "makers": ";".join(dict.fromkeys(filter(None, makers))),
        "approved_by": None,
        "approved_at": None,
    }
    if known is None:
        connection.execute(insert(campaigns).values(id=campaign.id, **row))
    else:
        connection.execute(update(campaigns).where(campaigns.c.id == campaign.id).values(row))
    return True


def approve(connection: Connection, campaign_id: CampaignId, seen: str, *, by: Handle, now: datetime) -> None:
    """Note who approved the campaign, as its digest says it was seen.

    Raises `WrongState` when it has changed since.
    """
    here = (campaigns.c.id == campaign_id) & (campaigns.c.digest == seen)
    approved = {"approved_by": by, "approved_at": now, "makers": ""}
    if connection.execute(update(campaigns).where(here).values(approved)).rowcount != 1:
        raise WrongState(f"campaign {campaign_id} has changed since you read it: read it again")


def get(connection: Connection, campaign_id: CampaignId) -> CampaignRecord:
    """That campaign. Raises `NotFound`, and `DamagedRow` for one that no version of ours has written."""
    row = connection.execute(select(campaigns).where(campaigns.c.id == campaign_id)).one_or_none()
    if row is None:
        raise NotFound(f"there is no campaign {campaign_id}: `outreach campaign list` shows them all")
    return _record(row)


def list_all(connection: Connection, *, unreadable: Unreadable = refuse) -> list[CampaignRecord]:
    """Every campaign, by id. Raises `DamagedRow` for one that cannot be read, unless it is passed over."""
    return each(connection.execute(select(campaigns).order_by(campaigns.c.id)), _record, unreadable)


def _record(row: Row[Any]) -> CampaignRecord:
    try:
        return _records.validate_python(
            {
                **{name: row._mapping[name] for name in _PLAIN},
                "campaign": _json.validate_python(_upgraded(json.loads(row.definition))),
                "texts": json.loads(row.texts),
                "makers": tuple(filter(None, row.makers.split(";"))),
            }
        )
    except READ_FAULTS:
        raise DamagedRow(
            f"campaign {row.id!s:.80} is stored in a form that this version cannot read: load its file again"
        ) from None


def _upgraded(stored: Mapping[str, Any]) -> Mapping[str, Any]:
    """The campaign as today's version has it; the first release wrote it without a version."""
    campaign: Mapping[str, Any] = stored["campaign"] if "version" in stored else stored
    if stored.get("version", 0) >= _REQUESTS_IN_ORDER:
        return campaign
    exceptions = campaign.get("request_exceptions", {})
    asked = [("office", office, name) for office, name in exceptions.items()]
    asked += [("kind", kind, name) for kind, name in campaign["requests"].items()]
    kept = {key: value for key, value in campaign.items() if key != "request_exceptions"}
    return kept | {"requests": [_request(*one, campaign["steps"]) for one in asked]}


def _request(key: str, value: str, name: str, steps: Sequence[Any]) -> Mapping[str, Any]:
    """Then nobody was told that no answer is asked, and every step was a reminder."""
    term = {"key": key, "values": [value]}
    return {"name": name, "offices": {"terms": [term]}, "reminders": len(steps) - 1}
