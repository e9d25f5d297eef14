"""Whose mailbox a letter may be tried on: never one of an office, nor one at its house."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from outreach.model.directory import Channel, Office
from outreach.model.mailbox import domain, normalize_address

_MAILBOX = re.compile(r"[^\s<>,;:()]+@[^\s<>,;:()]+")


def office_there(mailbox: str, offices: Iterable[Office]) -> Office | None:
    """An office that has that mailbox, or anything in its row at that domain, above it or below it."""
    name = normalize_address(mailbox)
    here = domain(name)
    return next((office for office in offices if any(_meet(here, host) for host in _hosts(office))), None)


def _meet(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _hosts(office: Office) -> Iterator[str]:
    """Every domain in its row: of its mailboxes and forms, and of the pages on which it was found."""
    for address in office.addresses:
        if address.channel is Channel.EMAIL:
            yield domain(normalize_address(address.value))
    texts = [one.value for one in office.addresses if one.channel is Channel.WEB_FORM]
    for url in (*texts, office.contact_page, office.source_url):
        if host := _host(url):
            yield host
    for found in _MAILBOX.findall(normalize_address(office.candidates)):
        yield domain(found.rstrip("."))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
