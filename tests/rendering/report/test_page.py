"""The report page: in order, in plain words, whatever it is given, and in a real browser."""

import re
from dataclasses import replace
from datetime import date
from functools import cache
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page

from outreach.model.directory import Channel
from outreach.model.form_of_address import FormOfAddress
from outreach.model.status import Status
from outreach.model.thread import AnswerKind, ThreadOutcome
from outreach.rendering.letter.facts import Earlier
from outreach.rendering.letter.rendered import Rendered
from outreach.rendering.report.groups import GROUPS
from outreach.rendering.report.page import Report, Specimen, Unwritten, Written, render_report
from tests.rendering.builders import STEPS, load_template, office, our_facts, render_letter
from tests.rendering.templates import test_layout_in_chromium as chromium

asked_for, browser, page, width = chromium.asked_for, chromium.browser, chromium.page, chromium.width

LETTER = (
    "<!doctype html>\n<title>A &amp; B</title><p class=\"x\">Madame la Ministre, 'voilà' &lt;ici&gt;</p>\n"
)
#: Every way out of a text and an attribute, and everything that would run or be fetched.
HOSTILE = (
    "\"'></iframe></title></style></textarea><!-- --><script>alert(1)</script>"
    '<img src="https://spy.example/x.png" onerror=alert(2)>{{ 7*7 }}{% x %}&quot;&lt;script&gt;'
)
NOTHING = Report(
    title="Appeal", subtitle="Rehearsal", counts=(), written=(), answered=(), unwritten=(), specimens=()
)
#: What the page may be made of. No script, object, form, link, base, image or other source of trouble.
TAGS = (
    "a body caption dd details div dl dt footer h1 h2 h3 head header html iframe li main meta nav p "
    "section span style summary table tbody td th thead title tr ul"
)
#: Every field of a letter that takes any text.
FREE = (
    "office_id",
    "name",
    "body",
    "step",
    "language",
    "letter_id",
    "reason",
    "address",
    "subject",
    "when",
    "html",
)


def letter(**changes: Any) -> Written:
    values: dict[str, Any] = {
        "office_id": "gov-xx-mfa",
        "name": "Ministry",
        "body": "government",
        "step": "first",
        "language": "fr",
        "channel": Channel.EMAIL,
        "letter_id": "ABCDEFGHJK",
        "status": Status.ACCEPTED,
        "reason": "accepted: 250 ok",
        "outcome": ThreadOutcome.AWAITING,
        "address": "registry@ministry.example",
        "subject": "Un appel",
        "when": "Tuesday 2 June 2026, 09:30 in Paris",
        "html": LETTER,
    }
    return Written(**values | changes)


class Parsed(HTMLParser):
    """A page's tags with the names of their attributes, its texts, and its frames' attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.shape: list[tuple[str, tuple[str, ...]]] = []
        self.texts: list[str] = []
        self.frames: list[dict[str, str | None]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.shape.append((tag, tuple(name for name, _ in attrs)))
        if tag == "iframe":
            self.frames.append(dict(attrs))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append(data.strip())


def filled_with(text: str) -> Report:
    """A report with this text in every field that takes one."""
    written = tuple(letter(status=status, **dict.fromkeys(FREE, text)) for status in Status)
    return Report(
        title=text,
        subtitle=text,
        counts=((text, 1),),
        written=written,
        answered=((text, text, text),),
        unwritten=(Unwritten(office_id=text, name=text, body=text, reason=text),),
        specimens=(Specimen(tag="fr", language=text, step=text, what=text, subject=text, html=text),),
    )


def test_what_stands_in_a_field_never_becomes_part_of_the_page() -> None:
    hostile, plain = Parsed(render_report(filled_with(HOSTILE))), Parsed(render_report(filled_with("=plain")))

    assert hostile.shape == plain.shape
    assert " ".join(sorted({tag for tag, _ in hostile.shape})) == TAGS
    assert not {name for _, names in hostile.shape for name in names if name.startswith("on")}
    # Each letter names its office, its step and so on; nothing was lost on the way, or said in other words.
    assert sum(HOSTILE in text for text in hostile.texts) == sum("=plain" in text for text in plain.texts)


def test_every_document_comes_out_of_its_frame_as_it_went_in() -> None:
    documents = [LETTER, real("fr", "first").html, real("ru", "reminder").html, HOSTILE]
    specimens = tuple(
        Specimen(tag="fr", language="x", step="first", what="x", subject="x", html=html) for html in documents
    )

    frames = Parsed(
        render_report(
            replace(NOTHING, written=tuple(letter(html=html) for html in documents), specimens=specimens)
        )
    ).frames

    assert [frame["srcdoc"] for frame in frames] == documents * 2
    for frame in frames:
        assert frame["sandbox"] == ""
        assert frame["title"]
        assert frame["loading"] == "lazy"


def test_every_status_stands_in_one_group() -> None:
    assert sorted(status for group in GROUPS for status in group.states) == sorted(Status)


def test_what_needs_a_person_comes_first_and_the_worst_of_it_first_of_all() -> None:
    backwards = [letter(name=f"office of {status}", status=status) for status in reversed(Status)]

    page = render_report(replace(NOTHING, written=tuple(backwards)))

    found = re.findall(">office of ([a-z_]+)<", page)
    assert " ".join(found) == (
        "in_doubt failed bounced held blocked delivered accepted by_hand "
        "draft approved queued claimed transmitting cancelled"
    )
    assert in_order(page, *(f'<h3 id="{group.anchor}">' for group in GROUPS))


def test_the_parts_of_the_page_follow_its_contents() -> None:
    page = render_report(filled_with("plain"))

    parts = ("letters", "answered", "unwritten", "specimens")
    assert in_order(page, *(f'href="#{part}"' for part in parts))
    assert in_order(page, *(f'<h2 id="{part}"' for part in parts))
    for link in (*parts, "contents", *(group.anchor for group in GROUPS)):
        assert page.count(f'id="{link}"') == 1


def test_an_empty_part_says_so_in_a_sentence() -> None:
    texts = Parsed(render_report(NOTHING)).texts

    assert "No letter yet. 0 answers. 0 offices without a letter." in texts
    for sentence in (
        "Nothing has been counted yet.",
        "No letter has been written yet.",
        "No office has answered yet.",
        "There is no office without a letter.",
        "There is no specimen.",
    ):
        assert sentence in texts


def test_an_empty_group_says_so_in_a_sentence() -> None:
    texts = Parsed(render_report(replace(NOTHING, written=(letter(),)))).texts

    assert {group.empty for group in GROUPS} - set(texts) == {"No letter is with an institution yet."}


def test_the_first_sentence_counts() -> None:
    written = [letter(status=status) for status in (Status.FAILED, Status.DELIVERED, Status.ACCEPTED)]
    unwritten = (Unwritten(office_id="x", name="X", body="UN", reason="no address"),)

    texts = Parsed(render_report(replace(NOTHING, written=tuple(written), unwritten=unwritten))).texts

    assert (
        "3 letters: 1 needs attention, 2 are with the institution. 0 answers. 1 office without a letter."
    ) in texts


def test_a_letter_says_its_facts_in_plain_words_and_leaves_out_what_it_does_not_have() -> None:
    texts = Parsed(render_report(replace(NOTHING, written=(letter(when="", html=None),)))).texts

    assert "First letter · Français · by e-mail" in texts
    assert "No answer yet" in texts
    assert "When" not in texts
    assert "There is no letter to read yet." in texts


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("in doubt: the line broke", "The line broke"),
        ("registry@ministry.example is silent", "registry@ministry.example is silent"),
        ("550: no such user", "550: no such user"),
    ],
)
def test_a_reason_is_said_once_and_nothing_but_its_first_word_is_changed(reason: str, said: str) -> None:
    written = (letter(status=Status.IN_DOUBT, reason=reason),)

    texts = Parsed(render_report(replace(NOTHING, written=written))).texts

    assert texts.count("In doubt") == 1
    assert texts.count(said) == 1
    assert said == reason or reason not in texts


@pytest.mark.parametrize(
    ("code", "name"), [("ru", "Русский"), ("kok", "कोंकणी"), ("grc", "Ancient Greek"), ("Our own", "Our own")]
)
def test_a_language_is_called_what_its_speakers_call_it(code: str, name: str) -> None:
    page = render_report(replace(NOTHING, written=(letter(language=code),)))

    assert f"· {name} ·" in page
    assert ("<dd lang=" in page) == (code != "Our own")


def test_offices_are_grouped_by_the_reason_for_which_they_get_no_letter() -> None:
    reasons = (
        "not a target of appeals",
        "no address is known: find one",
        "",
        "no address is known: find one",
    )
    unwritten = tuple(
        Unwritten(office_id=f"o{n}", name=f"Office {n}", body="UN", reason=reason)
        for n, reason in enumerate(reasons)
    )

    page = render_report(replace(NOTHING, unwritten=unwritten))

    assert in_order(
        page,
        *("No address is known: find one", "Office 1", "Office 3"),
        *("Not a target of appeals", "Office 0", "No reason is known", "Office 2"),
    )


def test_an_outcome_is_said_in_words_and_words_are_left_alone() -> None:
    answered = (
        ("Ministry", ThreadOutcome.PROMISED.value, "by July"),
        ("Mission", "sent a postcard", ""),
        ("Embassy", AnswerKind.OBJECTED.value, ""),
    )

    texts = Parsed(render_report(replace(NOTHING, answered=answered))).texts

    assert {"Promised to act", "by July", "sent a postcard", "Asks not to be written to"} <= set(texts)


def test_every_kind_of_answer_and_every_status_has_words_of_its_own() -> None:
    kinds = set(AnswerKind) - {AnswerKind.WITHDRAWN}  # that one says that there was no answer
    answered = tuple(("Ministry", kind.value, "") for kind in sorted(kinds))
    counts = tuple((status.value, 1) for status in Status)

    texts = Parsed(render_report(replace(NOTHING, answered=answered, counts=counts))).texts

    assert not set(texts) & (kinds | {*Status})


def test_everyone_can_read_the_page_and_it_fetches_nothing(
    page: Page, asked_for: list[str], tmp_path: Path
) -> None:
    open_file(page, tmp_path, campaign_of_15())

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "scrolls sideways"
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "scrolls sideways when open"
    contrasts = page.evaluate(chromium.CONTRASTS)
    assert len(contrasts) > 200, "the texts were not found"
    assert contrasts[0][0] >= 4.5, contrasts[0]
    assert page.evaluate("document.documentElement.lang") == "en"
    for landmark in ("banner", "navigation", "main", "contentinfo"):
        assert page.get_by_role(landmark).count() == 1
    assert page.locator("th:not([scope])").count() == 0
    assert asked_for == []


def test_the_letter_can_be_read_in_its_frame_under_the_pages_policy(page: Page, tmp_path: Path) -> None:
    open_file(page, tmp_path, campaign_of_15())
    policy = page.locator("meta[http-equiv]").get_attribute("content") or ""

    page.locator("summary").last.click()
    page.locator("iframe").last.scroll_into_view_if_needed()

    shown = page.frame_locator("iframe >> nth=-1")
    shown.locator("h1").wait_for(state="visible")
    assert shown.locator("h1").evaluate("element => getComputedStyle(element).fontWeight") == "700"
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'")


def test_a_letter_that_would_run_or_fetch_something_cannot(
    page: Page, asked_for: list[str], tmp_path: Path
) -> None:
    dialogs: list[str] = []

    def shut(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", shut)
    trouble = (
        '<link rel="stylesheet" href="https://spy.example/x.css"><style>@import "https://spy.example/y.css";'
        'body { background: url("https://spy.example/z.png") }</style>'
        '<meta http-equiv="refresh" content="0;url=https://spy.example/refresh">'
        '<iframe src="https://spy.example/frame"></iframe><svg onload="alert(3)"></svg>'
        '<a href="https://spy.example/link">away</a>'
    )
    report = filled_with(HOSTILE)
    open_file(page, tmp_path, replace(report, written=(letter(html=HOSTILE + trouble),)))
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")

    page.frame_locator("iframe >> nth=0").get_by_text("away").click()
    page.wait_for_timeout(300)

    assert asked_for == []
    assert dialogs == []


def test_a_letters_style_stays_in_its_frame(page: Page, tmp_path: Path) -> None:
    loud = "<style>* { color: rgb(255, 0, 0) !important }</style></iframe><p>x</p>"
    open_file(page, tmp_path, replace(NOTHING, written=(letter(html=loud),)))

    assert page.locator("h1").evaluate("element => getComputedStyle(element).color") != "rgb(255, 0, 0)"


def in_order(page: str, *parts: str) -> bool:
    places = [page.index(part) for part in parts]
    return places == sorted(places)


def open_file(page: Page, folder: Path, report: Report) -> None:
    """Open the page as staff do: as a file, with everything but the file itself refused."""
    file = folder / "report.html"
    file.write_text(render_report(report), encoding="utf-8")
    page.route(file.as_uri(), lambda route: route.continue_())
    page.goto(file.as_uri(), wait_until="load")


@cache
def real(language: str, step: str, name: str = "Ministère de l'Europe") -> Rendered:
    """A letter of the real template."""
    first = Earlier(reference="XX-1", planned_on=date(2026, 5, 4)) if step == "reminder" else None
    form = FormOfAddress(salutation="Madame la Ministre,", closing="Veuillez agréer …")
    letter_facts = our_facts(
        language=language,
        step=step,
        first=first,
        office=office(name=name),
        form=form,
        signatories=chromium.SIGNATORIES,
    )
    return render_letter(load_template(chromium.TEMPLATE, STEPS), letter_facts)


def campaign_of_15() -> Report:
    """A campaign in the middle of its life, with a letter in every state and the real texts."""
    offices = cycle(
        (
            ("fr", "Ministère de l'Europe et des Affaires étrangères", "government"),
            ("de", chromium.LONG_NAME, "government"),
            ("en", "Office of the United Nations High Commissioner for Human Rights", "UN"),
            ("it", "Ministero degli Affari Esteri e della Cooperazione Internazionale", "government"),
            ("ru", "Бюро по демократическим институтам и правам человека", "OSCE"),
        )
    )
    reasons = {
        Status.IN_DOUBT: "in doubt: the connection broke after the letter had been handed over",
        Status.FAILED: "refused: 550 5.1.1 <registry@ministry.example>: Recipient address rejected",
        Status.BOUNCED: "bounced: 5.2.2 mailbox full",
        Status.HELD: "held by Ann: wait for the minister's visit",
        Status.BLOCKED: "there is no form of address for a 'chair' in 'it'",
        Status.BY_HAND: "a person must send it: see the tasks",
        Status.CANCELLED: "cancelled by Ann: the office was dissolved",
    }
    written = []
    for number, status in enumerate([*Status, Status.ACCEPTED]):
        language, name, body = next(offices)
        out = status in {Status.ACCEPTED, Status.DELIVERED, Status.BOUNCED, Status.IN_DOUBT}
        step = "reminder" if number % 4 == 3 else "first"
        rendered = real(language, step, name)
        written.append(
            letter(
                office_id=f"office-{number}",
                name=name,
                body=body,
                step=step,
                language=language,
                channel=Channel.WEB_FORM if status is Status.BY_HAND else Channel.EMAIL,
                status=status,
                reason=reasons.get(status, "accepted: 250 2.0.0 Ok: queued as 4bXyZ" if out else "drafted"),
                outcome=ThreadOutcome.AWAITING if out else None,
                subject=rendered.subject if status is not Status.BLOCKED else "",
                html=rendered.html if status is not Status.BLOCKED else None,
            )
        )
    specimens = tuple(
        Specimen(
            tag=code,
            language=name,
            step=step,
            what="ministry",
            subject=real(code, step).subject,
            html=real(code, step).html,
        )
        for code, name in (("fr", "Français"), ("de", "Deutsch"), ("ru", "Русский"))
        for step in STEPS
    )
    return Report(
        title="Appeal for Azat Miftakhov",
        subtitle="Rehearsal of 2 June 2026. Nothing was really sent.",
        counts=(("Offices in the directory", 21), ("Letters", 15), ("Letters that arrived", 3)),
        written=tuple(written),
        answered=(
            ("Ministère de l'Europe et des Affaires étrangères", "acknowledged", "An automatic receipt."),
            ("Bürgerbeauftragter", "promised", "Will raise the case at the next meeting, in the autumn."),
        ),
        unwritten=tuple(
            Unwritten(office_id=f"none-{n}", name=name, body=body, reason=reason)
            for n, (name, body, reason) in enumerate(
                (
                    ("Embassy in Exampleland", "government", "no address is known: find one"),
                    ("European Court of Human Rights", "CoE", "a legal complaint procedure, not an appeal"),
                    (chromium.LONG_NAME, "parliament", "no address is known: find one"),
                )
            )
        ),
        specimens=specimens,
    )
