"""Which offices were written to, where each letter stands, who answered."""

import pytest
from sqlalchemy import Engine, update

from outreach.model.campaign import Step
from outreach.model.directory import Approach, Channel
from outreach.model.errors import NotFound
from outreach.model.ids import CampaignId, Handle, LetterId, OfficeId
from outreach.model.thread import AnswerKind, ThreadOutcome
from outreach.queries.coverage import Line, report_coverage
from outreach.store import campaigns, schema
from outreach.work.answers.record import record_answer
from outreach.work.contacts.suppress import suppress_target
from tests.builders import MORNING, actor, campaign, draft, furnish, office, texts
from tests.work.threads import FRIDAY, remind, sent


def test_every_office_has_a_line_by_body_and_id(engine: Engine) -> None:
    furnish(
        engine,
        office("written"),
        office("un", body="UN", addresses=()),
        office("no", approach=Approach.NOT_A_TARGET),
        office("objects"),
    )
    suppress_target(engine, actor("ann"), "objects", reason="they asked", now=MORNING)
    [one] = draft(engine)

    lines = report_coverage(engine, CampaignId("appeal"))

    assert [(line.office_id, line.status, line.reason, line.outcome) for line in lines] == [
        ("un", None, "no address is known: find one", None),
        ("no", None, "not a target of appeals", None),
        ("objects", None, "not to be written to: they asked", None),
        ("written", "draft", "waits for approval", None),
    ]
    assert lines[-1] == Line(
        office_id=OfficeId("written"),
        name="Ministry written",
        body="government",
        step="first",
        channel=Channel.EMAIL,
        letter_id=LetterId(one),
        status=lines[-1].status,
        reason="waits for approval",
        outcome=None,
    )


def test_an_office_that_could_be_written_to_and_was_not_says_so(sqlite: Engine) -> None:
    furnish(sqlite, office())

    [line] = report_coverage(sqlite, CampaignId("appeal"))

    assert (line.reason, line.letter_id, line.step, line.channel) == ("not drafted yet", None, None, None)


def test_a_letter_that_is_out_tells_what_came_back(sqlite: Engine) -> None:
    silent, answered = sent(sqlite, office("a"), office("b"))
    record_answer(sqlite, actor("ann"), LetterId(answered), AnswerKind.PROMISED, note="", now=FRIDAY)

    lines = report_coverage(sqlite, CampaignId("appeal"))

    assert [(line.letter_id, line.outcome) for line in lines] == [
        (silent, ThreadOutcome.AWAITING),
        (answered, ThreadOutcome.PROMISED),
    ]


@pytest.mark.parametrize(
    ("status", "is_out"),
    [("accepted", True), ("delivered", True), ("bounced", True), ("in_doubt", True), ("failed", False)],
)
def test_only_to_what_left_can_anything_come_back(sqlite: Engine, status: str, is_out: bool) -> None:
    sent(sqlite)
    with sqlite.begin() as connection:
        connection.execute(update(schema.letters).values(status=status))

    [line] = report_coverage(sqlite, CampaignId("appeal"))

    assert line.outcome == (ThreadOutcome.AWAITING if is_out else None)


def test_a_thread_is_told_step_by_step(sqlite: Engine) -> None:
    first, reminder, _ = remind(sqlite)

    lines = report_coverage(sqlite, CampaignId("appeal"))

    assert [(line.letter_id, line.step, line.outcome) for line in lines] == [
        (first, "first", ThreadOutcome.AWAITING),
        (reminder, "reminder", None),
    ]


def test_a_letter_of_a_step_that_the_campaign_has_no_longer_is_told_too(sqlite: Engine) -> None:
    first, reminder, _ = remind(sqlite)
    renamed = campaign(steps=(campaign().steps[0], Step(name="second")))
    with sqlite.begin() as connection:
        campaigns.put(connection, renamed, texts(), by=Handle("ann"), now=MORNING)

    lines = report_coverage(sqlite, CampaignId("appeal"))

    assert [(line.letter_id, line.step) for line in lines] == [(first, "first"), (reminder, "reminder")]


def test_a_campaign_that_is_not_there_is_not_found(sqlite: Engine) -> None:
    with pytest.raises(NotFound):
        report_coverage(sqlite, CampaignId("appeal"))
