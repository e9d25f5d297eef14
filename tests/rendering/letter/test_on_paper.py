"""What of a letter stands on its paper."""

from dataclasses import replace
from pathlib import Path

import pytest

from outreach.model.directory import Channel
from outreach.model.errors import TemplateFault
from outreach.rendering.paper.page import Page
from tests.builders import EMAILS
from tests.rendering.builders import (
    STEPS,
    facts,
    load_template,
    our_facts,
    render_letter,
    signatory,
    write_template,
)

OURS = load_template(EMAILS / "azat-miftakhov", STEPS)


def page(channel: Channel = Channel.POST, **changes: object) -> Page:
    of = our_facts(channel=channel, on_paper=True, language="fr", **changes)
    return Page.of_json(render_letter(OURS, of).page)


def test_its_parts_are_those_of_the_text() -> None:
    one = page(signatories=(signatory("LDH & Co", "FR"), replace(signatory("Мемориал", "RU"), language="ru")))

    assert one.place_and_date == "Paris, le ‹date›"
    assert one.references == ["Notre référence\u00a0: XX-ABCDEFGHJK"]
    assert one.closing == "Yours sincerely,"
    assert one.remark == ""
    assert one.language == {"lang": "fr"}
    assert one.annex is not None
    assert [group["country"] for group in one.annex.groups] == ["France", "Russie"]
    assert one.annex.groups[1]["names"] == [{"text": "Мемориал", "language": {"lang": "ru"}}]
    assert {block["kind"] for block in one.body} >= {"paragraph", "list"}


def test_an_e_mail_says_that_it_is_one() -> None:
    assert page(Channel.EMAIL).remark == "Par courriel uniquement"


def test_nobody_asks_nobody_gets_a_page() -> None:
    assert render_letter(OURS, our_facts(channel=Channel.POST)).page == ""


def test_a_layout_that_says_something_else_makes_no_letter_on_paper(tmp_path: Path) -> None:
    template = load_template(write_template(tmp_path), STEPS)

    with pytest.raises(TemplateFault, match=r"let the text layout print what docs/paper\.md lists, in that"):
        render_letter(template, facts(channel=Channel.POST, on_paper=True))
