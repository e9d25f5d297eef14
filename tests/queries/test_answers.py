"""Everything that came back, and what of it still counts."""

from datetime import date

from sqlalchemy import Engine

from outreach.model.actor import Actor
from outreach.model.ids import Handle
from outreach.model.thread import AnswerKind
from outreach.queries.answers import list_answers
from outreach.work.answers.correct import correct_answer
from outreach.work.answers.record import record_answer
from tests.work.threads import FRIDAY, sent

ANN = Actor(handle=Handle("ann"))


def test_a_corrected_answer_stays_to_be_read_and_counts_no_more(engine: Engine) -> None:
    [letter] = sent(engine)
    day = date(2026, 6, 4)
    record_answer(engine, ANN, letter, AnswerKind.REFUSED, note="misread", received_on=day, now=FRIDAY)
    [first] = list_answers(engine)
    assert first.id is not None
    correct_answer(engine, ANN, first.id, AnswerKind.PROMISED, note="a hearing", now=FRIDAY)

    told = [(line.kind, line.note, line.came_on, line.counts) for line in list_answers(engine)]

    assert told == [
        (AnswerKind.REFUSED, "misread", day, False),
        (AnswerKind.PROMISED, "a hearing", day, True),
    ]
