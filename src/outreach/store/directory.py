"""The directory: offices, their addresses, and whom we must not write to."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from outreach.model.directory import (
    Address,
    AddressState,
    Approach,
    Channel,
    Gender,
    Office,
    Suppression,
)
from outreach.model.errors import NotFound
from outreach.model.ids import OfficeId
from outreach.model.mailbox import normalize_address
from outreach.store.schema import addresses, offices, suppressions

_PLAIN = (
    "id",
    "parent_id",
    "body",
    "name",
    "body_kind",
    "unit",
    "title",
    "rank",
    "holder",
    "time_zone",
    "country",
    "seat_country",
    "grade",
    "source_url",
    "source_date",
    "note",
)


def put(connection: Connection, office: Office, *, by: str, now: datetime) -> None:
    """Write an office as it now is, new or not; its addresses become exactly those given."""
    row = {name: getattr(office, name) for name in _PLAIN} | {
        "gender": office.gender,
        "approach": office.approach,
        "languages": ";".join(office.languages),
        "loaded_by": by,
        "loaded_at": now,
    }
    known = connection.execute(select(offices.c.id).where(offices.c.id == office.id)).first()
    if known:
        connection.execute(update(offices).where(offices.c.id == office.id).values(row))
        connection.execute(delete(addresses).where(addresses.c.office_id == office.id))
    else:
        connection.execute(insert(offices).values(row))
    for rank, address in enumerate(office.addresses):
        connection.execute(
            insert(addresses).values(
                office_id=office.id,
                channel=address.channel,
                value=address.value,
                rank=rank,
                state=address.state,
                checked_by=address.checked_by,
                checked_on=address.checked_on,
            )
        )


def get(connection: Connection, office_id: OfficeId) -> Office:
    """That office. Raises `NotFound`."""
    found = find(connection, [office_id])
    if not found:
        raise NotFound(f"there is no office {office_id}: `outreach contacts list` shows them all")
    return found[0]


def find(connection: Connection, ids: Iterable[OfficeId] | None = None) -> list[Office]:
    """The offices of those ids, or all, by body and id."""
    query = select(offices).order_by(offices.c.body, offices.c.id)
    where = select(addresses).order_by(addresses.c.office_id, addresses.c.rank)
    if ids is not None:
        wanted = list(ids)
        query = query.where(offices.c.id.in_(wanted))
        where = where.where(addresses.c.office_id.in_(wanted))
    by_office: dict[str, list[Address]] = {}
    for row in connection.execute(where):
        by_office.setdefault(row.office_id, []).append(_address(row))
    return [_office(row, tuple(by_office.get(row.id, ()))) for row in connection.execute(query)]


def mark(
    connection: Connection,
    office_id: OfficeId,
    channel: Channel,
    state: AddressState,
    *,
    checked_by: str | None = None,
    checked_on: date | None = None,
) -> None:
    """Say what is now known of an address. Raises `NotFound` when the office has none of that channel."""
    changed = connection.execute(
        update(addresses)
        .where(addresses.c.office_id == office_id, addresses.c.channel == channel)
        .values(state=state, checked_by=checked_by, checked_on=checked_on)
    )
    if changed.rowcount != 1:
        raise NotFound(f"{office_id} has no {channel} address to mark")


def mark_dead(connection: Connection, office_id: OfficeId, value: str) -> None:
    """That address proved wrong, if the office still has it."""
    connection.execute(
        update(addresses)
        .where(addresses.c.office_id == office_id, addresses.c.value == value)
        .values(state=AddressState.DEAD)
    )


def suppress(connection: Connection, suppression: Suppression, now: datetime) -> None:
    """Never write there again; saying it twice changes nothing."""
    target = normalize_address(suppression.target)
    if connection.execute(select(suppressions.c.target).where(suppressions.c.target == target)).first():
        return
    connection.execute(
        insert(suppressions).values(
            target=target, said_by=suppression.said_by, reason=suppression.reason, at=now
        )
    )


def suppression(connection: Connection, *targets: str) -> Suppression | None:
    """The first suppression that covers any of these offices or mailboxes."""
    row = connection.execute(
        select(suppressions).where(suppressions.c.target.in_([normalize_address(t) for t in targets]))
    ).first()
    if row is None:
        return None
    return Suppression(target=row.target, said_by=row.said_by, reason=row.reason)


def suppressed(connection: Connection) -> dict[str, str]:
    """Every suppressed target and why."""
    return {row.target: row.reason for row in connection.execute(select(suppressions))}


def _address(row: Row[Any]) -> Address:
    return Address(
        channel=Channel(row.channel),
        value=row.value,
        state=AddressState(row.state),
        checked_by=row.checked_by,
        checked_on=row.checked_on,
    )


def _office(row: Row[Any], reached_by: tuple[Address, ...]) -> Office:
    return Office(
        **{name: row._mapping[name] for name in _PLAIN},
        gender=Gender(row.gender),
        approach=Approach(row.approach),
        languages=tuple(filter(None, row.languages.split(";"))),
        addresses=reached_by,
    )
