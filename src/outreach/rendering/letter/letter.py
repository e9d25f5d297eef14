"""One letter: a template and the letter's particulars, made into subject, text and HTML that say the same."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from jinja2 import StrictUndefined
from markupsafe import Markup

from outreach.model.errors import BadInput, TemplateFault
from outreach.model.form_of_address import Begins
from outreach.rendering.letter.agreement import require_agreement, require_passages
from outreach.rendering.letter.annex import annex
from outreach.rendering.letter.particulars import Particulars
from outreach.rendering.letter.plain_text import wrapped
from outreach.rendering.letter.rendered import Rendered
from outreach.rendering.templates.names import ALWAYS_SAID, OUR_WORDS
from outreach.rendering.templates.piece import Piece
from outreach.rendering.templates.template import Template


def render_letter(template: Template, letter: Particulars) -> Rendered:
    """The letter that ``template`` and its particulars make; the same from the same, always.

    Raises `TemplateFault` if the template lacks the language, the step or the request, asks for nothing,
    or makes two parts that differ; and `BadInput` for what this letter alone lacks.

    Staff wrote what runs here, so whoever takes the letter proofreads it: `workshop` does.
    """
    texts = template.in_language(letter.language, letter.step)
    known = _known(letter)
    words = {name: _word(name, word, known) for name, word in texts.words.items()}
    known |= {
        "words": words,
        "annex": annex(letter.signatories, letter.language, str(words["international"])),
    }
    known["subject"] = subject = texts.subjects[letter.step].render(known).strip()
    in_html, in_text = _bodies(template, letter)
    with _own_fault(letter):
        body, body_html = in_text.render(known), in_html.render(known)
        if letter.own_body is None and known["body_starts"] == Begins.LOWER:
            body, body_html = _lowered(body), _lowered(body_html)
        require_passages(in_text.where, body, [("the body", body)])
    html = template.html_layout.render({**known, "body": Markup(body_html)}) + "\n"  # noqa: S704
    text = wrapped(template.text_layout.render({**known, "body": body}))
    require_agreement(template.html_layout.where, text=text, html=html)
    if letter.own_body is None:
        request = template.request(letter.language, letter.step, letter.request)
        require_passages(in_text.where, body, [("the request", request.render(known))])
    passages = [
        ("the salutation", str(known["salutation"])),
        ("the body", body),
        ("the closing", str(known["closing"])),
        *((f"words.{name}", str(words[name])) for name in ALWAYS_SAID),
    ]
    require_passages(template.text_layout.where, text, passages)
    return Rendered(subject=subject, text=text, html=html)


def _known(letter: Particulars) -> dict[str, object]:
    """The values under their names, frozen. The annex comes later, for its headings are words."""
    known: dict[str, object] = {}
    for name, value in letter.values.items():
        if isinstance(value, Mapping):
            known[name] = MappingProxyType(value)
        else:
            known[name] = value if isinstance(value, str) else tuple(value)
    # "Co-signed by the 0 organisations listed in the annex" is what nobody means to say.
    known["annex_count"] = len(letter.signatories) or StrictUndefined(
        hint="nobody co-signs the appeal, so there is nobody to count"
    )
    return known


def _word(name: str, word: Piece, known: Mapping[str, object]) -> object:
    """A word that this letter cannot say is missed where it is printed: the annex has words of its own."""
    try:
        return word.render(known)
    except TemplateFault:
        raise
    except BadInput as lack:
        if name in {*ALWAYS_SAID, *OUR_WORDS}:
            raise
        return StrictUndefined(hint=str(lack))


def _bodies(template: Template, letter: Particulars) -> tuple[Piece, Piece]:
    if letter.own_body is None:
        return template.bodies(letter.language, letter.step, letter.request)
    with _own_fault(letter):
        return template.own_bodies(letter.language, letter.step, letter.own_body)


def _lowered(body: str) -> str:
    """After a comma German goes on in lower case; our texts begin with a word that is no noun."""
    return re.sub(r"^((?:\s|<[^>]*>)*)(\w)", lambda start: start[1] + start[2].lower(), body, count=1)


@contextmanager
def _own_fault(letter: Particulars) -> Iterator[None]:
    """A fault in what a person wrote for one letter is that letter's, not the template's."""
    try:
        yield
    except TemplateFault as fault:
        if letter.own_body is None:
            raise
        raise BadInput(str(fault)) from None
