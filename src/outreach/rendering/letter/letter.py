"""One letter: a template and the letter's particulars, made into subject, text and HTML that say the same."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from jinja2 import StrictUndefined
from markupsafe import Markup

from outreach.model.directory import Channel
from outreach.model.errors import BadInput, TemplateFault
from outreach.model.form_of_address import Begins
from outreach.rendering.letter.agreement import require_agreement, require_passages
from outreach.rendering.letter.annex import annex
from outreach.rendering.letter.on_paper import on_paper
from outreach.rendering.letter.particulars import CARRIED, Particulars
from outreach.rendering.letter.plain_text import unfolded
from outreach.rendering.letter.rendered import Rendered
from outreach.rendering.letter.worksheet import Filled, worksheet
from outreach.rendering.templates.names import ALWAYS_SAID, OUR_WORDS
from outreach.rendering.templates.piece import Piece
from outreach.rendering.templates.template import Template
from outreach.rendering.templates.texts import Texts

#: Of a form for which the campaign names no worksheet. Staff read these, and so they are in English.
_SUBJECT, _MESSAGE = "Subject", "Message"

#: A paragraph of which nothing is said in this letter.
_EMPTY = re.compile(r"<p>\s*</p>\n?")

#: A body that begins with what its office brings: names keep their capital.
_BEGINS_WITH_A_NAME = re.compile(rf"(?:\s|\{{%.*?%\}})*\{{\{{-?\s*(?:{'|'.join(CARRIED)})\b")


class _Unsaid(StrictUndefined):
    """What no letter says as it is, though it may be asked whether there is any."""

    __slots__ = ()

    def __bool__(self) -> bool:  # type: ignore[override]  # which never answers there
        return False


#: "Co-signed by the 0 organisations listed in the annex" is what nobody means to say.
_NOBODY = _Unsaid(hint="nobody co-signs the appeal, so there is nobody to count")


def render_letter(template: Template, letter: Particulars) -> Rendered:
    """The letter that ``template`` and its particulars make, its paragraphs not folded; always the same.

    Raises `TemplateFault` if the template lacks the language, the step or the request, asks for nothing,
    or makes two parts that differ; and `BadInput` for what this letter alone lacks.

    Staff wrote what runs here, so whoever takes the letter proofreads it: `workshop` does.
    """
    texts = template.in_language(letter.language, letter.step)
    known = _known(letter, texts)
    words = {name: _word(name, word, known) for name, word in texts.words.items()}
    known["words"] = words
    known["subject"] = subject = texts.subjects[letter.step].render(known).strip()
    in_html, in_text = _bodies(template, letter)
    with _own_fault(letter):
        body, body_html = in_text.render(known), _EMPTY.sub("", in_html.render(known))
        require_passages(in_text.where, body, [("the body", body)])
    if letter.own_body is None:
        said = template.passages(letter.language, letter.step, letter.request)
        require_passages(in_text.where, body, [(piece.where, piece.render(known)) for piece in said])
        if known["body_starts"] == Begins.LOWER and not _BEGINS_WITH_A_NAME.match(in_text.source):
            body, body_html = _lowered(body), _lowered(body_html)
    whole = template.text_layout.render({**known, "body": body})
    if known["channel"] == Channel.WEB_FORM:
        fields = _fields(template, letter, {**known, "body": unfolded(whole).strip()})
        text, html = worksheet(fields, language=letter.language, title=subject)
    else:
        text = unfolded(whole)
        html = template.html_layout.render({**known, "body": Markup(body_html)}) + "\n"  # noqa: S704
    require_agreement(template.html_layout.where, text=text, html=html)
    passages = [
        ("the salutation", str(known["salutation"])),
        ("the body", body),
        ("the closing", str(known["closing"])),
        *((f"words.{name}", str(words[name])) for name in ALWAYS_SAID),
    ]
    require_passages(template.text_layout.where, whole, passages)
    page = on_paper(known, body_html).as_json() if letter.on_paper else ""
    return Rendered(subject=subject, text=text, html=html, page=page)


def _known(letter: Particulars, texts: Texts) -> dict[str, object]:
    """The values under their names, frozen."""
    known: dict[str, object] = {}
    for name, value in letter.values.items():
        if isinstance(value, Mapping):
            known[name] = MappingProxyType(value)
        else:
            known[name] = value if isinstance(value, str) else tuple(value)
    known["annex"] = annex(letter.annex)
    count = letter.co_signers
    known["annex_count"] = count or _NOBODY
    # The association that writes is one of them.
    known["annex_counted"] = count - len(letter.annex) or _NOBODY
    known["annex_others"] = count - 1 if count > 1 else _NOBODY
    known["case"] = MappingProxyType({fact: _sentence(fact, letter, texts) for fact in texts.case})
    return known


def _sentence(fact: str, letter: Particulars, texts: Texts) -> object:
    """What is printed where a text asks for that fact; missed where it is asked for and must not be said."""
    if not texts.case[fact]:
        return ""
    if fact not in letter.said:
        return StrictUndefined(hint=letter.refused.get(fact, f"'{fact}' is no fact of the case"))
    instead = letter.said[fact]
    if instead and instead not in texts.case:
        return StrictUndefined(hint=f"'{instead}', which is said for '{fact}', is not in case.toml")
    return texts.case[instead] if instead else ""


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


def _fields(template: Template, letter: Particulars, known: dict[str, object]) -> list[Filled]:
    """What goes into each field of the form, in its order; ``body`` is the whole letter."""
    name = letter.request.worksheet
    whole = Filled(label=_MESSAGE, text=str(known["body"]))
    if name is None or letter.own_body is not None:
        return [Filled(label=_SUBJECT, text=str(known["subject"])), whole]
    texts = template.in_language(letter.language, letter.step)
    if name not in texts.worksheets:
        raise BadInput(
            f"{letter.where}: {template.name} has no worksheet '{name}' in {letter.language}: "
            "write it, or another language for this office"
        )
    parts = template.request_parts(letter.language, letter.step, letter.request)
    known |= {part: piece.render(known).strip() for part, piece in parts.items()}
    fields = [
        Filled(label=label, text=piece.render(known).strip()) for label, piece in texts.worksheets[name]
    ]
    if not any(str(known["asks"]) in field.text for field in fields):
        raise TemplateFault(
            f"{template.name}/{letter.language}: the worksheet '{name}' asks for nothing: "
            "put {{ body }} or {{ asks }} into one of its fields"
        )
    return fields


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
