"""One letter: a template and the facts, made into subject, text and HTML that say the same."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from babel import UnknownLocaleError
from babel.dates import format_date
from jinja2 import StrictUndefined
from markupsafe import Markup

from outreach.model.campaign import Sender
from outreach.model.directory import Channel, Office
from outreach.model.errors import BadInput, TemplateFault
from outreach.model.form_of_address import FormOfAddress
from outreach.model.signatory import Signatory
from outreach.model.text import has_control
from outreach.rendering.letter.addressee import address_lines
from outreach.rendering.letter.agreement import require_agreement, require_passages
from outreach.rendering.letter.annex import annex
from outreach.rendering.letter.plain_text import wrapped
from outreach.rendering.letter.proof import proofread
from outreach.rendering.letter.rendered import Rendered
from outreach.rendering.templates.names import ALWAYS_SAID, OUR_WORDS
from outreach.rendering.templates.piece import Piece
from outreach.rendering.templates.template import Template

#: What spreadsheets and programs write where they have nothing.
_NOTHING = re.compile(r"\b(?:None|null|nan|NaN|undefined)\b")

#: Stands for the date of a letter by hand, which is dated when it is printed or pasted.
DATE_TO_COME = "‹date›"

#: Where the first day of a month is an ordinal and CLDR does not say so.
_FIRST_OF_THE_MONTH = {"fr": "1er", "it": "1º", "pt": "1º"}


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """The first letter, of which a reminder reminds."""

    reference: str
    planned_on: date


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What one letter is made from."""

    #: ISO 639-1 code.
    language: str
    step: str
    #: The name of the request that fits what the body can do.
    request: str
    channel: Channel
    office: Office
    form: FormOfAddress
    sender: Sender
    #: Our reference, as it is printed.
    reference: str
    #: The day printed under the letterhead.
    planned_on: date
    signatories: tuple[Signatory, ...]
    #: None in a first letter.
    first: Earlier | None
    #: Markdown that a person wrote for this letter, in the place of the template's body and request.
    own_body: str | None = None


def render_letter(template: Template, facts: Facts) -> Rendered:
    """The letter that ``template`` and ``facts`` make; the same from the same, always.

    Raises `TemplateFault` if the template lacks the language, the step or the request, asks for nothing,
    or makes two parts that differ; and `BadInput` for what this letter alone lacks, or if it is not fit to
    be read by a minister: a tag left in it, no salutation, a line break in the subject.
    """
    where = f"letter to {facts.office.id} ({facts.language}, {facts.step})"
    _check_facts(facts, where)
    texts = template.in_language(facts.language, facts.step)
    known = _variables(facts)
    words = {name: _word(name, word, known) for name, word in texts.words.items()}
    known |= {"words": words, "annex": annex(facts.signatories, facts.language, str(words["international"]))}
    known["subject"] = subject = texts.subjects[facts.step].render(known).strip()
    in_html, in_text = _bodies(template, facts)
    with _own_fault(facts):
        body, body_html = in_text.render(known), in_html.render(known)
        require_passages(in_text.where, body, [("the body", body)])
    html = template.html_layout.render({**known, "body": Markup(body_html)}) + "\n"  # noqa: S704
    text = wrapped(template.text_layout.render({**known, "body": body}))
    rendered = Rendered(subject=subject, text=text, html=html)
    proofread(where, rendered)
    require_agreement(template.html_layout.where, text=text, html=html)
    if facts.own_body is None:
        request = template.request(facts.language, facts.step, facts.request)
        require_passages(in_text.where, body, [("the request", request.render(known))])
    passages = [
        ("the salutation", facts.form.salutation),
        ("the body", body),
        ("the closing", facts.form.closing),
        *((f"words.{name}", str(words[name])) for name in ALWAYS_SAID),
    ]
    require_passages(template.text_layout.where, text, passages)
    return rendered


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


def _bodies(template: Template, facts: Facts) -> tuple[Piece, Piece]:
    if facts.own_body is None:
        return template.bodies(facts.language, facts.step, facts.request)
    with _own_fault(facts):
        return template.own_bodies(facts.language, facts.step, facts.own_body)


@contextmanager
def _own_fault(facts: Facts) -> Iterator[None]:
    """A fault in what a person wrote for one letter is that letter's, not the template's."""
    try:
        yield
    except TemplateFault as fault:
        if facts.own_body is None:
            raise
        raise BadInput(str(fault)) from None


def _check_facts(facts: Facts, where: str) -> None:
    form = facts.form
    if not form.salutation.strip(" ,:;!") or not form.closing.strip(" ,:;!"):
        raise BadInput(f"{where}: has no salutation or no closing: add its form of address")
    for line in (*address_lines(facts.office, facts.channel), form.salutation, form.closing, facts.reference):
        if has_control(line):
            raise BadInput(f"{where}: {line!r} has a line break or another control or hidden character in it")
        if _NOTHING.search(line):
            raise BadInput(f"{where}: {line!r} says that something is missing: correct it")


def _variables(facts: Facts) -> dict[str, object]:
    """The values of `names.NAMES`, and of `EARLIER` in a reminder: plain and frozen.

    An object with methods, or one that knows the database, would hand both to whoever writes a template
    (docs/security-rules.md T4). The annex comes later, for its headings are words.
    """
    office, sender, language = facts.office, facts.sender, facts.language
    filled: dict[str, object] = {
        "office": MappingProxyType({"name": office.name, "unit": office.unit, "title": office.title}),
        "address_lines": address_lines(office, facts.channel),
        "salutation": facts.form.salutation,
        "closing": facts.form.closing,
        "reference": facts.reference,
        "place": _in_language(sender.place, language, "place"),
        "date": long_date(facts.planned_on, language) if facts.channel is Channel.EMAIL else DATE_TO_COME,
        "sender": MappingProxyType(
            {
                "name": sender.name,
                "description": _in_language(sender.description, language, "description"),
                "email": sender.email,
                "postal_address": sender.postal_address,
                "website": sender.website,
            }
        ),
        # "Co-signed by the 0 organisations listed in the annex" is what nobody means to say.
        "annex_count": len(facts.signatories)
        or StrictUndefined(hint="nobody co-signs the appeal, so there is nobody to count"),
        "channel": facts.channel.value,
        "language": language,
    }
    if facts.first:
        first_date = long_date(facts.first.planned_on, language)
        filled["first"] = MappingProxyType({"date": first_date, "reference": facts.first.reference})
    return filled


def _in_language(texts: Mapping[str, str], language: str, what: str) -> str:
    text = texts.get(language) or texts.get("default")
    if not text:
        raise BadInput(f"the campaign's sender has no {what} in '{language}', and no default: add it")
    return text


def long_date(day: date, language: str) -> str:
    """The day as the language writes it in a letter. Raises `BadInput` for one that has no dates."""
    # Plain "en" is American to CLDR (June 1, 2026); en-150 is the English that Europe writes.
    try:
        written = format_date(day, format="long", locale="en_150" if language == "en" else language)
    except (UnknownLocaleError, ValueError):
        raise BadInput(
            f"'{language}' is not a language whose dates are known: use an ISO 639-1 code"
        ) from None
    return re.sub(r"^1\b", _FIRST_OF_THE_MONTH.get(language, "1"), written)
