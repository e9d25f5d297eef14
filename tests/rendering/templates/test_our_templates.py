"""The templates that ship: every language, step and request makes a letter whose two parts agree."""

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from outreach.model.directory import Channel
from outreach.rendering.letter.facts import Earlier
from outreach.rendering.letter.rendered import Rendered
from outreach.rendering.templates.template import Template
from tests.rendering.builders import (
    OUR_REQUESTS,
    STEPS,
    load_template,
    office,
    our_facts,
    postal,
    render_letter,
    signatory,
)

FOLDER = Path(__file__).parents[3] / "templates" / "emails" / "azat-miftakhov"
SIGNATORIES = (
    signatory("LDH", "FR"),
    signatory("L'Adieu aux Armes & Co", "FR"),
    signatory("Zone", "International"),
)


@pytest.fixture(scope="module")
def template() -> Template:
    return load_template(FOLDER, STEPS)


class _Words(HTMLParser):
    """The words of a page, without its head and its styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self._numbers: list[int] = []
        self.feed(html[html.index("<body") :])
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "ol":
            self._numbers.append(0)
        if tag == "li" and self._numbers:
            self._numbers[-1] += 1
            self.words.append(str(self._numbers[-1]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "ol":
            self._numbers.pop()

    def handle_data(self, data: str) -> None:
        self.words += words(data)


def words(text: str) -> list[str]:
    return re.findall(r"[\w@]+", text)


def letter(template: Template, language: str, step: str, request: str, channel: Channel) -> Rendered:
    return render_letter(
        template,
        our_facts(
            language=language,
            step=step,
            request=OUR_REQUESTS[request],
            channel=channel,
            office=office(addresses=(postal("1 Street, 1000 Town"),)),
            signatories=SIGNATORIES,
            first=Earlier(reference="XX-1", planned_on=date(2026, 5, 4)) if step == "reminder" else None,
        ),
    )


def test_every_language_is_complete(template: Template) -> None:
    assert template.incomplete == {}
    assert template.languages >= {"de", "en", "fr", "ru"}


def test_every_language_has_the_same_requests(template: Template) -> None:
    assert (
        len(
            {
                frozenset((table, *names) for table, names in texts.requests.items())
                for texts in template.texts.values()
            }
        )
        == 1
    )


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("channel", Channel)
def test_the_text_says_the_same_as_the_html_in_the_same_order(
    template: Template, step: str, channel: Channel
) -> None:
    for language in template.languages:
        for request, asked in OUR_REQUESTS.items():
            if asked.worksheet and not template.texts[language].worksheets:
                continue  # there is no such form in that language
            rendered = letter(template, language, step, request, channel)

            assert _Words(rendered.html).words == words(rendered.text), (language, request)


@pytest.mark.parametrize("language", ["en", "es", "fr"])
@pytest.mark.parametrize("request_name", ["un-mandates", "un-arbitrary-detention"])
def test_what_goes_into_a_form_does_not_say_how_to_fill_it_in(
    template: Template, language: str, request_name: str
) -> None:
    lines = letter(template, language, "first", request_name, Channel.WEB_FORM).text.splitlines()
    told = r"(?i)\b(tick|cocher|ask the lawyer|demander à l’avocat|preguntar|complet[ea]s? (this|ce))\b"

    assert any(re.search(told, line) for line in lines if line.startswith("["))
    assert [line for line in lines if re.search(told, line) and not line.startswith("[")] == []


@pytest.mark.parametrize("language", ["en", "es", "fr"])
@pytest.mark.parametrize("request_name", ["un-mandates", "un-arbitrary-detention"])
def test_in_a_form_the_first_ask_begins_a_line_like_the_others(
    template: Template, language: str, request_name: str
) -> None:
    lines = letter(template, language, "first", request_name, Channel.WEB_FORM).text.splitlines()

    asked = [line[:2] for line in lines if line[:2] in ("1.", "2.", "3.", "4.")]
    assert asked == ["1.", "2.", "3.", "4."][: len(OUR_REQUESTS[request_name].asks)]


def test_by_email_only_is_said_in_an_email_and_nowhere_else(template: Template) -> None:
    said = "Par courriel uniquement"

    assert said in letter(template, "fr", "first", "ministry-de", Channel.EMAIL).text
    assert said not in letter(template, "fr", "first", "ministry-de", Channel.POST).text


def test_without_signatories_there_is_no_annex(template: Template) -> None:
    rendered = render_letter(template, our_facts(language="fr", own_body="Nous vous écrivons."))

    assert "Organisations cosignataires" not in rendered.text
    assert "<h2>" not in rendered.html


def test_without_signatories_nothing_says_that_there_are_some(template: Template) -> None:
    assert "L’appel est signé" not in render_letter(template, our_facts(language="fr")).text
