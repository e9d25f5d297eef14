"""Look over the directory for what wants a person's eye."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from outreach.model.audience import NoAddress, NotWritten, Reachable, reach
from outreach.model.directory import AddressState, Channel, Office
from outreach.model.ids import OfficeId
from outreach.model.mailbox import is_lookalike, normalize_address
from outreach.model.nearest import nearest
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
            if not isinstance(reach(office), NotWritten) and not _silent(connection, office)
        ]
    shared = _shared(offices)
    kinds, ranks = Counter(one.body_kind for one in offices), Counter(one.rank for one in offices)
    return [
        Finding(office_id=office.id, finding=finding)
        for office in offices
        for finding in (
            *_findings(office, shared),
            *_slip("body_kind", office.body_kind, kinds),
            *_slip("rank", office.rank, ranks),
        )
    ]


def _slip(column: str, name: str, borne: Counter[str]) -> Iterator[str]:
    """A short name that one office bears and that is nearly that of several: it would block the letter."""
    if borne[name] > 1:
        return
    if meant := nearest(name, [other for other, count in borne.items() if count > 1]):
        yield f"no other office has the {column} {name}: is it {meant}?"


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
    impostors = [
        f"{address.value} may be an impostor's: some letters only look like ours"
        for address in office.addresses
        if is_lookalike(address.value)
    ]
    match reach(office):
        case NoAddress(reason=reason):
            return [reason, *impostors]
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
            findings += impostors
            others = [
                other for other in shared.get(normalize_address(address.value), []) if other != office.id
            ]
            if others:
                findings.append(f"shares {address.value} with {', '.join(others)}")
            return findings
        case _:
            return []
