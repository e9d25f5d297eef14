"""What was recorded wrongly is corrected, and nothing else with it."""

from sqlalchemy import Engine

from outreach.model.ids import AnswerId
from outreach.model.thread import AnswerKind
from outreach.store import directory
from outreach.work.answers.correct import correct_answer
from outreach.work.answers.record import record_answer
from outreach.work.contacts.suppress import lift_suppression, suppress_target
from tests.builders import ANN, BOB
from tests.work.threads import FRIDAY, sent


def objected(engine: Engine) -> None:
    [one] = sent(engine)
    record_answer(engine, ANN, one, AnswerKind.OBJECTED, note="", now=FRIDAY)


def correct(engine: Engine) -> None:
    correct_answer(engine, BOB, AnswerId(1), AnswerKind.WITHDRAWN, note="another office's", now=FRIDAY)


def suppressed(engine: Engine) -> list[str]:
    with engine.begin() as connection:
        return [said.target for said in directory.suppressed(connection)]


def test_an_objection_that_was_none_silences_nobody_any_more(sqlite: Engine) -> None:
    objected(sqlite)
    correct(sqlite)

    assert suppressed(sqlite) == []


def test_who_was_suppressed_by_a_person_too_stays_silent(sqlite: Engine) -> None:
    """That somebody said so as well was lost with the objection."""
    objected(sqlite)
    suppress_target(sqlite, BOB, "gov-xx-mfa", reason="a court", now=FRIDAY)
    correct(sqlite)

    assert suppressed(sqlite) == ["gov-xx-mfa", "registry@gov-xx-mfa.example"]


def test_a_suppression_of_an_earlier_time_that_was_lifted_keeps_nobody_silent(sqlite: Engine) -> None:
    [one] = sent(sqlite)
    suppress_target(sqlite, BOB, "gov-xx-mfa", reason="a court", now=FRIDAY)
    lift_suppression(sqlite, BOB, "gov-xx-mfa", reason="a mistake", now=FRIDAY)
    record_answer(sqlite, ANN, one, AnswerKind.OBJECTED, note="", now=FRIDAY)
    correct(sqlite)

    assert suppressed(sqlite) == []
