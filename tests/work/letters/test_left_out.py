"""Whom the campaign does not write to has no letter: not drafted, not approved, not sent, not reminded."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, update

from outreach.model.actor import Act
from outreach.model.audience import Audience, Exclusion
from outreach.model.directory import Address, AddressState, Approach, Channel
from outreach.model.errors import BadInput, WrongState
from outreach.model.ids import CampaignId, LetterId
from outreach.model.office_filter import parse_filter
from outreach.model.status import HoldCause, Status
from outreach.model.task import TaskKind, TaskStatus
from outreach.store import campaigns, directory, letters, tasks
from outreach.store.database import reading
from outreach.store.directory_schema import offices
from outreach.work.letters.cancel import cancel_letters
from outreach.work.letters.draft import draft_letters
from outreach.work.letters.drafted import Drafted, DraftResult
from outreach.work.letters.edit import edit_letter
from outreach.work.letters.hold import release_letters
from outreach.work.sending.look_again import Lookout
from outreach.work.sending.withdraw import withdraw_forbidden
from tests.builders import (
    ANN,
    BOB,
    MORNING,
    FakeTransport,
    Hand,
    approve,
    campaign,
    draft,
    draft_again,
    draft_context,
    furnish,
    mailbox,
    office,
    queue,
    request,
    seen,
    send_context,
    send_due,
    statuses,
    texts,
)
from tests.counting import counted
from tests.work.seen import audit_lines, letter, open_tasks, the_letter

FORM = Address(channel=Channel.WEB_FORM, value="https://form.example/")
BARRED = "barred by the campaign: they hold him"
LEFT_OUT = "the campaign leaves it out: used against him"
WITHOUT = Audience(exclude=(Exclusion(filter=parse_filter("office:gov-xx-mfa"), reason="used against him"),))


def put(engine: Engine, **changes: Any) -> None:
    with engine.begin() as connection:
        directory.put(connection, office(**changes), by=ANN.handle, now=MORNING)


def load(engine: Engine, **changes: Any) -> None:
    with engine.begin() as connection:
        campaigns.put(connection, campaign(**changes), texts(), by=ANN.handle, now=MORNING)


def becomes_russian(engine: Engine) -> None:
    """Nothing else of it changes."""
    with engine.begin() as connection:
        connection.execute(update(offices).values(country="RU"))


def is_left_out(engine: Engine) -> None:
    load(engine, audience=WITHOUT)


OUT: dict[str, tuple[Callable[[Engine], None], str]] = {
    "a cell says that it is of the barred country": (becomes_russian, BARRED),
    "the campaign leaves it out now": (is_left_out, LEFT_OUT),
}


def to(engine: Engine, *filters: str) -> list[Drafted]:
    return draft_letters(
        engine,
        ANN,
        CampaignId("appeal"),
        "first",
        context=draft_context(),
        to=[parse_filter(one) for one in filters],
        clock=lambda: MORNING,
    )


@pytest.mark.parametrize("approach", Approach)
def test_who_is_barred_gets_no_letter_whatever_the_directory_says(engine: Engine, approach: Approach) -> None:
    furnish(engine, office(country="RU", approach=approach))

    [line] = draft_again(engine)

    assert (line.result, line.reason, line.letter_id) == (DraftResult.NOT_WRITTEN, BARRED, None)


def test_nobody_is_asked_for_the_address_of_who_is_left_out(engine: Engine) -> None:
    furnish(engine, office(addresses=()))
    draft_again(engine)
    [task] = open_tasks(engine)
    load(engine, audience=WITHOUT)

    [line] = draft_again(engine)

    assert line.result is DraftResult.NOT_WRITTEN
    with reading(engine) as connection:
        dropped = tasks.get(connection, task.id)
    assert dropped.kind is TaskKind.FIND_ADDRESS
    assert (dropped.status, dropped.done_by, dropped.proof) == (TaskStatus.DROPPED, "ann", LEFT_OUT)


@pytest.mark.parametrize("out", OUT)
def test_a_letter_that_is_drafted_cannot_be_approved_any_more(engine: Engine, out: str) -> None:
    deed, why = OUT[out]
    furnish(engine, office())
    [one] = draft(engine)
    deed(engine)

    with pytest.raises(WrongState, match=f"letter {one} to gov-xx-mfa cannot be approved: {why}"):
        approve(engine, one)


@pytest.mark.parametrize("out", OUT)
def test_a_letter_that_is_queued_is_held_at_its_claim(engine: Engine, out: str) -> None:
    deed, why = OUT[out]
    [one] = queue(engine)
    deed(engine)
    transport = FakeTransport()

    send_due(send_context(engine, {"main": transport}))

    assert transport.handed_over == []
    held = letter(engine, one)
    assert (held.status, held.hold_cause, held.reason) == (Status.HELD, HoldCause.AUDIENCE, why)


@pytest.mark.parametrize("out", OUT)
def test_a_letter_that_a_person_carries_is_taken_off_the_table(engine: Engine, out: str) -> None:
    deed, why = OUT[out]
    [one] = queue(engine, office(addresses=(FORM,)))
    send_due(send_context(engine, {"web_form": Hand()}))
    deed(engine)

    assert withdraw_forbidden(engine, live=False, now=MORNING) == [one]

    assert (letter(engine, one).hold_cause, letter(engine, one).reason) == (HoldCause.AUDIENCE, why)
    assert open_tasks(engine) == []


@pytest.mark.parametrize("status", ["draft", "queued"])
def test_drafting_holds_what_is_there_and_lifts_that_once_the_office_is_written_to_again(
    engine: Engine, status: str
) -> None:
    furnish(engine, office())
    [one] = draft(engine)
    if status == "queued":
        approve(engine, one)
    load(engine, audience=WITHOUT)

    [line] = draft_again(engine)

    assert (line.result, line.reason, line.held) == (DraftResult.NOT_WRITTEN, LEFT_OUT, (one,))
    assert (letter(engine, one).status, letter(engine, one).reason) == (Status.HELD, LEFT_OUT)
    assert audit_lines(engine, Act.DRAFT_LETTERS)

    load(engine)
    draft_again(engine)

    assert letter(engine, one).status == status
    assert audit_lines(engine, Act.DRAFT_LETTERS)


def test_a_release_does_not_get_it_out(engine: Engine) -> None:
    [one] = queue(engine)
    becomes_russian(engine)
    draft_again(engine)
    release_letters(engine, BOB, seen(engine, one), now=MORNING)
    transport = FakeTransport()

    send_due(send_context(engine, {"main": transport}))

    assert (transport.handed_over, letter(engine, one).hold_cause) == ([], HoldCause.AUDIENCE)


def test_writing_anew_does_not_pass_the_bar(engine: Engine) -> None:
    furnish(engine, office())
    [one] = draft(engine)
    cancel_letters(engine, ANN, seen(engine, one), reason="no", now=MORNING)
    becomes_russian(engine)

    [line] = draft_again(engine, again=[one])

    assert (line.result, line.reason) == (DraftResult.NOT_WRITTEN, BARRED)
    assert the_letter(engine).status is Status.CANCELLED


def test_an_own_text_does_not_pass_the_bar(engine: Engine) -> None:
    furnish(engine, office())
    [one] = draft(engine)
    becomes_russian(engine)

    [known] = seen(engine, one)
    with pytest.raises(BadInput, match=BARRED):
        edit_letter(engine, ANN, known, "Dear all.", context=draft_context(), now=MORNING)


def test_an_audience_by_what_an_office_has_is_asked_at_the_drafting_and_not_at_the_claim(
    engine: Engine,
) -> None:
    """At the claim a letter's office has the letter's own address alone."""
    post = Address(channel=Channel.POST, value="1 Street, Town")
    by_post = campaign(audience=Audience(include=(parse_filter("has:post"),)))
    both = (*office().addresses, post)
    queue(engine, office(addresses=both), office("gov-yy-mfa"), appeal=by_post)

    send_due(send_context(engine, {"main": FakeTransport()}))

    assert statuses(engine) == {"gov-xx-mfa": "accepted"}


def test_a_campaign_may_pass_over_whom_somebody_has_written_to_lately(engine: Engine) -> None:
    lately = Exclusion(filter=parse_filter("contacted:30d"), reason="too soon")
    [_] = queue(engine, office())
    send_due(send_context(engine, {"main": FakeTransport()}))
    other: dict[str, Any] = {"id": "other", "audience": Audience(exclude=(lately,))}
    load(engine, **other)
    put(engine, id="gov-yy-mfa")

    soon = draft_again(engine, campaign_id="other")
    later = draft_again(engine, campaign_id="other", now=MORNING + timedelta(days=31))

    assert [(line.office_id, line.result) for line in soon] == [
        ("gov-xx-mfa", "not_written"),
        ("gov-yy-mfa", "drafted"),
    ]
    assert [(line.office_id, line.result) for line in later][:1] == [("gov-xx-mfa", "drafted")]


def test_the_campaigns_own_letter_does_not_make_it_too_soon_for_its_draft(engine: Engine) -> None:
    lately = Exclusion(filter=parse_filter("contacted:30d"), reason="too soon")
    [_] = queue(engine, office(), appeal=campaign(audience=Audience(exclude=(lately,))))
    send_due(send_context(engine, {"main": FakeTransport()}))

    [line] = draft_again(engine)

    assert (line.result, line.reason) == (DraftResult.STANDS, "its letter is accepted")


def test_a_choice_narrows_the_audience_and_never_widens_it(engine: Engine) -> None:
    furnish(
        engine,
        office("gov-fr-mfa"),
        office("gov-de-mfa", country="DE"),
        office("gov-it-mfa", country="IT"),
        office("ru-x", country="RU"),
    )

    lines = {line.office_id: line.result.value for line in to(engine, "country:de,ru", "office:gov-fr-mfa")}

    assert lines == {"gov-fr-mfa": "drafted", "gov-de-mfa": "drafted", "ru-x": "not_written"}


def test_a_choice_by_language_goes_by_that_in_which_the_campaign_writes(engine: Engine) -> None:
    furnish(engine, office("gov-ch-mfa", languages=("de", "fr")), office("gov-de-mfa", languages=("de",)))

    assert [line.office_id for line in to(engine, "language:fr")] == ["gov-ch-mfa"]


def test_a_choice_of_nobody_there_is_refused(engine: Engine) -> None:
    furnish(engine, office())

    with pytest.raises(
        BadInput, match=r"^'kind:foreign-ministy' fits no office of the directory: is it kind:"
    ):
        to(engine, "kind:foreign-ministy")


def test_whom_any_campaign_has_written_to_lately_can_be_chosen_against(engine: Engine) -> None:
    queue(engine, office(), office("gov-yy-mfa", addresses=(mailbox(state=AddressState.DEAD),)))
    send_due(send_context(engine, {"main": FakeTransport()}))
    load(engine, id="other")

    lines = draft_letters(
        engine,
        ANN,
        CampaignId("other"),
        "first",
        context=draft_context(),
        to=[parse_filter("-contacted:30d")],
        clock=lambda: MORNING + timedelta(days=30),
    )

    assert [line.office_id for line in lines] == ["gov-yy-mfa"]


def test_the_law_costs_no_statement(engine: Engine) -> None:
    """A bar, an audience and requests are judged by what a look has read already."""
    ids = queue(engine, *(office(f"gov-{number}-mfa") for number in range(9)))
    plain = _statements_of_a_look(engine, ids)
    include = (parse_filter("kind:foreign-ministry -country:it"),)
    load(
        engine,
        audience=Audience(include=include, exclude=WITHOUT.exclude),
        requests=(request("eu-parliament", "language:de"), request()),
    )

    assert _statements_of_a_look(engine, ids) == plain


def _statements_of_a_look(engine: Engine, ids: list[LetterId]) -> int:
    with engine.connect() as connection:
        due = letters.find(connection, ids=ids)
        lookout = Lookout(live=False)
        with counted(engine) as costs:
            lookout.read_anew(connection, MORNING)
            assert lookout.look(connection, due, now=MORNING).against == {}
    return costs["statements"]
