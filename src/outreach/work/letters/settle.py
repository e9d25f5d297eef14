"""A person settles a doubt, or says that a failed letter may be tried again."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Engine

from outreach.model.errors import BadInput
from outreach.model.ids import LetterId
from outreach.model.letter import Status
from outreach.store import letters, people


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


def settle_letter(
    engine: Engine, letter_id: LetterId, verdict: Verdict, *, note: str, who: str | None, now: datetime
) -> None:
    """Settle a letter that is in doubt, or send a failed one again, with the person's reason.

    Raises `WrongState` for a letter that is neither, `BadInput` without a reason.
    """
    if not note.strip():
        raise BadInput("say how you know: add --note")
    with engine.begin() as connection:
        person = people.require(connection, who)
        letter = letters.get(connection, letter_id)
        letters.move(
            connection,
            letter.id,
            letter.status if letter.status is Status.FAILED else Status.IN_DOUBT,
            _TARGETS[verdict],
            reason=f"{person} says {verdict}: {note.strip()}",
            by=person,
            now=now,
            changes={"retry_at": None},
        )
