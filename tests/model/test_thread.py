from datetime import UTC, datetime

import pytest

from outreach.model.ids import CampaignId, Handle, LetterId, OfficeId
from outreach.model.thread import (
    STOPS_THE_CLOCK,
    Answer,
    AnswerKind,
    ThreadOutcome,
    outcome_of,
    stops_the_clock,
)

ACKNOWLEDGED, ANSWERED, PROMISED = AnswerKind.ACKNOWLEDGED, AnswerKind.ANSWERED, AnswerKind.PROMISED
REFUSED, TRANSFERRED = AnswerKind.REFUSED, AnswerKind.TRANSFERRED
OBJECTED, BOUNCED = AnswerKind.OBJECTED, AnswerKind.BOUNCED


def answers(*kinds: AnswerKind) -> list[Answer]:
    return [
        Answer(
            campaign_id=CampaignId("free-x"),
            office_id=OfficeId("gov-fr-mfa"),
            letter_id=LetterId("abc"),
            kind=kind,
            note="",
            recorded_by=Handle("ada"),
            recorded_at=datetime(2026, 6, day, tzinfo=UTC),
        )
        for day, kind in enumerate(kinds, start=1)
    ]


@pytest.mark.parametrize(
    ("kinds", "outcome"),
    [
        ([], ThreadOutcome.AWAITING),
        ([ACKNOWLEDGED], ThreadOutcome.ACKNOWLEDGED),
        ([ANSWERED], ThreadOutcome.ANSWERED),
        ([PROMISED], ThreadOutcome.PROMISED),
        ([REFUSED], ThreadOutcome.REFUSED),
        ([TRANSFERRED], ThreadOutcome.TRANSFERRED),
        ([OBJECTED], ThreadOutcome.CLOSED),
        ([BOUNCED], ThreadOutcome.CLOSED),
    ],
)
def test_one_answer_says_where_the_thread_stands(kinds: list[AnswerKind], outcome: ThreadOutcome) -> None:
    assert outcome_of(answers(*kinds)) is outcome


def test_the_latest_word_counts() -> None:
    assert outcome_of(answers(ACKNOWLEDGED, PROMISED, REFUSED)) is ThreadOutcome.REFUSED
    assert outcome_of(answers(REFUSED, PROMISED)) is ThreadOutcome.PROMISED


def test_an_acknowledgement_never_overrules_an_answer() -> None:
    assert outcome_of(answers(PROMISED, ACKNOWLEDGED)) is ThreadOutcome.PROMISED
    assert outcome_of(answers(ACKNOWLEDGED, ACKNOWLEDGED)) is ThreadOutcome.ACKNOWLEDGED


@pytest.mark.parametrize("last_word", [OBJECTED, BOUNCED])
@pytest.mark.parametrize("kind", sorted(set(AnswerKind) - {AnswerKind.WITHDRAWN}))
def test_an_objection_or_a_bounce_closes_the_thread_for_good(last_word: AnswerKind, kind: AnswerKind) -> None:
    assert outcome_of(answers(kind, last_word)) is ThreadOutcome.CLOSED
    assert outcome_of(answers(last_word, kind)) is ThreadOutcome.CLOSED


def test_silence_and_a_bare_acknowledgement_leave_the_clock_running() -> None:
    assert stops_the_clock([]) is None
    assert stops_the_clock(answers(ACKNOWLEDGED, ACKNOWLEDGED)) is None


@pytest.mark.parametrize("kind", sorted(STOPS_THE_CLOCK - {AnswerKind.BOUNCED}))
def test_everything_else_stops_it_and_the_first_such_answer_is_named(kind: AnswerKind) -> None:
    thread = answers(ACKNOWLEDGED, kind, ANSWERED)

    assert stops_the_clock(thread) is thread[1]


def test_a_bounce_stops_nothing_by_itself_for_its_letters_state_does() -> None:
    assert stops_the_clock(answers(AnswerKind.BOUNCED)) is None
