"""The request in a body: where it stands, how its asks are numbered, and what a letter must say of it."""

import pytest

from outreach.model.errors import TemplateFault
from outreach.rendering.templates.body import AskedFor, parts_in, require_places, spliced
from tests.rendering.builders import PLACES


def asks(*texts: str, parted_by: str = ";") -> str:
    request = AskedFor(
        opening=("o", ""), asks=[("a", text) for text in texts], ending=("e", ""), parted_by=parted_by
    )
    return request.sources()["asks"]


def test_several_asks_are_numbered_and_end_as_a_list_does() -> None:
    assert asks("raise his case", "see him", "answer us") == "1. raise his case;\n2. see him;\n3. answer us."
    assert asks("évoquer", "répondre", parted_by="\u202f;") == "1. évoquer\u202f;\n2. répondre."
    assert asks("answer us") == "answer us."


def test_an_ask_keeps_the_stop_that_it_brings_and_stands_on_one_line() -> None:
    assert asks("Act!", "Will you\n answer?") == "1. Act!\n2. Will you answer?"


def test_the_parts_stand_in_the_bodys_order_each_a_block_of_its_own() -> None:
    body = "A\n{{ asks }}\nB\n{{ opening }}"

    assert parts_in(body) == ["asks", "opening"]
    assert spliced(body, {"opening": "o", "asks": "1. a", "ending": "e"}) == "A\n\n1. a\n\nB\n\no\n"


def test_a_reminder_needs_only_its_asks() -> None:
    require_places("Again:\n\n{{ asks }}", "x", is_reminder=True)
    require_places(PLACES, "x", is_reminder=False)
    with pytest.raises(
        TemplateFault, match=r"^x: asks for nothing: put \{\{ opening \}\}, \{\{ ending \}\} w"
    ):
        require_places("Again:\n\n{{ asks }}", "x", is_reminder=False)
