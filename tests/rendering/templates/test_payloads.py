"""No layout fetches, runs, hides or adds words: a corpus of attempts, each refused in one line."""

import pytest

from outreach.model.errors import TemplateFault
from outreach.rendering.templates.allowed_html import check_compiled
from outreach.rendering.templates.layout import mjml_to_jinja
from outreach.rendering.templates.placeholders import mask
from tests.rendering.templates.payloads import ALLOWED, BETWEEN, DECLARATIONS, ELEMENTS, PAYLOADS, SHEETS


@pytest.mark.parametrize("layout", PAYLOADS)
def test_it_is_refused_in_one_line(layout: str) -> None:
    with pytest.raises(TemplateFault) as caught:
        mjml_to_jinja(layout, "demo/layout.mjml")

    assert str(caught.value).startswith("demo/layout.mjml:")
    assert "\n" not in str(caught.value)
    assert "does not understand" not in str(caught.value), "refused by luck, not by rule"


#: What the source's own check finds as well: each look must do alone.
PAGES = [
    *(f'<p style="{css}">x</p>' for css in DECLARATIONS),
    *(f"<style>{css}</style>" for css in SHEETS),
    *ELEMENTS,
    *BETWEEN,
]


@pytest.mark.parametrize("html", PAGES)
def test_the_finished_page_is_held_against_the_list_whatever_was_found_before(html: str) -> None:
    with pytest.raises(TemplateFault, match=r"^demo/layout.mjml: compiled, it holds what a letter may not: "):
        check_compiled(f"{html}<p>x</p>", mask(html), "demo/layout.mjml")


def test_the_corpus_is_worth_its_name() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 60


def test_what_a_designer_needs_is_allowed() -> None:
    assert "{{ subject }}" in mjml_to_jinja(ALLOWED, "demo/layout.mjml")
