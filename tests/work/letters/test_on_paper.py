"""Letters as PDFs: sealed with the message, enclosed if the campaign says so."""

from typing import Any

import pytest
from sqlalchemy import Engine

from outreach.model.campaign import Campaign
from outreach.model.directory import Address, Channel
from outreach.model.letter import Letter
from outreach.model.made_from import SIGNATURE
from outreach.model.paper import Form, Paper
from outreach.model.status import HoldCause, Status
from outreach.rendering.mime.attachment import Attachment
from outreach.rendering.mime.message import attachments_of, text_of
from outreach.rendering.paper.typesetter import form_in
from outreach.store import campaigns, contents
from outreach.store.approvals import sealed
from tests.builders import (
    ANN,
    MORNING,
    FakeTransport,
    Hand,
    called,
    campaign,
    draft,
    draft_again,
    furnish,
    mailbox,
    office,
    queue,
    send_context,
    send_due,
    texts,
)
from tests.rendering.paper.reading import words
from tests.work.seen import letter, mime, open_tasks, the_letter

POST = Address(channel=Channel.POST, value="1 Square | 10000 Town")
FORM = Address(channel=Channel.WEB_FORM, value="https://gov-xx-mfa.example/contact")


def drafted(engine: Engine, way: Address, paper: Paper | None = None, **changes: Any) -> Letter:
    furnish(engine, office(addresses=(way,), **changes), appeal=campaign(paper=paper or Paper()))
    [id_] = draft(engine)
    return letter(engine, id_)


def enclosed(engine: Engine, one: Letter) -> tuple[Attachment, ...]:
    return attachments_of(mime(engine, one.id))


def test_a_letter_by_post_is_sealed_as_the_pdf_that_is_printed(engine: Engine) -> None:
    one = drafted(engine, POST)

    [paper] = enclosed(engine, one)
    printed = words(paper.content)
    assert paper.file_name == f"A-1-{one.id}.pdf"
    assert form_in(paper.content) is Form.NF_Z_11_001  # it leaves from France
    assert f"A-1/{one.id}" in printed
    assert "1 Square 10000 Town" in printed
    assert "Ein Verein" in printed
    assert "Paris, le" not in printed
    assert "‹date›" in text_of(mime(engine, one.id))


def test_the_same_letter_makes_the_same_pdf(engine: Engine) -> None:
    one = drafted(engine, POST)
    before = mime(engine, one.id)

    draft_again(engine)

    assert mime(engine, one.id) == before
    assert letter(engine, one.id).content_version == one.content_version


def test_another_pdf_breaks_the_seal(sqlite: Engine) -> None:
    [id_] = queue(sqlite, office(addresses=(POST,)))
    one, whole = letter(sqlite, id_), mime(sqlite, id_)
    [paper] = attachments_of(whole)

    other = whole.replace(b"JVBERi0xLjc", b"JVBERi0xLjQ", 1)

    assert attachments_of(other) != (paper,)
    assert sealed(one, other) != one.seal == sealed(one, whole)


@pytest.mark.parametrize("attach", [True, False])
def test_an_e_mail_encloses_its_pdf_if_the_campaign_says_so(engine: Engine, attach: bool) -> None:
    one = drafted(engine, mailbox(), Paper(attach=attach, form=Form.PLAIN))

    papers = enclosed(engine, one)

    assert len(papers) == attach
    for paper in papers:
        assert "Paris, le 2 juin 2026" in words(paper.content)
        assert form_in(paper.content) is Form.PLAIN


def test_what_is_enclosed_leaves_with_the_letter(sqlite: Engine) -> None:
    queue(sqlite, office(), appeal=campaign(paper=Paper(attach=True)))
    relay = FakeTransport()

    send_due(send_context(sqlite, {"main": relay}))

    [sent] = relay.handed_over
    _, _, sealed_bytes = sent.content.partition(b"\r\n")
    assert attachments_of(sealed_bytes) == enclosed(sqlite, the_letter(sqlite))


def test_a_form_has_no_paper(engine: Engine) -> None:
    assert enclosed(engine, drafted(engine, FORM, Paper(attach=True))) == ()


def test_a_letter_that_cannot_be_printed_is_blocked_and_says_why(engine: Engine) -> None:
    one = drafted(engine, POST, names=(called("სამინისტრო"),))

    assert one.status is Status.BLOCKED
    assert "its font has no ს" in one.reason


@pytest.mark.parametrize(
    ("way", "paper", "stale"),
    [
        (POST, Paper(form=Form.DIN_5008_B), True),
        (POST, Paper(attach=True), False),
        (mailbox(), Paper(form=Form.DIN_5008_B), False),
        (mailbox(), Paper(attach=True), True),
    ],
)
def test_another_paper_holds_what_is_printed_and_nothing_else(
    sqlite: Engine, way: Address, paper: Paper, stale: bool
) -> None:
    [id_] = queue(sqlite, office(addresses=(way,)))
    load(sqlite, campaign(paper=paper))

    send_due(send_context(sqlite, {"main": FakeTransport(), "post": Hand()}))

    held = letter(sqlite, id_)
    assert (held.hold_cause is HoldCause.STALE) == stale
    assert ("its paper" in held.reason) == stale


def test_another_signature_holds_what_it_stands_on(sqlite: Engine) -> None:
    [id_] = queue(sqlite, office(addresses=(POST,)))
    load(sqlite, campaign(), **{SIGNATURE: "another"})

    send_due(send_context(sqlite, {"post": Hand()}))

    assert letter(sqlite, id_).hold_cause is HoldCause.STALE


def load(engine: Engine, appeal: Campaign, **changed: str) -> None:
    with engine.begin() as connection:
        campaigns.put(connection, appeal, {**texts(), **changed}, by=ANN.handle, now=MORNING)


def test_a_person_is_told_to_print_all_of_the_days_post(sqlite: Engine) -> None:
    queue(sqlite, office(addresses=(POST,)))

    send_due(send_context(sqlite, {"post": Hand()}))

    [task] = open_tasks(sqlite)
    assert (
        "1. Print it: `outreach tasks print post.pdf` has all of today's letters in one file."
        in task.instructions
    )


def test_what_encloses_files_is_stored_whole(sqlite: Engine) -> None:
    one = drafted(sqlite, POST)
    whole = mime(sqlite, one.id)

    with sqlite.begin() as connection:
        contents.put(connection, one.id, whole, wording="w")

    assert mime(sqlite, one.id) == whole
