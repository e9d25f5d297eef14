"""A person settles a doubt, or says what became of a letter that did not leave as far as we know."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, Engine

from outreach.model.actor import Act, Actor
from outreach.model.errors import BadInput, WrongState
from outreach.model.letter import SeenLetter
from outreach.model.status import Status
from outreach.model.thread import stops_the_clock
from outreach.store import audit, letters, people, threads
from outreach.work.letters.cancel import drop_tasks


class Verdict(StrEnum):
    """What the person says of it."""

    #: The institution has it.
    SENT = "sent"
    #: It has not left, or that cannot be known and a second copy is the lesser evil.
    SEND_AGAIN = "send-again"
    #: It has not left and shall not.
    NOT_SENT = "not-sent"


_TARGETS = {
    Verdict.SENT: Status.ACCEPTED,
    Verdict.SEND_AGAIN: Status.QUEUED,
    Verdict.NOT_SENT: Status.FAILED,
}


#: Of a letter that is on its way nobody knows anything yet, and one by hand has its task.
_SETTLED_FROM = {
    Verdict.SENT: frozenset({Status.IN_DOUBT, Status.FAILED, Status.HELD}),
    Verdict.NOT_SENT: frozenset({Status.IN_DOUBT}),
}


def settle_letter(
    engine: Engine, actor: Actor, seen: SeenLetter, verdict: Verdict, *, note: str, now: datetime
) -> None:
    """Settle it, in a transaction of its own; see `settle`."""
    with engine.begin() as connection:
        settle(connection, actor, seen, verdict, note=note, now=now)


def settle(
    connection: Connection, actor: Actor, seen: SeenLetter, verdict: Verdict, *, note: str, now: datetime
) -> None:
    """Settle a letter that is in doubt; say of one that failed or waits that it is there after all.

    Raises `WrongState` for a letter of which that cannot be said, and for a repetition of a letter that
    has been answered; `BadInput` without a reason.
    """
    if not note.strip():
        raise BadInput("say how you know: add --note")
    by = people.authorize(connection, actor, Act.SETTLE_LETTER)
    letter = letters.as_seen(connection, seen)
    reason = f"{by} says {verdict}: {note.strip()}"
    if verdict is Verdict.SEND_AGAIN:
        if letter.status not in {Status.IN_DOUBT, Status.FAILED}:
            raise WrongState(f"letter {letter.id} is {letter.status}: there is nothing to send again")
        answer = stops_the_clock(threads.of_office(connection, letter.campaign_id, letter.office_id))
        if answer is not None:
            raise WrongState(f"letter {letter.id} is not sent again: the office has {answer.kind}")
        letters.queue_again(connection, letter, reason=reason, by=by, now=now)
    else:
        if letter.status not in _SETTLED_FROM[verdict]:
            raise WrongState(f"letter {letter.id} is {letter.status}: there is nothing to settle")
        letters.move(connection, letter.id, letter.status, _TARGETS[verdict], reason=reason, by=by, now=now)
        drop_tasks(connection, letter, reason=reason, by=by, now=now)
    audit.write(connection, by, Act.SETTLE_LETTER, letter.id, now=now, verdict=verdict.value, note=note)
