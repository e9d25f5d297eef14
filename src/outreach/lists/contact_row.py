"""One row of the directory, as a spreadsheet has it and as the house has it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from outreach.lists.contact_checks import Cells, channels_with_a_value, row_errors, split_list
from outreach.lists.contact_columns import DEFAULTS, TEXTS
from outreach.model.directory import Address, AddressState, Approach, Channel, Office
from outreach.model.gender import Gender
from outreach.model.ids import Handle, OfficeId
from outreach.model.mailbox import mailbox


def office_of(cells: Cells, *, today: date) -> Office | tuple[str, ...]:
    """The office that a row describes, or everything that is wrong with the row, one line each."""
    cells = {name: cell or DEFAULTS.get(name, "") for name, cell in cells.items()}
    wrong = tuple(row_errors(cells, today=today))
    if wrong:
        return wrong
    texts: dict[str, Any] = {name: cells[name] for name in TEXTS}
    return Office(
        **texts,
        parent_id=OfficeId(cells["parent"]) if cells["parent"] else None,
        holder=cells["holder"] or None,
        gender=Gender(cells["gender"]),
        addresses=_addresses(cells),
        languages=tuple(split_list(cells["languages"])),
        time_zone=cells["time_zone"] or None,
        country=cells["country"] or None,
        seat_country=cells["seat_country"] or None,
        approach=Approach(cells["approach"]),
    )


def cells_of(office: Office) -> dict[str, str]:
    """The row for an office: its first living address of each channel, a dead one never.

    The mark of a check speaks of all the row's addresses, so it is written only where all share it.
    """
    written: dict[str, Address] = {}
    for address in office.addresses:
        if address.state is not AddressState.DEAD:
            written.setdefault(address.channel.value, address)
    checked_on, checked_by = _shared_check(written.values())
    cells: dict[str, str] = {name: getattr(office, name) for name in TEXTS}
    return cells | {
        "parent": office.parent_id or "",
        "holder": office.holder or "",
        "gender": office.gender.value,
        **{name.value: written[name].value if name in written else "" for name in Channel},
        "preference": ";".join(written),
        "languages": ";".join(office.languages),
        "time_zone": office.time_zone or "",
        "country": office.country or "",
        "seat_country": office.seat_country or "",
        "approach": office.approach.value,
        "checked_on": checked_on,
        "checked_by": checked_by,
    }


def _addresses(cells: Cells) -> tuple[Address, ...]:
    """In the row's order of preference; the order of the columns where it states none."""
    order = split_list(cells["preference"]) or channels_with_a_value(cells)
    checked = bool(cells["checked_on"])
    return tuple(
        Address(
            channel=Channel(name),
            value=mailbox(cells[name]) if name == Channel.EMAIL else cells[name],
            state=AddressState.VERIFIED if checked else AddressState.UNVERIFIED,
            checked_by=Handle(cells["checked_by"]) if cells["checked_by"] else None,
            checked_on=date.fromisoformat(cells["checked_on"]) if checked else None,
        )
        for name in order
    )


def _shared_check(addresses: Iterable[Address]) -> tuple[str, str]:
    checks = {(a.state, a.checked_on, a.checked_by) for a in addresses}
    if len(checks) == 1:
        state, day, person = checks.pop()
        if state is AddressState.VERIFIED and day and person:
            return day.isoformat(), person
    return "", ""
