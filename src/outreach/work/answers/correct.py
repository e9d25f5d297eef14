"""Correct an answer that was recorded wrongly; what was written first stays to be read."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, Engine

from outreach.model.actor import Act, Actor
from outreach.model.errors import WrongState
from outreach.model.ids import AnswerId
from outreach.model.thread import STOPS_THE_CLOCK, Answer, AnswerKind
from outreach.store import audit, directory, letters, people, threads
from outreach.store.gate import wait_until_clear
from outreach.work.answers.record import stop_reminders


def correct_answer(
    engine: Engine, actor: Actor, answer_id: AnswerId, kind: AnswerKind, *, note: str, now: datetime
) -> None:
    """Correct it, in a transaction of its own; see `correct`."""
    with engine.begin() as connection:
        correct(connection, actor, answer_id, kind, note=note, now=now)
    wait_until_clear(engine)


def correct(
    connection: Connection, actor: Actor, answer_id: AnswerId, kind: AnswerKind, *, note: str, now: datetime
) -> AnswerId:
    """Put another answer in the place of one; `AnswerKind.WITHDRAWN` means that there was none.

    The reminders that the old one stopped fall due again, and the suppression that an objection made is
    lifted, unless a person has said the same besides. Raises `WrongState` for one that was corrected
    before, and for a bounce, which has moved its letter for good.
    """
    by = people.authorize(connection, actor, Act.CORRECT_ANSWER)
    wrong = threads.get(connection, answer_id)
    if threads.is_replaced(connection, answer_id):
        raise WrongState(f"answer {answer_id} has been corrected already: correct the latest one")
    if AnswerKind.BOUNCED in (wrong.kind, kind):
        raise WrongState(
            "a bounce is recorded with its letter and cannot be corrected: record what came instead"
        )
    new = replace(
        wrong, id=None, kind=kind, note=note, recorded_by=by, recorded_at=now, replaces_id=answer_id
    )
    new_id = threads.add(connection, new)
    _undo(connection, wrong, kind)
    if kind in STOPS_THE_CLOCK:
        stop_reminders(connection, letters.get(connection, wrong.letter_id), kind, by=by, now=now)
    audit.write(
        connection,
        by,
        Act.CORRECT_ANSWER,
        str(answer_id),
        now=now,
        kind=kind.value,
        note=note,
        before=wrong.kind,
    )
    return new_id


def _undo(connection: Connection, wrong: Answer, kind: AnswerKind) -> None:
    if wrong.kind is AnswerKind.OBJECTED and kind is not AnswerKind.OBJECTED:
        made = directory.suppression(connection, wrong.office_id)
        by_a_person, lifted = (
            audit.last_number(connection, act, wrong.office_id)
            for act in (Act.SUPPRESS, Act.LIFT_SUPPRESSION)
        )
        if made is not None and made.reason.startswith("objected") and by_a_person <= lifted:
            directory.lift_suppression(connection, wrong.office_id)
