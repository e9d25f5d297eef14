"""One letter: a template and the facts, made into subject, text and HTML that say the same."""

import re
from dataclasses import dataclass

from markupsafe import Markup

from outreach.model.errors import BadInput
from outreach.model.mailbox import has_control
from outreach.rendering.annex import annex
from outreach.rendering.plain_text import wrapped
from outreach.rendering.templates import Template
from outreach.rendering.variables import Facts, address_lines, variables

#: A tag that came through, or that a contact brought along.
_TAG = re.compile(r"\{\{|\}\}|\{%|%\}")
#: What spreadsheets and programs write where they have nothing.
_NOTHING = re.compile(r"\b(?:None|null|nan|NaN|undefined)\b")
_ACTIVE_LINK = re.compile(r"""href\s*=\s*["'](?!https?:|mailto:|#)""", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A letter's content, before it becomes a message."""

    #: One line, without control characters.
    subject: str
    #: Plain text, lines ended by LF and folded at 76 columns.
    text: str
    #: A whole HTML page that fetches nothing.
    html: str


def render_letter(template: Template, facts: Facts) -> Rendered:
    """The letter that ``template`` and ``facts`` make; the same from the same, always.

    Raises `BadInput` if the template lacks the language, the step or the request, if a text asks for
    something this letter does not have, or if the result is not fit to be read by a minister: a tag
    left in it, no salutation, a line break in the subject.
    """
    _check_facts(facts)
    texts = template.in_language(facts.language, facts.step)
    known = variables(facts)
    words = {name: word.render(known) for name, word in texts.words.items()}
    known |= {"words": words, "annex": annex(facts.signatories, facts.language, words["international"])}
    known["subject"] = subject = texts.subjects[facts.step].render(known).strip()
    html_body, text_body = template.bodies(facts.language, facts.step, facts.request)
    html = template.html_layout.render({**known, "body": Markup(html_body.render(known))})  # noqa: S704
    text = template.text_layout.render({**known, "body": text_body.render(known)})
    rendered = Rendered(subject=subject, text=wrapped(text), html=html)
    _check_result(rendered, facts)
    return rendered


def _check_facts(facts: Facts) -> None:
    form = facts.form
    if not form.salutation.strip(" ,:;!") or not form.closing.strip(" ,:;!"):
        raise BadInput(f"{_said(facts)}: has no salutation or no closing: add its form of address")
    for line in (*address_lines(facts.office, facts.channel), form.salutation, form.closing, facts.reference):
        if _NOTHING.search(line):
            raise BadInput(f"{_said(facts)}: {line!r} says that something is missing: correct it")


def _check_result(rendered: Rendered, facts: Facts) -> None:
    """The last look before a person's."""
    if not rendered.subject or has_control(rendered.subject):
        raise BadInput(f"{_said(facts)}: the subject must be one line of text")
    for part, content in (("subject", rendered.subject), ("text", rendered.text), ("HTML", rendered.html)):
        tag = _TAG.search(content)
        if tag:
            raise BadInput(
                f"{_said(facts)}: '{tag.group()}' is left in the {part}: look at texts and contact"
            )
        if has_control(content.replace("\n", "").replace("\t", "")):
            raise BadInput(f"{_said(facts)}: a control character is in the {part}: look at the contact")
    if _ACTIVE_LINK.search(rendered.html):
        raise BadInput(f"{_said(facts)}: a link in it is neither https: nor mailto:")


def _said(facts: Facts) -> str:
    return f"letter to {facts.office.id} ({facts.language}, {facts.step})"
