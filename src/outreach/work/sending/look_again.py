"""The last look at a letter before it leaves: does anything that has happened since forbid it?

Asked twice, at the claim and in the transaction that commits `transmitting`: what comes in between
holds the letter back, and the window that remains is one SMTP transaction.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from outreach.model.audience import NotWritten, reach
from outreach.model.directory import AddressState
from outreach.model.letter import Letter, Status
from outreach.model.thread import stops_the_clock
from outreach.store import campaigns, directory, pauses, threads


@dataclass(frozen=True, kw_only=True)
class Objection:
    """Where the letter goes instead of out, and why."""

    status: Status
    reason: str


def look_again(connection: Connection, letter: Letter, *, live: bool) -> Objection | None:
    """What stands against this letter's leaving now, the most general first; None if nothing does."""
    return (
        _something_is_stopped(connection, letter)
        or _suppressed(connection, letter)
        or _answered(connection, letter)
        or _no_correspondent(connection, letter)
        or _address_changed(connection, letter, live)
        or _campaign_unapproved(connection, letter, live)
    )


def _something_is_stopped(connection: Connection, letter: Letter) -> Objection | None:
    pause = pauses.of(
        connection, pauses.EVERYTHING, pauses.campaign(letter.campaign_id), pauses.account(letter.account)
    )
    if pause is None:
        return None
    return Objection(status=Status.QUEUED, reason=f"stopped by {pause.said_by}: {pause.reason}")


def _suppressed(connection: Connection, letter: Letter) -> Objection | None:
    said = directory.suppression(connection, letter.office_id, letter.address)
    if said is None:
        return None
    return Objection(
        status=Status.HELD, reason=f"not to be written to: {said.reason} (said by {said.said_by})"
    )


def _answered(connection: Connection, letter: Letter) -> Objection | None:
    """Reminders never follow an answer, not even one that came in a second ago."""
    if not letter.references:
        return None
    answer = stops_the_clock(threads.of_office(connection, letter.campaign_id, letter.office_id))
    if answer is None:
        return None
    return Objection(status=Status.HELD, reason=f"no reminder: the office has {answer.kind}")


def _no_correspondent(connection: Connection, letter: Letter) -> Objection | None:
    way = reach(directory.get(connection, letter.office_id))
    return Objection(status=Status.HELD, reason=way.reason) if isinstance(way, NotWritten) else None


def _address_changed(connection: Connection, letter: Letter, live: bool) -> Objection | None:
    address = directory.get(connection, letter.office_id).address(letter.channel)
    if address is None or address.value != letter.address:
        return Objection(status=Status.HELD, reason="its address is no longer the office's: draft it again")
    if address.state is AddressState.DEAD:
        return Objection(status=Status.HELD, reason="its address is dead: find another and draft it again")
    if live and address.state is not AddressState.VERIFIED:
        return Objection(status=Status.HELD, reason=f"{address.value} is {address.state}: check it first")
    return None


def _campaign_unapproved(connection: Connection, letter: Letter, live: bool) -> Objection | None:
    if not live or campaigns.get(connection, letter.campaign_id).approved_by:
        return None
    return Objection(status=Status.HELD, reason=f"campaign {letter.campaign_id} is not approved as it stands")
