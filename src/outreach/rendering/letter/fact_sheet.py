"""The fact sheet that a letter encloses: what the case lets be said to its office, in its language."""

from collections.abc import Mapping
from typing import Any

from jinja2 import Undefined

from outreach.model.errors import BadInput, TemplateFault
from outreach.rendering.letter.particulars import Particulars
from outreach.rendering.paper.page import tongue
from outreach.rendering.paper.sheet import Sheet


def fact_sheet(template: str, letter: Particulars, known: Mapping[str, Any]) -> Sheet:
    """The page that states the letter's facts; a fact that is kept from the office is milder, or not there.

    Raises `BadInput` for a fact that must not be said and has nothing in its place, and for one that has no
    sentence; `TemplateFault` for one without a word before it.
    """
    sender = known["sender"]
    rows = [
        [_label(template, letter, fact, known["words"]), sentence]
        for fact in letter.sheet
        if (sentence := _sentence(letter, fact, known["case"]))
    ]
    if not rows:
        raise BadInput(f"{letter.where}: the fact sheet says nothing to this office: do not enclose it there")
    return Sheet(
        language=tongue(letter.language),
        title=letter.sheet_title,
        letterhead=[part for part in (sender["name"], sender["description"]) if part],
        rows=rows,
        contact=[sender[part] for part in ("name", "postal_address", "email", "website") if sender[part]],
    )


def _sentence(letter: Particulars, fact: str, case: Mapping[str, Any]) -> str:
    if letter.said.get(fact) == "":  # kept from this office, in silence
        return ""
    found = case.get(fact, "")
    if isinstance(found, Undefined):
        why = letter.refused.get(fact, f"'{fact}' has nothing to be said in its place")
        raise BadInput(f"{letter.where}: the fact sheet cannot be made: {why}")
    if not found:
        raise BadInput(
            f"{letter.where}: the fact sheet is not complete: '{fact}' has no sentence in case.toml: "
            "write it, or take it out of [fact_sheet] of the case"
        )
    return str(found)


def _label(template: str, letter: Particulars, fact: str, words: Mapping[str, Any]) -> str:
    name = f"label_{fact.replace('-', '_')}"
    label = words.get(name)
    if not label or isinstance(label, Undefined):
        raise TemplateFault(
            f"{template}/{letter.language}/words.toml lacks {name}, "
            f"the word before '{fact}' on the fact sheet"
        )
    return str(label)
