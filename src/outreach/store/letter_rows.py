"""A letter and its row in the table: the one made into the other."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row

from outreach.model.civil_time import CivilTime
from outreach.model.letter import Content, Letter
from outreach.store.damage import named

#: Reads a row strictly: whatever is of another type in it, somebody has put there by hand.
_letters: TypeAdapter[Letter] = TypeAdapter(Letter)

#: The version of the JSON in ``made_from``.
_MADE_FROM = 1

#: The columns that an approval fills.
NOT_APPROVED: Mapping[str, None] = dict.fromkeys(
    ("approved_by", "approved_at", "seal", "mac", "audit_number", "retry_at")
)


def columns_of(content: Content, retry_at: datetime | None) -> dict[str, object]:
    """What a drafting has made, as columns; ``retry_at`` is when it may leave at the earliest (UTC)."""
    return due_columns(content.due, retry_at) | {
        "account": content.account,
        "language": content.language,
        "language_reason": content.language_reason,
        "address": content.address,
        "envelope_sender": content.envelope_sender,
        "subject": content.subject,
        "printed_on": content.printed_on,
        "due_is_manual": content.due_is_manual,
        "made_from": json.dumps({"version": _MADE_FROM, "parts": dict(content.made_from)}, sort_keys=True),
        "own_body": content.own_body,
    }


def due_columns(due: CivilTime, retry_at: datetime | None) -> dict[str, Any]:
    """When a letter is due, by the clock at the office and in the order of the queue."""
    instant = due.instant()
    return {
        "due_local": due.local,
        "due_zone": due.zone,
        "due_at": max(instant, retry_at) if retry_at else instant,
    }


def retry_columns(retry_at: datetime | None) -> dict[str, Any]:
    """When a letter that was put off may leave at the earliest (UTC); None: whenever it is due."""
    return {"retry_at": retry_at, "due_at": retry_at} if retry_at else {"retry_at": None}


def letter_of(row: Row[Any]) -> Letter:
    """The letter of a row. Raises `DamagedRow` for one that cannot be read."""
    values = dict(zip(row._fields, row, strict=True))
    local, zone = values.pop("due_local"), values.pop("due_zone")
    for unseen in ("created_at", "due_at", "standing"):
        del values[unseen]
    with named("letter", row.id, row.office_id):
        return _letters.validate_python(
            values
            | {
                "references": tuple(values["references"].split()),
                "editors": tuple(values["editors"].split(";")),
                "made_from": _parts(values["made_from"]),
                "due": {"local": local, "zone": zone} if local else None,
                "lease_until": values["lease_until"] and values["lease_until"].astimezone(UTC),
            }
        )


def _parts(stored: str) -> Mapping[str, str]:
    """What the letter was made from; nothing where that was written in a form that is known no more.

    A letter of which nothing is known is stale at its claim, so it is drafted again.
    """
    known = json.loads(stored)
    parts: dict[str, str] = known["parts"] if known.get("version") == _MADE_FROM else {}
    return parts
