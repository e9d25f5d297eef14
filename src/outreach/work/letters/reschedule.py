"""Give letters another day: they are dated that day, and a second person reads them again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine

from outreach.model.actor import Act, Actor
from outreach.model.errors import WrongState
from outreach.model.letter import Letter, SeenLetter
from outreach.model.status import EDITABLE, ENDED_BY_DRAFTING_ALONE, Status
from outreach.store import audit, campaigns, contents, directory, letters, people
from outreach.work.letters.again import compose_again
from outreach.work.letters.compose import DraftContext
from outreach.work.letters.occasion import Departure
from outreach.work.letters.redraft import redraft
from outreach.work.letters.requested_time import RequestedTime, requested_time


def reschedule_letters(
    engine: Engine,
    actor: Actor,
    seen: Sequence[SeenLetter],
    at: RequestedTime,
    *,
    context: DraftContext,
    now: datetime,
) -> list[Letter]:
    """Reschedule them, in a transaction of their own; see `reschedule`."""
    with engine.begin() as connection:
        return reschedule(connection, actor, seen, at, context=context, now=now)


def reschedule(
    connection: Connection,
    actor: Actor,
    seen: Sequence[SeenLetter],
    at: RequestedTime,
    *,
    context: DraftContext,
    now: datetime,
) -> list[Letter]:
    """Rewrite these letters for that time, all or none; an approval they had is void.

    Raises `WrongState` for a letter that has left or waits for a person's release, or has changed since
    it was seen; `BadInput` for a time that cannot be meant.
    """
    by = people.authorize(connection, actor, Act.RESCHEDULE_LETTERS)
    for one in seen:
        letter = letters.as_seen(connection, one)
        if not _is_reschedulable(letter):
            raise WrongState(f"letter {letter.id} is {letter.status} and cannot be given another time")
        office = directory.get(connection, letter.office_id)
        sender = campaigns.get(connection, letter.campaign_id).campaign.sender
        zone = at.zone or office.time_zone or sender.time_zone
        departure = Departure(due=requested_time(at, zone, office, now), is_manual=True)
        composed = compose_again(
            connection,
            letter,
            own_body=letter.own_body,
            departure=departure,
            context=context,
            now=now,
        )
        redraft(connection, letter, contents.get(connection, letter.id), composed, by=by, now=now)
    ids = [one.id for one in seen]
    when = f"{at.local:%Y-%m-%d %H:%M} {at.zone or 'of each recipient'}"
    audit.write(connection, by, Act.RESCHEDULE_LETTERS, " ".join(ids[:1]), now=now, letters=ids, at=when)
    return letters.find(connection, ids=ids)


def _is_reschedulable(letter: Letter) -> bool:
    if letter.status is Status.HELD:
        return letter.hold_cause in ENDED_BY_DRAFTING_ALONE
    return letter.status in EDITABLE
