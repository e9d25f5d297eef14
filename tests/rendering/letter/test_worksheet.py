"""A letter that goes through a web form: field by field, each text on lines of its own and never folded."""

from dataclasses import replace
from pathlib import Path

import pytest

from outreach.model.directory import Channel
from outreach.model.errors import BadInput, TemplateFault
from outreach.rendering.letter.facts import Facts
from outreach.rendering.letter.rendered import Rendered
from outreach.rendering.letter.worksheet import Filled, worksheet
from tests.rendering.builders import (
    PLACES,
    REQUEST,
    STEPS,
    facts,
    load_template,
    render_letter,
    write_template,
)

FIELDS = """\
[[un]]
label = "Subject"
text = "URGENT – {{ office.title }}"
[[un]]
label = "What is asked for"
text = "{{ opening }}\\n{{ asks }}"
"""
LONG = "A sentence that is so long that the text part of a mail would be folded in two or more lines of it."


def form(tmp_path: Path, of: Facts, worksheets: str = FIELDS) -> Rendered:
    folder = write_template(tmp_path, en__first__body=f"{LONG}\n\n{PLACES}")
    (folder / "en" / "worksheets.toml").write_text(worksheets, encoding="utf-8")
    return render_letter(load_template(folder, STEPS), of)


def by_form(worksheet: str | None) -> Facts:
    return facts(channel=Channel.WEB_FORM, request=replace(REQUEST, worksheet=worksheet))


def test_a_form_without_a_worksheet_has_a_subject_and_the_whole_letter(tmp_path: Path) -> None:
    rendered = form(tmp_path, by_form(None))

    assert rendered.text == (
        "[Subject]\nAppeal to Ministry\n\n[Message]\nAppeal to Ministry\nMinistry\nDear Minister,\n\n"
        f"{LONG}\n\nWe ask:\n\nPlease act, Minister.\n\nWe await your answer.\n\nYours sincerely,\n"
        "For Solidarité\nWe hold your address.\nWrite to us to hear no more.\n"
    )
    assert f"<h2>Message</h2>\n<p>Appeal to Ministry<br>Ministry<br>Dear Minister,</p>\n<p>{LONG}</p>" in (
        rendered.html
    )


def test_a_worksheet_has_the_forms_own_fields_in_their_order(tmp_path: Path) -> None:
    rendered = form(tmp_path, by_form("un"))

    assert rendered.text == (
        "[Subject]\nURGENT – Minister\n\n[What is asked for]\nWe ask:\nPlease act, Minister.\n"
    )
    assert rendered.subject == "Appeal to Ministry"


def test_what_a_person_wrote_for_one_letter_takes_the_place_of_the_worksheet(tmp_path: Path) -> None:
    of = replace(by_form("un"), own_body="We met.")

    assert "[Message]" in form(tmp_path, of).text


def test_a_worksheet_that_asks_for_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TemplateFault, match=r"^demo/en: the worksheet 'un' asks for nothing: put \{\{ body"):
        form(tmp_path, by_form("un"), FIELDS.replace("{{ asks }}", ""))


def test_a_worksheet_that_its_language_lacks_blocks_that_letter_alone(tmp_path: Path) -> None:
    with pytest.raises(
        BadInput, match=r"^letter to gov-xx-mfa \(en, first\): demo has no worksheet 'cat'"
    ) as no:
        form(tmp_path, by_form("cat"))
    assert not isinstance(no.value, TemplateFault)


def test_both_parts_say_the_same_and_nothing_is_markup() -> None:
    text, html = worksheet([Filled(label="<A>", text="a & b\nc\n\n\n\nd")], language="fr-CH", title="x & y")

    assert text == "[<A>]\na & b\nc\n\nd\n"
    assert html == (
        '<!doctype html>\n<html lang="fr-CH"><head><title>x &amp; y</title></head>\n<body>\n'
        "<h2>&lt;A&gt;</h2>\n<p>a &amp; b<br>c</p>\n<p>d</p>\n</body></html>\n"
    )
