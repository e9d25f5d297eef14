"""A letter from a template and facts."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from outreach.model.directory import Channel
from outreach.model.errors import BadInput, TemplateFault
from outreach.model.form_of_address import FormOfAddress
from outreach.rendering.letter.facts import Earlier, Facts
from outreach.rendering.letter.rendered import Rendered
from tests.rendering.builders import (
    FILES,
    PLACES,
    REQUEST,
    STEPS,
    asked_as,
    facts,
    load_template,
    office,
    render_letter,
    signatory,
    write_template,
)

REQUESTS = FILES["en/requests.toml"]


def letter(tmp_path: Path, of: Facts, **changed: str) -> Rendered:
    return render_letter(load_template(write_template(tmp_path, **changed), STEPS), of)


def complaint(tmp_path: Path, of: Facts, **changed: str) -> str:
    with pytest.raises(BadInput) as caught:
        letter(tmp_path, of, **changed)
    return str(caught.value)


def test_the_text_says_who_what_and_from_whom(tmp_path: Path) -> None:
    rendered = letter(tmp_path, facts(signatories=(signatory("LDH", "FR"), signatory("CGT", "ES"))))

    assert rendered.subject == "Appeal to Ministry"
    assert rendered.text == (
        "Appeal to Ministry\nMinistry\nDear Minister,\n\nWe write to Ministry.\n\nWe ask:\n\n"
        "Please act, Minister.\n\nWe await your answer.\n\nYours sincerely,\n"
        "For Solidarité\nFrance: LDH\nSpain: CGT\nWe hold your address.\nWrite to us to hear no more.\n"
    )


def test_the_html_says_the_same_in_the_letters_language(tmp_path: Path) -> None:
    html = letter(tmp_path, facts()).html

    assert '<html lang="en"' in html
    assert (
        "<h1>Appeal to Ministry</h1>Ministry<br/><p>Dear Minister,</p>"
        "<p>We write to <strong>Ministry</strong>.</p>\n<p>We ask:</p>\n"
        "<p>Please act, Minister.</p>\n<p>We await your answer.</p>"
        "<p>Yours sincerely,</p><p>For Solidarité</p>"
        "<p>We hold your address.</p><p>Write to us to hear no more.</p></div>"
    ) in html


def test_the_same_facts_make_the_same_letter(tmp_path: Path) -> None:
    template = load_template(write_template(tmp_path), STEPS)

    assert render_letter(template, facts()) == render_letter(template, facts())


def test_a_name_is_escaped_in_the_html_and_nowhere_else(tmp_path: Path) -> None:
    rendered = letter(tmp_path, facts(office=office(name="O'Neil & Co")))

    assert rendered.subject == "Appeal to O'Neil & Co"
    assert "We write to O'Neil & Co." in rendered.text
    assert "<strong>O&#39;Neil &amp; Co</strong>" in rendered.html


@pytest.mark.parametrize(
    "name",
    ["**Ministry** [x](https://spy.example)", "<mj-raw><script>x</script>", "# A", "<img src=x onerror=y>"],
)
def test_markup_that_a_contact_brings_is_only_a_strange_name(tmp_path: Path, name: str) -> None:
    plain = letter(tmp_path / "plain", facts())
    rendered = letter(tmp_path / "strange", facts(office=office(name=name)))

    assert f"We write to {name}." in rendered.text
    assert rendered.html.count("<") == plain.html.count("<")


@pytest.mark.parametrize("name", ["{{ 7 * 7 }}", "{% if x %}", "{{ sender.email }}"])
def test_jinja_that_a_contact_brings_is_never_run_and_stops_the_letter(tmp_path: Path, name: str) -> None:
    assert "is left in the subject" in complaint(tmp_path, facts(office=office(name=name)))


@pytest.mark.parametrize(
    ("language", "day", "printed"),
    [
        ("en", date(2026, 6, 1), "1 June 2026"),
        ("fr", date(2026, 6, 1), "1er juin 2026"),
        ("fr", date(2026, 6, 11), "11 juin 2026"),
        ("de", date(2026, 6, 1), "1. Juni 2026"),
        ("ru", date(2026, 6, 1), "1 июня 2026\u00a0г."),
    ],
)
def test_the_date_is_written_as_the_language_writes_it(
    tmp_path: Path, language: str, day: date, printed: str
) -> None:
    folder = write_template(tmp_path, en__first__subject="{{ date }}")
    (folder / "en").rename(folder / language)
    template = load_template(folder, STEPS)

    assert render_letter(template, facts(language=language, planned_on=day)).subject == printed


def test_a_reminder_speaks_of_the_first_letter(tmp_path: Path) -> None:
    first = Earlier(reference="XX-1", planned_on=date(2026, 5, 4))

    assert "We wrote on 4 May 2026." in letter(tmp_path, facts(step="reminder", first=first)).text


def test_a_reminder_without_a_first_letter_names_the_text_that_needs_one(tmp_path: Path) -> None:
    assert complaint(tmp_path, facts(step="reminder")) == (
        "demo/en/reminder/body.md: 'first' is undefined in this letter"
    )


def test_the_channel_decides_what_is_printed(tmp_path: Path) -> None:
    subject = '{% if channel == "email" %}By e-mail{% else %}On paper{% endif %}'

    assert letter(tmp_path / "a", facts(), en__first__subject=subject).subject == "By e-mail"
    by_post = facts(channel=Channel.POST)
    assert letter(tmp_path / "b", by_post, en__first__subject=subject).subject == "On paper"


@pytest.mark.parametrize("salutation", ["", " ,", "!"])
def test_a_letter_without_a_salutation_does_not_exist(tmp_path: Path, salutation: str) -> None:
    form = FormOfAddress(salutation=salutation, closing="Yours")

    assert complaint(tmp_path, facts(form=form)) == (
        "letter to gov-xx-mfa (en, first): has no salutation or no closing: add its form of address"
    )


@pytest.mark.parametrize("name", ["None", "Ministry of undefined", "nan"])
def test_a_name_that_stands_for_nothing_is_refused(tmp_path: Path, name: str) -> None:
    assert "says that something is missing" in complaint(tmp_path, facts(office=office(name=name)))


def test_none_is_an_english_word_in_a_text(tmp_path: Path) -> None:
    body = "None of this was answered; the reason is undefined."

    assert body in letter(tmp_path, facts(), en__first__body=body + "\n\n" + PLACES).text


@pytest.mark.parametrize("name", ["Ministry\nBcc: x", "Ministry\r", "Mini\u2028stry", "Mini\x00stry"])
def test_a_line_break_in_a_name_is_refused(tmp_path: Path, name: str) -> None:
    assert "control or" in complaint(tmp_path, facts(office=office(name=name)))


def test_a_subject_of_two_lines_is_refused(tmp_path: Path) -> None:
    assert complaint(tmp_path, facts(), en__first__subject="one\ntwo") == (
        "letter to gov-xx-mfa (en, first): the subject must be one line of text"
    )


def test_a_list_printed_by_mistake_is_refused(tmp_path: Path) -> None:
    assert complaint(tmp_path, facts(), en__first__subject="{{ annex }}").startswith(
        "demo/en/first/subject.txt: a value of type tuple cannot be printed"
    )


def test_a_sender_without_a_place_in_the_language_is_told(tmp_path: Path) -> None:
    sender = replace(facts().sender, place={"fr": "Paris"})

    assert complaint(tmp_path, facts(sender=sender)) == (
        "the campaign's sender has no place in 'en', and no default: add it"
    )


def test_a_link_that_would_run_a_program_is_refused(tmp_path: Path) -> None:
    sender = replace(facts().sender, website="javascript:alert(1)")

    assert complaint(
        tmp_path, facts(sender=sender), en__first__body="[us]({{ sender.website }})\n\n" + PLACES
    ) == ("letter to gov-xx-mfa (en, first): a link in it is neither https: nor mailto:")


def test_a_style_that_ends_like_a_tag_is_not_taken_for_one(tmp_path: Path) -> None:
    style = "<mj-head><mj-style>@media print{p{width:100%}}</mj-style></mj-head><mj-body>"
    layout = FILES["layout.mjml"].replace("<mj-body>", style)

    assert "@media print{p{width:100%}}" in letter(tmp_path, facts(), layout_mjml=layout).html


@pytest.mark.parametrize(
    "changed",
    [
        {
            "en__requests": REQUESTS.replace(
                "Please act, {{ office.title }}.", "{% if channel == 'post' %}Act{% endif %}"
            )
        },
        {"en__requests": REQUESTS.replace("We ask:", "{% if channel == 'post' %}We ask:{% endif %}")},
        {"en__first__body": f"We write.\n\n{{% if channel == 'post' %}}\n{PLACES}\n{{% endif %}}"},
        {"en__first__body": f"We write.\n\n{{#\n{PLACES}\n#}}"},
    ],
)
def test_a_letter_that_asks_for_nothing_is_refused(tmp_path: Path, changed: dict[str, str]) -> None:
    with pytest.raises(
        TemplateFault, match=r"requests.toml, (asks|openings).* (says nothing|is not in the letter)"
    ):
        letter(tmp_path, facts(), **changed)


def test_a_word_that_only_reminders_can_say_does_not_stop_a_first_letter(tmp_path: Path) -> None:
    words = FILES["en/words.toml"] + 'earlier = "We wrote on {{ first.date }}."\n'
    body = "We write.\n\n" + PLACES + "\n\n"

    assert letter(tmp_path / "a", facts(), en__words=words, en__first__body=body).text
    assert complaint(
        tmp_path / "b", facts(), en__words=words, en__first__body=body + "{{ words.earlier }}"
    ) == ("demo/en/first/body.md: demo/en/words.toml, earlier: 'first' is undefined in this letter")


def test_what_a_person_wrote_for_one_letter_takes_the_place_of_body_and_request(tmp_path: Path) -> None:
    rendered = letter(tmp_path, facts(own_body="We met, **{{ office.title }}**.\n\n- a\n- b"))

    assert "Dear Minister,\n\nWe met, Minister.\n\n- a\n- b\n\nYours sincerely," in rendered.text
    assert "<strong>Minister</strong>" in rendered.html
    assert "Please act" not in rendered.text


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ("Hello\n{{ nobody }}", "the letter's own text:2: 'nobody' is undefined"),
        ("{{ first.date }}", "the letter's own text: 'first' is undefined in this letter"),
        ("{{ annex }}", "the letter's own text: a value of type tuple cannot be printed"),
        ("<!-- x -->", "the letter's own text:1: <!-- … --> would reach the reader"),
        ("> " * 30 + "x", "the letter's own text: lists or quotations are too deep"),
        ("", "the letter's own text: the body says nothing"),
        ("a\u200bb", "letter to gov-xx-mfa (en, first): a control or hidden character is in the text"),
    ],
)
def test_a_fault_in_it_is_the_letters_and_not_the_templates(tmp_path: Path, own: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        letter(tmp_path, facts(own_body=own))

    assert str(caught.value).startswith(said)
    assert not isinstance(caught.value, TemplateFault)


@pytest.mark.parametrize(
    ("changed", "of"),
    [
        ({"en__first__subject": "{{ annex }}"}, facts()),
        ({}, facts(language="fr")),
        ({}, facts(request=asked_as("another"))),
        ({}, facts(step="third")),
    ],
)
def test_a_fault_of_the_template_is_told_from_what_a_letter_lacks(
    tmp_path: Path, changed: dict[str, str], of: Facts
) -> None:
    with pytest.raises(TemplateFault):
        letter(tmp_path, of, **changed)


@pytest.mark.parametrize(
    "of",
    [
        facts(step="reminder"),
        facts(office=office(name="Mini\u202estry")),
        facts(form=FormOfAddress(salutation="", closing="")),
        facts(sender=replace(facts().sender, place={})),
        facts(signatories=(signatory("x", "XQ"),)),
    ],
)
def test_what_a_letter_lacks_is_no_fault_of_the_template(tmp_path: Path, of: Facts) -> None:
    with pytest.raises(BadInput) as caught:
        letter(tmp_path, of)

    assert not isinstance(caught.value, TemplateFault)


CASE = {"en__first__body": f"{{{{ case.law }}}} {{% if case.birth %}}Born.{{% endif %}}\n\n{PLACES}"}


def with_case(tmp_path: Path, of: Facts, **changed: str) -> Rendered:
    folder = write_template(tmp_path, **{**CASE, **changed})
    (folder / "en" / "case.toml").write_text(
        'law = "It is ‘torture’ & worse."\nleast = "It is ill-treatment."\nbirth = "1993"\n', encoding="utf-8"
    )
    return render_letter(load_template(folder, STEPS), of)


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        ({"law": "law", "birth": ""}, "It is ‘torture’ & worse.\n\nWe ask:"),
        ({"law": "least", "birth": ""}, "It is ill-treatment.\n\nWe ask:"),
        ({"law": "", "birth": "birth"}, "Born.\n\nWe ask:"),
    ],
)
def test_of_the_case_is_said_what_this_office_is_told(
    tmp_path: Path, said: dict[str, str], printed: str
) -> None:
    assert f"Dear Minister,\n\n{printed}" in with_case(tmp_path, facts(said=said)).text


def test_what_must_not_be_said_blocks_the_letter_that_asks_for_it(tmp_path: Path) -> None:
    of = facts(said={"birth": ""}, refused={"law": "'law' of the case is withheld, so it must not be said"})

    with pytest.raises(BadInput) as caught:
        with_case(tmp_path, of)
    assert str(caught.value) == (
        "demo/en/first/body.md: 'law' of the case is withheld, so it must not be said in this letter"
    )
    assert not isinstance(caught.value, TemplateFault)
    assert with_case(tmp_path / "b", of, en__first__body=f"We write.\n\n{PLACES}").text


@pytest.mark.parametrize(
    ("language", "weeks", "printed"),
    [("en", 6, "13 July 2026"), ("ru", 2, "15 июня 2026\u00a0г."), ("en", None, "")],
)
def test_the_day_by_which_an_answer_is_asked_for_is_counted_from_the_printed_one(
    tmp_path: Path, language: str, weeks: int | None, printed: str
) -> None:
    folder = write_template(tmp_path, en__first__subject="By {{ answer_by }}.")
    (folder / "en").rename(folder / language)
    template = load_template(folder, STEPS)

    for channel in (Channel.EMAIL, Channel.POST):
        of = facts(language=language, request=replace(REQUEST, answer_weeks=weeks), channel=channel)
        assert render_letter(template, of).subject == f"By {printed}."


def test_it_can_be_asked_whether_anybody_co_signs(tmp_path: Path) -> None:
    subject = "{% if annex_count %}{{ annex_count }}, {{ annex_others }} other{% else %}Nobody{% endif %}"
    template = load_template(write_template(tmp_path, en__first__subject=subject), STEPS)
    two = (signatory("LDH", "FR"), signatory("CGT", "ES"))

    assert render_letter(template, facts()).subject == "Nobody"
    assert render_letter(template, facts(signatories=two)).subject == "2, 1 other"


def test_named_signatories_are_joined(tmp_path: Path) -> None:
    subject = "{% if named_signatories %}{{ named_signatories | join(', ') }}{% else %}Nobody{% endif %}"
    template = load_template(write_template(tmp_path, en__first__subject=subject), STEPS)

    assert render_letter(template, facts(named_signatories=("LDH", "CGT"))).subject == "LDH, CGT"
    assert render_letter(template, facts()).subject == "Nobody"
