"""Look over the directory for what wants a person's eye."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from outreach.model.audience import NoAddress, Reachable, reach
from outreach.model.directory import AddressState, Channel, Office
from outreach.model.ids import OfficeId
from outreach.model.mailbox import is_lookalike, normalize_address
from outreach.store import directory
from outreach.store.damage import tell
from outreach.store.database import reading


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing to look at."""

    office_id: OfficeId
    finding: str


def check_contacts(engine: Engine) -> list[Finding]:
    """What to look at, office by office; offices that are not written to are left in peace."""
    with reading(engine) as connection:
        offices = [
            office
            for office in directory.find(connection, unreadable=tell)
            if not _silent(connection, office)
        ]
    shared = _shared(offices)
    return [
        Finding(office_id=office.id, finding=finding)
        for office in offices
        for finding in _findings(office, shared)
    ]


def _silent(connection: Connection, office: Office) -> bool:
    """Whether it must not be written to: then nobody need look after its address."""
    mailboxes = [address.value for address in office.addresses if address.channel is Channel.EMAIL]
    return directory.suppression(connection, office.id, *mailboxes[:1]) is not None


def _shared(offices: list[Office]) -> dict[str, list[OfficeId]]:
    """Mailboxes that several offices share: staff must choose whether each gets its own letter."""
    users = defaultdict(list)
    for office in offices:
        if mailbox := office.address(Channel.EMAIL):
            users[normalize_address(mailbox.value)].append(office.id)
    return {mailbox: ids for mailbox, ids in users.items() if len(ids) > 1}


def _findings(office: Office, shared: dict[str, list[OfficeId]]) -> list[str]:
    match reach(office):
        case NoAddress(reason=reason):
            return [reason]
        case Reachable(address=address):
            findings = []
            if address.state is AddressState.UNVERIFIED:
                findings.append(
                    f"{address.value} has not been checked: see its source, then `contacts verify`"
                )
            findings += [
                f"{other.value} bounces: find another address"
                for other in office.addresses
                if other.state is AddressState.BOUNCING
            ]
            if is_lookalike(address.value):
                findings.append(f"{address.value} may be an impostor's: some letters only look like ours")
            others = [
                other for other in shared.get(normalize_address(address.value), []) if other != office.id
            ]
            if others:
                findings.append(f"shares {address.value} with {', '.join(others)}")
            return findings
        case _:
            return []
