"""What letters enclose: sealed with them, named at their end, and kept from whoever must not read it."""

import os
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
import typst
from sqlalchemy import Engine, func, select

from outreach.model.campaign import Campaign
from outreach.model.case import Withheld
from outreach.model.directory import Address, Channel
from outreach.model.enclosure import Enclosure
from outreach.model.letter import Letter
from outreach.model.office_filter import parse_filter
from outreach.model.paper import Paper
from outreach.model.status import HoldCause, Status
from outreach.rendering.mime.message import attachments_of, html_of, text_of
from outreach.rendering.paper.typesetter import is_letter
from outreach.rendering.templates.digests import attachments_digests
from outreach.store import campaigns, schema
from tests.builders import (
    ANN,
    MORNING,
    FakeTransport,
    approve,
    campaign,
    draft_again,
    draft_context,
    furnish,
    mailbox,
    office,
    send_context,
    send_due,
    texts,
    the_case,
)
from tests.rendering.paper.reading import words
from tests.work.seen import letter, mime, the_letter

POST = Address(channel=Channel.POST, value="1 Square | 10000 Town")
FORM = Address(channel=Channel.WEB_FORM, value="https://gov-xx-mfa.example/contact")
APPEAL = Enclosure(name="appeal", title={"default": "The appeal", "fr": "L’appel du 21 mai 2026"})


@cache
def pdf(text: str) -> bytes:
    """A PDF of one page that somebody else has made."""
    made = typst.compile(f'#set page(paper: "us-letter")\n{text}'.encode())
    assert isinstance(made, bytes)
    return made


FILES: Mapping[str, bytes] = {"attachments/appeal.fr.pdf": pdf("Nous demandons sa libération.")}


def load(engine: Engine, appeal: Campaign, files: Mapping[str, bytes]) -> None:
    with engine.begin() as connection:
        parts = {**texts(), **attachments_digests(files)}
        campaigns.put(connection, appeal, parts, by=ANN.handle, now=MORNING)


def drafted(
    engine: Engine,
    *enclosures: Enclosure,
    files: Mapping[str, bytes] = FILES,
    way: Address | None = None,
    appeal: Campaign | None = None,
    **more: Any,
) -> Letter:
    """The letter to one French-speaking office."""
    appeal = replace(appeal or campaign(), enclosures=enclosures)
    furnish(engine, office(addresses=(way or mailbox(),), languages=("fr",)), appeal=appeal)
    load(engine, appeal, files)
    draft_again(engine, context=draft_context(attachments=files, **more))
    return the_letter(engine)


def names(engine: Engine, one: Letter) -> list[str]:
    return [file.file_name for file in attachments_of(mime(engine, one.id))]


def said(engine: Engine, one: Letter) -> str:
    return text_of(mime(engine, one.id)).replace("\u00a0", " ")


def test_a_letter_encloses_the_file_of_its_language_and_names_it_at_its_end(engine: Engine) -> None:
    one = drafted(engine, APPEAL)

    [file] = attachments_of(mime(engine, one.id))
    assert (file.file_name, file.content) == ("appeal.fr.pdf", FILES["attachments/appeal.fr.pdf"])
    text = said(engine, one)
    assert "Ci-joint :\n- L’appel du 21 mai 2026\n" in text
    assert text.index("Ci-joint") > text.index("Pour Solidarité FreeAzat")
    assert "L’appel du 21 mai 2026" in html_of(mime(engine, one.id))


def test_on_paper_the_letter_comes_first_and_names_what_it_encloses(engine: Engine) -> None:
    one = drafted(engine, APPEAL, way=POST)

    paper, _ = attachments_of(mime(engine, one.id))
    assert names(engine, one) == [f"A-1-{one.id}.pdf", "appeal.fr.pdf"]
    assert "Ci-joint : L’appel du 21 mai 2026" in words(paper.content).replace("\u00a0", " ")


def test_a_letter_that_encloses_nothing_says_nothing_of_it(engine: Engine) -> None:
    one = drafted(engine)

    assert names(engine, one) == []
    assert "Ci-joint" not in said(engine, one)
    assert "sur demande" not in said(engine, one)


@pytest.mark.parametrize(
    ("there", "taken"),
    [
        (["appeal.fr-CA.pdf", "appeal.fr.pdf", "appeal.pdf"], "appeal.fr.pdf"),
        (["appeal.de.pdf", "appeal.pdf"], "appeal.pdf"),
    ],
)
def test_the_most_exact_file_is_taken(engine: Engine, there: list[str], taken: str) -> None:
    one = drafted(engine, APPEAL, files={f"attachments/{name}": pdf(name) for name in there})

    assert names(engine, one) == [taken]


def test_a_letter_whose_file_is_missing_is_blocked_and_says_where_to_put_it(engine: Engine) -> None:
    one = drafted(engine, APPEAL, files={})

    assert one.status is Status.BLOCKED
    assert one.reason == (
        "attachments/appeal.fr.pdf is missing: put it there (or attachments/appeal.pdf, for all languages "
        "that have none), and load the campaign again"
    )


def test_who_takes_no_attachments_is_told_that_it_is_sent_on_request(engine: Engine) -> None:
    one = drafted(engine, replace(APPEAL, on_request=parse_filter("kind:foreign-ministry")), files={})

    assert one.status is Status.DRAFT
    assert names(engine, one) == []
    assert "Adressé sur demande :\n- L’appel du 21 mai 2026\n" in said(engine, one)
    assert "Ci-joint" not in said(engine, one)


def test_a_form_takes_no_attachments(engine: Engine) -> None:
    one = drafted(engine, APPEAL, way=FORM)

    assert names(engine, one) == []
    assert "Adressé sur demande :" in said(engine, one)


def test_who_is_not_meant_hears_nothing_of_it(engine: Engine) -> None:
    one = drafted(engine, replace(APPEAL, offices=parse_filter("kind:embassy")))

    assert names(engine, one) == []
    assert "L’appel du 21 mai 2026" not in said(engine, one)


@pytest.mark.parametrize("kept", ["transfer", "signatories"])
def test_a_file_that_states_what_is_withheld_from_an_office_is_neither_enclosed_nor_offered(
    engine: Engine, kept: str
) -> None:
    case = the_case()
    rule = (Withheld(whom=parse_filter("kind:foreign-ministry"), reason="it can hurt him", instead=""),)
    if kept == "signatories":
        case = replace(case, annex_withheld=rule)
    else:
        case = replace(case, facts={**case.facts, kept: replace(case.facts[kept], withheld=rule)})

    one = drafted(
        engine,
        replace(APPEAL, states=("imprisoned", kept)),
        replace(APPEAL, name="other", states=(kept,), on_request=parse_filter("kind:foreign-ministry")),
        appeal=campaign(case=case),
    )

    assert one.status is Status.DRAFT
    assert names(engine, one) == []
    assert "L’appel du 21 mai 2026" not in said(engine, one)


def test_a_letter_that_its_account_does_not_carry_is_blocked_and_says_by_which_file(engine: Engine) -> None:
    large = {"attachments/appeal.pdf": b"%PDF-" + os.urandom(1_000_000)}

    one = drafted(engine, APPEAL, files=large, largest={"main": 1})

    assert one.status is Status.BLOCKED
    assert one.reason == (
        "the letter has 1.4 MB, and account main takes 1: make appeal.pdf smaller (1.0 MB), or set "
        "largest_letter in [accounts.main] of config/outreach.toml"
    )


@pytest.mark.parametrize(
    ("change", "is_held"),
    [
        ({"attachments/appeal.fr.pdf": pdf("Nous demandons des soins.")}, True),
        ({**FILES, "attachments/appeal.de.pdf": pdf("Wir bitten.")}, False),
    ],
)
def test_another_file_holds_the_letters_that_enclose_it_and_no_other(
    sqlite: Engine, change: Mapping[str, bytes], is_held: bool
) -> None:
    one = drafted(sqlite, APPEAL)
    approve(sqlite, one.id)

    load(sqlite, replace(campaign(), enclosures=(APPEAL,)), change)
    send_due(send_context(sqlite, {"main": FakeTransport()}))

    after = letter(sqlite, one.id)
    assert (after.hold_cause is HoldCause.STALE) == is_held
    assert ("its enclosures" in after.reason) == is_held


def test_what_is_enclosed_leaves_as_it_was_sealed(sqlite: Engine) -> None:
    one = drafted(sqlite, APPEAL, appeal=campaign(paper=Paper(attach=True)))
    approve(sqlite, one.id)
    relay = FakeTransport()

    send_due(send_context(sqlite, {"main": relay}))

    [sent] = relay.handed_over
    _, _, whole = sent.content.partition(b"\r\n")
    assert whole == mime(sqlite, one.id)
    assert attachments_of(whole)[1].content == FILES["attachments/appeal.fr.pdf"]


def test_twenty_letters_keep_the_file_that_they_enclose_once(engine: Engine) -> None:
    file = b"%PDF-" + os.urandom(200_000)
    appeal = replace(campaign(), enclosures=(APPEAL,))
    furnish(engine, *(office(f"gov-{number:02}-mfa") for number in range(20)), appeal=appeal)
    files = {"attachments/appeal.pdf": file}
    load(engine, appeal, files)

    draft_again(engine, context=draft_context(attachments=files))

    with engine.connect() as connection:
        letters = connection.execute(select(func.sum(func.length(schema.contents.c.mime)))).scalar_one()
        shared = connection.execute(select(func.sum(func.length(schema.dictionaries.c.mime)))).scalar_one()
    assert int(letters) + int(shared) < len(file) + 200_000


def test_a_letter_that_is_drafted_again_with_the_same_file_is_the_same(engine: Engine) -> None:
    one = drafted(engine, APPEAL)

    draft_again(engine, context=draft_context(attachments=FILES))

    assert letter(engine, one.id).content_version == one.content_version


SHEET = Enclosure(name="fact-sheet", title={"default": "Fact sheet", "fr": "Fiche : Azat Miftakhov"})


def confirmed(**changes: Any) -> Campaign:
    """A campaign of whose case everything on the fact sheet has been confirmed; facts changed by name."""
    case = the_case()
    facts = {
        name: replace(fact, confirmed_by="the lawyer", confirmed_on=MORNING.date())
        if fact.needs_confirmation and name in case.sheet
        else fact
        for name, fact in case.facts.items()
    }
    facts |= {name: replace(facts[name], **change) for name, change in changes.items()}
    return campaign(case=replace(case, facts=facts))


def on_sheet(engine: Engine, one: Letter) -> str:
    [sheet] = [file for file in attachments_of(mime(engine, one.id)) if file.file_name.startswith("fact-")]
    return words(sheet.content).replace("\u00a0", " ").replace("\u2011", "-").replace("( ", "(")


def test_the_fact_sheet_states_the_facts_of_the_case_in_the_letters_language(engine: Engine) -> None:
    one = drafted(engine, SHEET, appeal=confirmed())

    sheet = on_sheet(engine, one)
    assert names(engine, one) == ["fact-sheet.fr.pdf"]
    assert sheet.startswith("Solidarité FreeAzat")
    for said_there in (
        "Fiche : Azat Miftakhov",
        "Nom Azat Miftakhov (Азат Мифтахов)",
        "Naissance 22 mars 1993, Nijnekamsk",
        "Condamnations En janvier 2021",
        "Lieu de détention",
        "appel@freeazat.example",
    ):
        assert said_there in sheet
    assert "- Fiche : Azat Miftakhov" in said(engine, one)


def test_a_fact_sheet_on_which_a_fact_is_confirmed_by_nobody_blocks_the_letter(engine: Engine) -> None:
    one = drafted(engine, SHEET)

    assert one.status is Status.BLOCKED
    assert one.reason == (
        "the fact sheet is not complete: nobody has confirmed name, birth, sentences: fill in confirmed_by "
        "and confirmed_on in the case, or take them out of its [fact_sheet]"
    )


def test_a_fact_sheet_on_which_a_fact_has_no_sentence_blocks_the_letter(engine: Engine) -> None:
    case = confirmed().case
    assert case
    news = replace(case.facts["news"], confirmed_by="the lawyer", confirmed_on=MORNING.date())
    case = replace(case, facts={**case.facts, "news": news}, sheet=("name", "news"))

    one = drafted(engine, SHEET, appeal=campaign(case=case))

    assert one.status is Status.BLOCKED
    assert "the fact sheet is not complete: 'news' has no sentence in case.toml" in one.reason


def test_what_is_withheld_from_an_office_is_not_on_its_fact_sheet(engine: Engine) -> None:
    whom = parse_filter("kind:foreign-ministry")
    kept = (Withheld(whom=whom, reason="it can hurt him", instead=""),)
    milder = (Withheld(whom=whom, reason="it can hurt him", instead="testimony-least"),)

    appeal = confirmed(birth={"withheld": kept}, testimony={"withheld": milder})

    sheet = on_sheet(engine, drafted(engine, SHEET, appeal=appeal))
    assert "1993" not in sheet
    assert "Naissance" not in sheet
    assert "Faits rapportés" in sheet
    for detail in ("viol", "électri", "sexuelle"):
        assert detail not in sheet


def test_what_must_not_be_said_and_has_nothing_in_its_place_blocks_the_letter(engine: Engine) -> None:
    kept = (Withheld(whom=parse_filter("kind:foreign-ministry"), reason="it can hurt him"),)

    one = drafted(engine, SHEET, appeal=confirmed(birth={"withheld": kept}))

    assert one.status is Status.BLOCKED
    assert "the fact sheet cannot be made: 'birth' of the case is withheld: it can hurt him" in one.reason


def test_letters_of_one_language_enclose_the_same_fact_sheet(engine: Engine) -> None:
    appeal = replace(confirmed(), enclosures=(SHEET,))
    furnish(engine, *(office(f"gov-{number:02}-mfa") for number in range(3)), appeal=appeal)

    found = [line.letter_id for line in draft_again(engine)]

    sheets = {attachments_of(mime(engine, id_))[0].content for id_ in found if id_}
    assert (len(found), len(sheets)) == (3, 1)


def test_a_fact_that_is_confirmed_no_more_holds_the_letters_with_the_sheet(sqlite: Engine) -> None:
    one = drafted(sqlite, SHEET, appeal=confirmed())
    approve(sqlite, one.id)

    load(sqlite, replace(confirmed(birth={"confirmed_by": ""}), enclosures=(SHEET,)), FILES)
    send_due(send_context(sqlite, {"main": FakeTransport()}))

    assert letter(sqlite, one.id).hold_cause is HoldCause.STALE


def test_what_is_enclosed_is_not_taken_for_the_letter_on_paper() -> None:
    like_ours = pdf('#set document(keywords: "appeal")\nAn appeal')

    assert b"/Keywords" in like_ours
    assert not is_letter(like_ours)
