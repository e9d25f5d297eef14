"""One letter's own paragraphs: printed, kept, and never approved by whoever wrote them."""

import pytest
from sqlalchemy import Engine

from outreach.model.errors import BadInput, NotAllowed, WrongState
from outreach.model.letter import Letter
from outreach.model.sending import Accepted
from outreach.rendering.mime.message import html_of, text_of
from outreach.work.letters.edit import edit_letter
from tests.builders import (
    ANN,
    BOB,
    MORNING,
    FakeTransport,
    approve,
    draft,
    draft_again,
    draft_context,
    furnish,
    office,
    queue,
    seen,
    send_context,
    send_due,
)
from tests.work.seen import letter, mime, path

OWN = "Monsieur Miftakhov a été **entendu** par votre ambassade.\n\nNous vous demandons d’y revenir."


def edit(engine: Engine, one: str, body: str = OWN) -> Letter:
    return edit_letter(engine, ANN, seen(engine, one)[0], body, context=draft_context(), now=MORNING)


def test_its_paragraphs_stand_in_both_parts_in_the_place_of_the_templates(sqlite: Engine) -> None:
    furnish(sqlite, office())
    [one] = draft(sqlite)
    before = text_of(mime(sqlite, one))

    edit(sqlite, one)

    text, html = text_of(mime(sqlite, one)), html_of(mime(sqlite, one))
    assert "Monsieur Miftakhov a été entendu par votre ambassade." in text
    assert "a été <strong>entendu</strong> par votre ambassade." in html
    for kept in (before.splitlines()[0], "Madame la Ministre, Monsieur le Ministre,", "Une association"):
        assert kept in before
        assert kept in text
    assert "21 avril 2026" in before
    assert "21 avril 2026" not in text


def test_a_queued_letter_is_a_draft_again_for_somebody_else_to_read(engine: Engine) -> None:
    [one] = queue(engine, office())

    edited = edit(engine, one)

    assert (edited.status, edited.seal, edited.approved_by) == ("draft", None, None)
    assert path(engine, one)[-1] == "draft"
    with pytest.raises(NotAllowed):
        approve(engine, one, who=ANN)
    assert approve(engine, one, who=BOB)[0].status == "queued"


def test_what_leaves_are_its_own_paragraphs(engine: Engine) -> None:
    furnish(engine, office())
    [one] = draft(engine)
    edit(engine, one)
    approve(engine, one)
    relay = FakeTransport(Accepted(receipt="250 ok"))

    send_due(send_context(engine, {"main": relay}))

    assert "entendu par votre ambassade" in text_of(relay.handed_over[0].content)


def test_drafting_again_keeps_them_and_an_empty_text_gives_the_templates_back(sqlite: Engine) -> None:
    furnish(sqlite, office())
    [one] = draft(sqlite)
    before = mime(sqlite, one)
    edit(sqlite, one)

    draft_again(sqlite)

    assert "entendu par votre ambassade" in text_of(mime(sqlite, one))

    edit(sqlite, one, "  \n")

    assert mime(sqlite, one) == before
    assert letter(sqlite, one).own_body is None


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("{{ office.holder }}", "'office.holder' is undefined"),
        ("{% for x in office.institution %}a{% endfor %}", "a loop runs through a list only"),
        ("<!-- to do -->", "would reach the reader"),
        ("Bon\u202ejour", "hidden character"),
    ],
)
def test_a_text_that_cannot_be_printed_changes_nothing(sqlite: Engine, body: str, complaint: str) -> None:
    [one] = queue(sqlite, office())
    before = mime(sqlite, one)

    with pytest.raises(BadInput, match=complaint):
        edit(sqlite, one, body)

    assert (letter(sqlite, one).status, mime(sqlite, one)) == ("queued", before)


def test_a_letter_that_changed_since_it_was_read_is_not_edited(sqlite: Engine) -> None:
    furnish(sqlite, office())
    [one] = draft(sqlite)
    [before] = seen(sqlite, one)
    edit(sqlite, one)

    with pytest.raises(WrongState, match="has changed since you read it"):
        edit_letter(sqlite, BOB, before, "Autre chose.", context=draft_context(), now=MORNING)


def test_a_letter_that_has_left_is_not_edited(sqlite: Engine) -> None:
    [one] = queue(sqlite, office())
    send_due(send_context(sqlite, {"main": FakeTransport()}))

    with pytest.raises(WrongState, match="is accepted and cannot be edited"):
        edit(sqlite, one)
