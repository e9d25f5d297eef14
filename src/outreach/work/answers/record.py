"""Write down what came back from an office, and let it count at once."""

from datetime import datetime

from sqlalchemy import Connection, Engine

from outreach.model.directory import AddressState, Suppression
from outreach.model.errors import WrongState
from outreach.model.ids import LetterId
from outreach.model.letter import UNSENT, WITH_INSTITUTION, Letter, Status
from outreach.model.thread import STOPS_THE_CLOCK, Answer, AnswerKind
from outreach.store import attempts, directory, letters, people, threads
from outreach.store.gate import close_gate
from outreach.work.letters.cancel import cancel

#: Where a letter must be to bounce, or for its answer to settle where it is.
_OUT = WITH_INSTITUTION | {Status.IN_DOUBT}

#: A reminder in one of these has not left and must not any more.
_NOT_LEFT = UNSENT | {Status.BY_HAND}


def record_answer(
    engine: Engine, letter_id: LetterId, kind: AnswerKind, *, note: str, who: str | None, now: datetime
) -> None:
    """Record an answer to that letter.

    A bounce makes the letter `bounced` and its address bouncing; an objection suppresses the office; any
    answer but a bare acknowledgement stops the thread's reminders that have not left.
    Raises `WrongState` for a letter that never went out.
    """
    with engine.begin() as connection:
        person = people.require(connection, who)
        close_gate(connection)
        letter = letters.get(connection, letter_id)
        if letter.status not in _OUT and not attempts.went_out(connection, letter.id):
            raise WrongState(
                f"letter {letter.id} is {letter.status}: it never went out, so nothing answers it"
            )
        if kind is AnswerKind.BOUNCED and letter.status not in _OUT:
            raise WrongState(f"letter {letter.id} is {letter.status} and cannot bounce any more")
        threads.add(
            connection,
            Answer(
                campaign_id=letter.campaign_id,
                office_id=letter.office_id,
                letter_id=letter.id,
                kind=kind,
                note=note,
                recorded_by=person,
                recorded_at=now,
            ),
        )
        if kind is AnswerKind.BOUNCED:
            _bounced(connection, letter, note, person, now)
        elif letter.status is Status.IN_DOUBT:
            reason = f"no doubt any more: the office has {kind}"
            letters.move(
                connection, letter.id, letter.status, Status.ACCEPTED, reason=reason, by=person, now=now
            )
        if kind is AnswerKind.OBJECTED:
            reason = f"objected: {note}" if note else "objected"
            directory.suppress(
                connection, Suppression(target=letter.office_id, said_by=person, reason=reason), now
            )
        if kind in STOPS_THE_CLOCK:
            _stop_reminders(connection, letter, kind, person, now)


def _bounced(connection: Connection, letter: Letter, note: str, person: str, now: datetime) -> None:
    reason = f"bounced: {note}" if note else "bounced"
    letters.move(connection, letter.id, letter.status, Status.BOUNCED, reason=reason, by=person, now=now)
    address = directory.get(connection, letter.office_id).address(letter.channel)
    if address and address.value == letter.address:
        directory.mark(connection, letter.office_id, letter.channel, AddressState.BOUNCING)


def _stop_reminders(
    connection: Connection, answered: Letter, kind: AnswerKind, person: str, now: datetime
) -> None:
    for letter in letters.find(connection, campaign_id=answered.campaign_id, office_id=answered.office_id):
        if letter.references and letter.status in _NOT_LEFT:
            cancel(connection, letter, reason=f"no reminder: the office has {kind}", by=person, now=now)
