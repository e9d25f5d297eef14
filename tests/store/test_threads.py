"""Threads: what came back, oldest first."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Engine

from outreach.model.ids import CampaignId, LetterId, OfficeId
from outreach.model.thread import Answer, AnswerKind
from outreach.store import directory, threads
from tests.builders import ANN, MORNING, office
from tests.store.rows import LETTER, a_letter, add


def answer(kind: AnswerKind, **changes: Any) -> Answer:
    values: dict[str, Any] = {
        "campaign_id": "appeal",
        "office_id": "gov-xx-mfa",
        "letter_id": LETTER,
        "note": "by post",
        "recorded_by": "bob",
        "recorded_at": MORNING,
    }
    return Answer(kind=kind, **values | changes)


def test_answers_come_back_as_they_were_recorded_oldest_first(engine: Engine) -> None:
    a_letter(engine)
    # The order is that of recording: a letter found late in a drawer does not overrule what we know.
    first = answer(AnswerKind.ACKNOWLEDGED, recorded_at=MORNING + timedelta(hours=1))
    second = answer(AnswerKind.ANSWERED)
    with engine.begin() as connection:
        threads.add(connection, first)
        threads.add(connection, second)

        assert threads.of_office(connection, CampaignId("appeal"), OfficeId("gov-xx-mfa")) == [first, second]


def test_answers_are_kept_apart_by_office(sqlite: Engine) -> None:
    a_letter(sqlite)
    ours, theirs = (
        answer(AnswerKind.ANSWERED),
        answer(AnswerKind.REFUSED, office_id="other", letter_id="bbbbbbbbbb"),
    )
    with sqlite.begin() as connection:
        directory.put(connection, office("other"), by=ANN.handle, now=MORNING)
        add(connection, LetterId("bbbbbbbbbb"), office_id="other")
        threads.add(connection, ours)
        threads.add(connection, theirs)

        assert threads.of_campaign(connection, CampaignId("appeal")) == {
            "gov-xx-mfa": [ours],
            "other": [theirs],
        }
        assert threads.of_office(connection, CampaignId("appeal"), OfficeId("other")) == [theirs]
        assert threads.of_campaign(connection, CampaignId("another")) == {}


def test_an_office_that_was_never_heard_of_has_no_answers(sqlite: Engine) -> None:
    with sqlite.begin() as connection:
        assert threads.of_office(connection, CampaignId("appeal"), OfficeId("gov-xx-mfa")) == []
