"""The audit: one line for each person's act, each signed over the one before; only ever added to.

The key stands outside the database (``OUTREACH_AUDIT_KEY``, RFC 2104 with SHA-256), so whoever can write
rows can still not write history: an edited, removed or reordered line breaks every signature after it. That
the last lines are gone is seen by who kept the end of it elsewhere (`end`).
"""

import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
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
    #: One of `model.actor.Act`, if it is as it was written.
    act: str
    target: str
    detail: Mapping[str, Any]
    mac: str


@dataclass(frozen=True, kw_only=True)
class AuditEnd:
    """The last line at some moment; its signature stands for all before it."""

    number: int
    mac: str


def write(
    connection: Connection, actor: Handle, act: Act, target: str, *, now: datetime, **detail: Any
) -> int:
    """Add a line; gives its number. ``detail`` is what JSON can say.

    To be called under the lock that `people.authorize` takes: lines follow one another. Raises `NotAllowed`
    where the key is not here, or is not the one that has signed the others.
    """
    require_key(connection)
    last = end(connection)
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


def is_mac(found: object, expected: str) -> bool:
    """Whether what stands there is that MAC. Whatever else somebody has written there is none."""
    # Python compares texts in constant time only where both are ASCII.
    return isinstance(found, str) and found.isascii() and hmac.compare_digest(found, expected)


def end(connection: Connection) -> AuditEnd | None:
    """The last line; None where nobody has ever acted."""
    columns = (audit.c.number, audit.c.mac)
    row = connection.execute(select(*columns).order_by(audit.c.number.desc()).limit(1)).one_or_none()
    return AuditEnd(number=row.number, mac=row.mac) if row else None


def require_key(connection: Connection) -> None:
    """Raise `NotAllowed` if the key that is here has signed neither the first line nor the last.

    With another key every approval would look forged and be void, and every new line would be one that
    nobody can check. One line alone may have been changed by somebody: `faults` tells which.
    """
    first = connection.execute(select(audit).order_by(audit.c.number).limit(1)).one_or_none()
    if first is None or _is_signed(connection, first, previous=""):
        return
    last, *before = connection.execute(select(audit).order_by(audit.c.number.desc()).limit(2)).all()
    if not before or not _is_signed(connection, last, previous=before[0].mac):
        raise NotAllowed(
            "the audit here was signed with another key: bring back the one with which it was begun "
            "(audit.key, or OUTREACH_AUDIT_KEY)"
        )


def lines(connection: Connection) -> list[AuditLine]:
    """Every line, oldest first."""
    return [
        AuditLine(
            number=row.number,
            at=row.at,
            actor=Handle(row.actor),
            act=row.act,
            target=row.target,
            detail=_detail(row.detail),
            mac=row.mac,
        )
        for row in connection.execute(select(audit).order_by(audit.c.number))
    ]


def last_at(connection: Connection, act: Act, target: str) -> datetime | None:
    """When (UTC) somebody last did that to it."""
    here = (audit.c.act == act.value) & (audit.c.target == target)
    return connection.execute(select(func.max(audit.c.at)).where(here)).scalar()


def last_number(connection: Connection, act: Act, target: str) -> int:
    """The line in which somebody last did that to it; 0 where nobody has."""
    here = (audit.c.act == act.value) & (audit.c.target == target)
    return connection.execute(select(func.max(audit.c.number)).where(here)).scalar() or 0


def numbers(connection: Connection, actor: Handle, act: Act, **detail: str) -> list[int]:
    """The lines of that act by that person in whose detail these texts stand, or what begins with them."""
    here = (audit.c.actor == actor) & (audit.c.act == act.value)
    for name, text in detail.items():
        written = f"{json.dumps(name)}: {json.dumps(text, ensure_ascii=False)[:-1]}"
        here &= audit.c.detail.contains(written, autoescape=True)
    return list(connection.execute(select(audit.c.number).where(here)).scalars())


def faults(connection: Connection, ends: Sequence[AuditEnd] = ()) -> Iterator[str]:
    """What is wrong with the chain, line by line; nothing where it holds.

    ``ends`` are those that were seen at some time and kept outside the database.
    """
    kept: dict[int, set[str]] = {}
    for one in ends:
        kept.setdefault(one.number, set()).add(one.mac)
    previous, expected = "", 1
    for row in connection.execute(select(audit).order_by(audit.c.number)):
        if row.number != expected:
            yield f"line {expected} is missing: the next one there is {row.number}"
        if not _is_signed(connection, row, previous=previous):
            yield f"line {row.number} is not as it was written, or not in its place"
        elif kept.get(row.number, set()) - {row.mac}:
            yield f"line {row.number} is another than the one that was here before"
        previous, expected = row.mac, row.number + 1
    last = max(kept, default=0)
    if last >= expected:
        yield f"the end is missing: line {last} was here, and the last one there is {expected - 1}"


def _detail(text: str) -> Mapping[str, Any]:
    """What was written; whatever else stands there, as a text."""
    try:
        found = json.loads(text)
    except ValueError:
        return {"text": text}
    return found if isinstance(found, dict) else {"text": text}


def _is_signed(connection: Connection, row: Row[Any], *, previous: str) -> bool:
    if not isinstance(row.at, datetime):  # what cannot be read, no program of ours has written
        return False
    return is_mac(row.mac, _mac(connection, previous, _values(row)))


def _values(row: Row[Any]) -> dict[str, Any]:
    return {name: row._mapping[name] for name in ("number", "at", "actor", "act", "target", "detail")}


def _mac(connection: Connection, previous: str, values: Mapping[str, Any]) -> str:
    line = {**values, "at": values["at"].isoformat(timespec="microseconds"), "previous": previous}
    return _hmac(connection, json.dumps(line, sort_keys=True, ensure_ascii=False, default=repr))


def _hmac(connection: Connection, text: str) -> str:
    key: bytes = connection.get_execution_options().get(KEY, b"")
    if not key:
        raise NotAllowed(
            "the key that signs what people do is not here: run `outreach init`, or copy audit.key from "
            "where this database was first used"
        )
    return hmac.digest(key, text.encode(), "sha256").hex()
