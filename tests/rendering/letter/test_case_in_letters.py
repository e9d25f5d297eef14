"""What letters say of the case: the sentence that may be said, nothing, or no letter at all."""

from pathlib import Path

import pytest

from outreach.model.case import Said
from outreach.model.errors import BadInput
from outreach.rendering.letter.rendered import Rendered
from tests.rendering.builders import PLACES, STEPS, facts, load_template, render_letter, write_template

BODY = "{{ case.danger }}\n\n" + PLACES
SENTENCES = 'danger = "He is in *danger*."\nfsin-listed = "They are listed."\n'
TO_ALL = Said(facts={"danger": "danger", "fsin-listed": "fsin-listed"}, refused={})


def letter(tmp_path: Path, said: Said = TO_ALL, body: str = BODY, **changed: str) -> Rendered:
    folder = write_template(tmp_path, en__first__body=body, **{"en__case": SENTENCES} | changed)
    return render_letter(load_template(folder, STEPS), facts(said=said.facts, refused=said.refused))


def complaint(tmp_path: Path, said: Said = TO_ALL, body: str = BODY, **changed: str) -> str:
    with pytest.raises(BadInput) as caught:
        letter(tmp_path, said, body, **changed)
    return str(caught.value)


def test_a_text_asks_for_a_fact_by_name_and_says_its_sentence(tmp_path: Path) -> None:
    assert "He is in *danger*.\n\nWe ask:" in letter(tmp_path).text


def test_a_sentence_is_plain_text_and_no_markdown(tmp_path: Path) -> None:
    assert "<p>He is in *danger*.</p>" in letter(tmp_path).html


def test_a_fact_may_have_a_dash_in_its_name(tmp_path: Path) -> None:
    body = "{%- if case.fsin-listed -%}\n{{case.fsin-listed-}}\n{% endif %}\n\n" + PLACES

    assert "They are listed." in letter(tmp_path, body=body).text


def test_what_stands_for_a_fact_is_said_in_its_place(tmp_path: Path) -> None:
    said = Said(facts={"danger": "danger", "fsin-listed": "danger"}, refused={})

    assert "danger" in letter(tmp_path, said, "{{ case.fsin-listed }}\n\n" + PLACES).text


def test_where_nothing_is_said_a_text_can_ask(tmp_path: Path) -> None:
    said = Said(facts={"danger": "", "fsin-listed": "fsin-listed"}, refused={})
    body = "We write.{% if case.danger %} {{ case.danger }}{% endif %}\n\n" + PLACES

    assert "We write.\n\nWe ask:" in letter(tmp_path, said, body).text


REFUSED = Said(facts={"fsin-listed": "fsin-listed"}, refused={"danger": "it is withheld"})


@pytest.mark.parametrize("body", [BODY, "{% if case.danger %}x{% endif %}\n\n" + PLACES])
def test_a_letter_that_asks_for_what_must_not_be_said_is_stopped_with_the_reason(
    tmp_path: Path, body: str
) -> None:
    assert complaint(tmp_path, REFUSED, body) == "demo/en/first/body.md: it is withheld in this letter"


def test_a_letter_that_does_not_ask_for_it_is_made(tmp_path: Path) -> None:
    assert "They are listed." in letter(tmp_path, REFUSED, "{{ case.fsin-listed }}\n\n" + PLACES).text


def test_a_text_that_asks_for_what_the_case_does_not_have_is_refused(tmp_path: Path) -> None:
    assert complaint(tmp_path, body="{{ case.torture }}\n\n" + PLACES) == (
        "demo/en/first/body.md:1: 'case.torture' is undefined (parts of 'case': danger, fsin-listed)"
    )
