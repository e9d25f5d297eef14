"""`docs/paper.md`: its forms, its measures and its parts are those of the program."""

import re
from dataclasses import fields

from outreach.model.paper import Form, Paper
from outreach.rendering.paper.page import Page
from tests.builders import REPOSITORY
from tests.docs.pages import quoted, rows

FORMS = (REPOSITORY / "src" / "outreach" / "rendering" / "paper" / "form.typ").read_text("utf-8")


def test_every_form_is_told_with_the_countries_that_have_it() -> None:
    told = {quoted(row[0])[0]: re.findall(r"\b[A-Z]{2}\b", row[1]) for row in rows("paper.md", "Forms")}

    assert set(told) == set(Form)
    for form, countries in told.items():
        assert all(Paper().form_in(country) is Form(form) for country in countries)


def test_the_forms_that_are_measured_are_those_that_a_campaign_can_name() -> None:
    assert re.findall(r'^  "([a-z0-9-]+)": \(', FORMS, re.MULTILINE) == list(Form)


def test_the_parts_are_told_in_the_order_in_which_a_page_says_them() -> None:
    parts = [one.name for one in fields(Page) if one.name not in {"language", "title"}]

    assert [row[0] for row in rows("paper.md", "What stands on it")] == parts
