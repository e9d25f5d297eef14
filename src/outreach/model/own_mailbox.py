"""Whose mailbox a letter may be tried on: never one of an office, nor one at its house."""

import re
from collections.abc import Iterable, Iterator

from outreach.model.directory import Channel, Office
from outreach.model.errors import BadInput
from outreach.model.mailbox import domain, normalize_address
from outreach.model.mailbox import mailbox as read_mailbox

#: A domain, in whatever is written around it.
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+")


def office_there(mailbox: str, offices: Iterable[Office]) -> Office | None:
    """An office that has that mailbox, or anything in its row at that domain, above it or below it."""
    name = normalize_address(mailbox)
    here = domain(name)
    return next((office for office in offices if any(_meet(here, host) for host in _hosts(office))), None)


def _meet(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _hosts(office: Office) -> Iterator[str]:
    """Every domain in its row: of its mailboxes and forms, and of the pages on which it was found."""
    addressed = (one.value for one in office.addresses if one.channel is not Channel.POST)
    for text in (*addressed, office.contact_page, office.source_url, office.candidates):
        for found in _DOMAIN.findall(normalize_address(text)):
            yield _in_a_labels(found).removeprefix("www.")


def _in_a_labels(host: str) -> str:
    """As `mailbox` has a domain; what is none stays as it is."""
    try:
        return host if host.isascii() else domain(read_mailbox(f"x@{host}"))
    except BadInput:
        return host
