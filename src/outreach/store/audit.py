"""The audit: one line for each person's act, each signed over the one before; only ever added to.

The key stands outside the database (``OUTREACH_AUDIT_KEY``, RFC 2104 with SHA-256), so whoever can write
rows can still not write history: an edited, removed or reordered line breaks every signature after it.
"""

import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from outreach.model.actor import Act
from outreach.model.errors import NotAllowed
from outreach.model.ids import Handle
from outreach.store.database import KEY
from outreach.store.schema import audit


@dataclass(frozen=True, kw_only=True)
class AuditLine:
    """One act of one person."""

    number: int
    #: UTC.
    at: datetime
    actor: Handle
    act: Act
    target: str
    detail: Mapping[str, Any]
    mac: str


def write(
    connection: Connection, actor: Handle, act: Act, target: str, *, now: datetime, **detail: Any
) -> int:
    """Add a line; gives its number. ``detail`` is what JSON can say.

    To be called under the lock that `people.authorize` takes: lines follow one another.
    """
    last = connection.execute(select(audit).order_by(audit.c.number.desc()).limit(1)).one_or_none()
    number = last.number + 1 if last else 1
    values = {
        "number": number,
        "at": now,
        "actor": actor,
        "act": act.value,
        "target": target,
        "detail": json.dumps(detail, sort_keys=True, ensure_ascii=False),
    }
    mac = _mac(connection, last.mac if last else "", values)
    connection.execute(insert(audit).values(**values, mac=mac))
    return number


def sign(connection: Connection, purpose: str, *facts: str) -> str:
    """A keyed MAC (hex) over these facts, for that purpose alone."""
    return _hmac(connection, json.dumps([purpose, *facts]))


def is_empty(connection: Connection) -> bool:
    """Whether nobody has ever acted here."""
    return connection.execute(select(audit.c.number).limit(1)).first() is None


def count(connection: Connection) -> int:
    """How many lines there are."""
    return connection.execute(select(func.count()).select_from(audit)).scalar_one()


def lines(connection: Connection) -> list[AuditLine]:
    """Every line, oldest first."""
    return [
        AuditLine(
            number=row.number,
            at=row.at,
            actor=Handle(row.actor),
            act=Act(row.act),
            target=row.target,
            detail=json.loads(row.detail),
            mac=row.mac,
        )
        for row in connection.execute(select(audit).order_by(audit.c.number))
    ]


def last_at(connection: Connection, act: Act, target: str) -> datetime | None:
    """When (UTC) somebody last did that to it."""
    here = (audit.c.act == act.value) & (audit.c.target == target)
    return connection.execute(select(func.max(audit.c.at)).where(here)).scalar()


def faults(connection: Connection) -> Iterator[str]:
    """What is wrong with the chain, line by line; nothing where it holds."""
    previous, expected = "", 1
    for row in connection.execute(select(audit).order_by(audit.c.number)):
        if row.number != expected:
            yield f"line {expected} is missing: the next one there is {row.number}"
        if not hmac.compare_digest(row.mac, _mac(connection, previous, _values(row))):
            yield f"line {row.number} is not as it was written, or not in its place"
        previous, expected = row.mac, row.number + 1


def _values(row: Row[Any]) -> dict[str, Any]:
    return {name: row._mapping[name] for name in ("number", "at", "actor", "act", "target", "detail")}


def _mac(connection: Connection, previous: str, values: Mapping[str, Any]) -> str:
    line = {**values, "at": values["at"].isoformat(timespec="microseconds"), "previous": previous}
    return _hmac(connection, json.dumps(line, sort_keys=True, ensure_ascii=False))


def _hmac(connection: Connection, text: str) -> str:
    key: bytes = connection.get_execution_options().get(KEY, b"")
    if not key:
        raise NotAllowed(
            "the key that signs what people do is not here: run `outreach init`, or copy audit.key from "
            "where this database was first used"
        )
    return hmac.new(key, text.encode(), "sha256").hexdigest()
