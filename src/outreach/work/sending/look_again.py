"""Another look at a letter before it leaves: what has happened since that forbids it?

Asked twice, at the claim and in the transaction that commits `transmitting`: what comes in between
holds the letter back, and the window that remains is one SMTP transaction. The law itself is
`model.objection`; here each thing it asks about is read, once.
"""

from datetime import datetime

from sqlalchemy import Connection

from outreach.model.civil_time import civil
from outreach.model.errors import OutreachError
from outreach.model.letter import Letter
from outreach.model.objection import Circumstances, Objection, Stop, objection
from outreach.model.reason import one_line
from outreach.model.status import HoldCause, Status
from outreach.store import attempts, campaigns, directory, pauses, threads


def look_again(connection: Connection, letter: Letter, *, live: bool, now: datetime) -> Objection | None:
    """What stands against this letter's leaving now; None if nothing does.

    That one of the rows which it is about cannot be read stands against it too, and against no other.
    """
    try:
        return objection(circumstances(connection, letter, live=live, now=now))
    except OutreachError as fault:
        return unreadable(fault)


def unreadable(fault: OutreachError) -> Objection:
    """A letter that cannot even be looked at waits for a person; the others go on."""
    reason = one_line(f"{fault}; mend that, and draft it again")
    return Objection(status=Status.HELD, reason=reason, hold_cause=HoldCause.STALE)


def circumstances(connection: Connection, letter: Letter, *, live: bool, now: datetime) -> Circumstances:
    """Everything that is to be known of the letter at ``now``, each read once."""
    record = campaigns.get(connection, letter.campaign_id)
    office = directory.get(connection, letter.office_id)
    pause = pauses.of(
        connection,
        pauses.EVERYTHING,
        pauses.campaign(letter.campaign_id),
        pauses.account(letter.account),
        now=now,
    )
    zone = office.time_zone or record.campaign.sender.time_zone
    return Circumstances(
        letter=letter,
        record=record,
        office=office,
        answers=threads.of_office(connection, letter.campaign_id, letter.office_id),
        stop=Stop(requested_by=pause.requested_by, reason=pause.reason) if pause else None,
        suppression=directory.suppression(connection, letter.office_id, letter.address),
        live=live,
        today=civil(now, zone).local.date(),
        tried=attempts.tried(connection, letter.id),
    )
