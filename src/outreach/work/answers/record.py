"""Write down what came back from an office, and let it count at once."""

from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Engine

from outreach.model.actor import Act, Actor
from outreach.model.directory import AddressState, Suppression
from outreach.model.errors import BadInput, WrongState
from outreach.model.ids import AnswerId, Handle, LetterId
from outreach.model.letter import Letter
from outreach.model.status import NOT_LEFT, OUT, WITH_INSTITUTION, Status
from outreach.model.thread import NO_REMINDER, STOPS_THE_CLOCK, Answer, AnswerKind
from outreach.store import attempts, audit, directory, letters, people, threads
from outreach.store.gate import wait_until_clear
from outreach.work.letters.cancel import give_up


def record_answer(
    engine: Engine,
    actor: Actor,
    letter_id: LetterId,
    kind: AnswerKind,
    *,
    note: str,
    received_on: date | None = None,
    their_reference: str = "",
    now: datetime,
) -> None:
    """Record it, in a transaction of its own; see `record`."""
    with engine.begin() as connection:
        record(
            connection,
            actor,
            letter_id,
            kind,
            note=note,
            received_on=received_on,
            their_reference=their_reference,
            now=now,
        )
    wait_until_clear(engine)


def record(
    connection: Connection,
    actor: Actor,
    letter_id: LetterId,
    kind: AnswerKind,
    *,
    note: str,
    received_on: date | None = None,
    their_reference: str = "",
    now: datetime,
) -> AnswerId:
    """Record an answer to that letter.

    It proves that the letter has left, whatever we believed. A bounce makes the letter `bounced` and its
    address bouncing; an objection suppresses the office; any answer but a bare acknowledgement stops the
    thread's reminders that have not left. ``their_reference`` is the number under which the office has
    registered our letter; its reminders name it, and one without it is held until it is drafted again.
    Raises `WrongState` for a letter that never went out, `BadInput` for a day that is yet to come, or before
    the letter left.
    """
    by = people.authorize(connection, actor, Act.RECORD_ANSWER)
    letter = letters.get(connection, letter_id, for_update=True)
    if letter.status not in OUT - {Status.BOUNCED} and not attempts.went_out(connection, letter.id):
        raise WrongState(f"letter {letter.id} is {letter.status}: it never went out, so nothing answers it")
    if received_on is not None:
        _require_possible(connection, letter.id, received_on, now)
    if kind is AnswerKind.WITHDRAWN:
        raise WrongState(
            "nothing is withdrawn by recording it: `outreach answers correct` takes an answer back"
        )
    if kind is AnswerKind.BOUNCED and letter.status in {Status.BOUNCED, Status.CANCELLED}:
        raise WrongState(f"letter {letter.id} is {letter.status} and cannot bounce any more")
    answer_id = threads.add(
        connection,
        Answer(
            campaign_id=letter.campaign_id,
            office_id=letter.office_id,
            letter_id=letter.id,
            kind=kind,
            note=note,
            recorded_by=by,
            recorded_at=now,
            received_on=received_on,
            their_reference=their_reference,
        ),
    )
    _take_effect(connection, letter, kind, note, by, now)
    audit.write(connection, by, Act.RECORD_ANSWER, letter.id, now=now, kind=kind.value, note=note)
    return answer_id


def _require_possible(connection: Connection, letter_id: LetterId, day: date, now: datetime) -> None:
    left = attempts.began_at(connection, letter_id)
    # A day of grace: it is tomorrow already, or still yesterday, in some of the places where staff work.
    grace = timedelta(days=1)
    if day > now.date() + grace:
        raise BadInput(f"{day} is yet to come: say the day on which it came in")
    if left is not None and day < left.date() - grace:
        raise BadInput(
            f"{day} is before letter {letter_id} left, {left.date()}: say the day on which it came in"
        )


def _take_effect(
    connection: Connection, letter: Letter, kind: AnswerKind, note: str, by: Handle, now: datetime
) -> None:
    came_back = kind is AnswerKind.BOUNCED
    if letter.status not in WITH_INSTITUTION | {Status.BOUNCED, Status.CANCELLED} and not (
        came_back and letter.status is Status.IN_DOUBT
    ):
        before = "no doubt any more" if letter.status is Status.IN_DOUBT else "it had left"
        reason = f"{before}: the office has {kind}"
        letters.move(connection, letter.id, letter.status, Status.ACCEPTED, reason=reason, by=by, now=now)
        letter = letters.get(connection, letter.id)
    if came_back:
        reason = f"bounced: {note}" if note else "bounced"
        letters.move(connection, letter.id, letter.status, Status.BOUNCED, reason=reason, by=by, now=now)
        directory.mark_wrong(connection, letter.office_id, letter.address, AddressState.BOUNCING)
    if kind is AnswerKind.OBJECTED:
        reason = f"objected: {note}" if note else "objected"
        suppression = Suppression(target=letter.office_id, requested_by=by, reason=reason)
        directory.suppress(connection, suppression, now)
    if kind in STOPS_THE_CLOCK:
        stop_reminders(connection, letter, kind, by=by, now=now)


def stop_reminders(
    connection: Connection, answered: Letter, kind: AnswerKind, *, by: Handle, now: datetime
) -> None:
    """Cancel the reminders of the thread that have not left."""
    reason = f"{NO_REMINDER} {kind}"
    for letter in letters.find(connection, campaign_id=answered.campaign_id, offices=[answered.office_id]):
        if letter.references and letter.status in NOT_LEFT:
            give_up(connection, letter, reason=reason, by=by, now=now)
