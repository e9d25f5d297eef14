"""The directory: offices, their addresses, and whom we must not write to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, delete, insert, select, update

from outreach.model.directory import (
    Address,
    AddressState,
    Office,
    Suppression,
)
from outreach.model.errors import NotFound, WrongState
from outreach.model.ids import Handle, OfficeId
from outreach.model.mailbox import normalize_address, suppression_forms
from outreach.model.office_name import Holder, OfficeName
from outreach.store.damage import Unreadable, each, named, refuse
from outreach.store.directory_schema import addresses, offices, suppressions
from outreach.store.sets import among

K = TypeVar("K")

#: They read a row strictly: whatever is of another type in it, somebody has put there by hand.
_offices: TypeAdapter[Office] = TypeAdapter(Office)
_addresses: TypeAdapter[Address] = TypeAdapter(Address)
_names: TypeAdapter[tuple[OfficeName, ...]] = TypeAdapter(tuple[OfficeName, ...])
_holders: TypeAdapter[tuple[Holder, ...]] = TypeAdapter(tuple[Holder, ...])

_OF_AN_ADDRESS = tuple(field.name for field in fields(Address))
#: Stored in another form than they have: tags joined by ";", and JSON.
_CONVERTED = frozenset({"languages", "addresses", "names", "holders"})
#: The columns in which they are.
CONVERTED = ("languages", "names", "holders")
#: The columns of an office that are its fields as they are.
PLAIN = tuple(field.name for field in fields(Office) if field.name not in _CONVERTED)


def put(connection: Connection, office: Office, *, by: Handle, now: datetime) -> None:
    """Write an office as it now is, new or not; its addresses become exactly those given.

    An address that stays keeps its id. One that comes to an office that was there notes who put it there.
    """
    row = {name: getattr(office, name) for name in PLAIN} | {
        "languages": ";".join(office.languages),
        "names": _names.dump_json(office.names).decode(),
        "holders": _holders.dump_json(office.holders).decode(),
        "loaded_by": by,
        "loaded_at": now,
    }
    is_new = not connection.execute(select(offices.c.id).where(offices.c.id == office.id)).first()
    if is_new:
        connection.execute(insert(offices).values(row))
    else:
        connection.execute(update(offices).where(offices.c.id == office.id).values(row))
    _put_addresses(connection, office, changed_by=None if is_new else by)


def _put_addresses(connection: Connection, office: Office, *, changed_by: Handle | None) -> None:
    known = connection.execute(select(addresses).where(addresses.c.office_id == office.id)).all()
    before = {(row.channel, row.value): _address(row) for row in known}
    given = {(address.channel.value, address.value) for address in office.addresses}
    for gone in before.keys() - given:
        connection.execute(delete(addresses).where(addresses.c.id == before[gone].id))
    for position, address in enumerate(office.addresses):
        values = {
            "position": position,
            "state": address.state,
            "checked_by": address.checked_by,
            "checked_on": address.checked_on,
        }
        here = before.get((address.channel.value, address.value))
        if here is None:
            place = {"office_id": office.id, "channel": address.channel, "value": address.value}
            connection.execute(insert(addresses).values(**place, **values, version=1, changed_by=changed_by))
        else:
            same = (here.state, here.checked_by, here.checked_on) == (
                address.state,
                address.checked_by,
                address.checked_on,
            )
            values["version"] = here.version + (not same)
            connection.execute(update(addresses).where(addresses.c.id == here.id).values(values))


def get(connection: Connection, office_id: OfficeId) -> Office:
    """That office. Raises `NotFound`."""
    found = find(connection, [office_id])
    if not found:
        raise NotFound(f"there is no office {office_id}: `outreach contacts list` shows them all")
    return found[0]


def find(
    connection: Connection,
    ids: Iterable[OfficeId] | None = None,
    *,
    for_update: bool = False,
    unreadable: Unreadable = refuse,
) -> list[Office]:
    """The offices of those ids, or all, by body and id.

    ``for_update`` locks their addresses until the transaction ends: what a sender finds out about one
    meanwhile is written down afterwards, and not overwritten. Raises `DamagedRow` for one that cannot be
    read, unless ``unreadable`` passes it over.
    """
    query = select(offices).order_by(offices.c.body, offices.c.id)
    where = select(addresses).order_by(addresses.c.office_id, addresses.c.position)
    if for_update:
        where = where.with_for_update()
    if ids is not None:
        wanted = list(ids)
        query = query.where(offices.c.id.in_(wanted))
        where = where.where(addresses.c.office_id.in_(wanted))
    by_office: dict[str, list[Row[Any]]] = {}
    for row in connection.execute(where):
        by_office.setdefault(row.office_id, []).append(row)
    return each(connection.execute(query), lambda row: _office(row, by_office.get(row.id, ())), unreadable)


def mark(
    connection: Connection,
    address: Address,
    state: AddressState,
    *,
    checked_by: Handle | None = None,
    checked_on: date | None = None,
) -> None:
    """Say what is now known of an address, as it was seen. Raises `WrongState` if it has changed since."""
    # The value too: SQLite gives the id of a row that is gone to the next one.
    seen = (
        (addresses.c.id == address.id)
        & (addresses.c.value == address.value)
        & (addresses.c.version == address.version)
    )
    changed = connection.execute(
        update(addresses)
        .where(seen)
        .values(state=state, checked_by=checked_by, checked_on=checked_on, version=addresses.c.version + 1)
    )
    if changed.rowcount != 1:
        raise WrongState(f"{address.value} has changed meanwhile: look at it again")


def mark_wrong(connection: Connection, office_id: OfficeId, value: str, state: AddressState) -> None:
    """That address proved dead or bouncing, if the office still has it."""
    connection.execute(
        update(addresses)
        .where(addresses.c.office_id == office_id, addresses.c.value == value)
        .values(state=state, version=addresses.c.version + 1)
    )


def suppress(connection: Connection, suppression: Suppression, now: datetime) -> None:
    """Never write there again; saying it twice changes nothing.

    What was suppressed because of something else, and is named itself, stays when that is lifted.
    """
    target = normalize_address(suppression.target)
    here = suppressions.c.target == target
    known = connection.execute(select(suppressions).where(here)).first()
    if known is not None and (known.because_of is None or suppression.because_of is not None):
        return
    connection.execute(delete(suppressions).where(here))
    connection.execute(
        insert(suppressions).values(
            target=target,
            requested_by=suppression.requested_by,
            reason=suppression.reason,
            because_of=suppression.because_of,
            at=now,
        )
    )


def lift_suppression(connection: Connection, target: str) -> int:
    """Let it be written to again, with the mailboxes that were suppressed because of it; gives how many."""
    name = normalize_address(target)
    here = (suppressions.c.target == name) | (suppressions.c.because_of == name)
    return connection.execute(delete(suppressions).where(here)).rowcount


def suppression(connection: Connection, *targets: str) -> Suppression | None:
    """The first suppression that covers any of these offices or mailboxes."""
    wanted = [form for target in targets for form in suppression_forms(target)]
    row = connection.execute(select(suppressions).where(suppressions.c.target.in_(wanted))).first()
    return _suppression(row) if row else None


_SUPPRESSIONS = select(suppressions).where(among(suppressions.c.target, "targets"))


def suppressions_of(connection: Connection, targets: Mapping[K, Sequence[str]]) -> dict[K, Suppression]:
    """Letter or office → the suppression that covers its targets (office and mailbox), if one does."""
    forms = {
        key: {form for target in named for form in suppression_forms(target)}
        for key, named in targets.items()
    }
    rows = connection.execute(_SUPPRESSIONS, {"targets": list(set().union(*forms.values()))}).all()
    return {key: _suppression(row) for key, names in forms.items() for row in rows if row.target in names}


def suppressed(connection: Connection) -> list[Suppression]:
    """Every suppression, by target."""
    return [_suppression(row) for row in connection.execute(select(suppressions).order_by("target"))]


def _address(row: Row[Any]) -> Address:
    return _addresses.validate_python({name: row._mapping[name] for name in _OF_AN_ADDRESS})


def _suppression(row: Row[Any]) -> Suppression:
    return Suppression(
        target=row.target,
        requested_by=row.requested_by,
        reason=row.reason,
        because_of=row.because_of,
    )


def _office(row: Row[Any], reached_by: Iterable[Row[Any]]) -> Office:
    addresses = [{name: one._mapping[name] for name in _OF_AN_ADDRESS} for one in reached_by]
    plain, converted = ({name: row._mapping[name] for name in some} for some in (PLAIN, CONVERTED))
    return office_of(plain, addresses, **converted)


def office_of(
    plain: Mapping[str, Any],
    reached_by: Sequence[Mapping[str, Any]],
    *,
    languages: str,
    names: str,
    holders: str,
) -> Office:
    """The office of a row's `PLAIN` columns, its addresses, and its `CONVERTED` columns.

    Raises `DamagedRow`.
    """
    with named("office", plain["id"], plain["id"]):
        more = {
            "languages": tuple(filter(None, languages.split(";"))),
            "names": _names.validate_json(names),
            "holders": _holders.validate_json(holders),
        }
        return _offices.validate_python({**plain, **more, "addresses": tuple(reached_by)})
