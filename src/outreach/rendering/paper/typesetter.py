"""The PDF of a letter, set by typst from the page that `page` describes.

The same page makes the same bytes on every machine: nothing but our template and the fonts that come with
typst enters it, and no date but the one that is printed. It is tagged and keeps to PDF/UA-1 (ISO 14289-1),
for which a character that the font does not have is a fault.
"""

import json
import re
from pathlib import Path
from typing import Any

import typst

from outreach.model.errors import BadInput
from outreach.model.paper import Form
from outreach.rendering.paper.picture import Picture

_HERE = Path(__file__).parent
_STANDARD: Any = ["ua-1"]

_NO_GLYPH = re.compile(r'the text [`"]*(.+?)["`]* could not be displayed')
_OURS = re.compile(r'(?:panicked with|assertion failed): "?(.+?)"?$')
_PAGES = re.compile(rb"/Type\s*/Pages\s*/Count (\d{1,6})\b")
_FORM = re.compile(rb"/Keywords\s*\(([a-z0-9-]+)\)")


class Typesetter:
    """One compiler with one set of fonts, for as many letters as wanted, one after the other."""

    def __init__(self, signature: Picture | None = None) -> None:
        """``signature`` stands above the name of whoever signs."""
        # As numbers, for a text cannot hold every octet; typst reads them once.
        self._signature = json.dumps(list(signature.content)) if signature else ""
        self._compiler = typst.Compiler(str(_HERE / "letter.typ"), root=str(_HERE), ignore_system_fonts=True)

    def pdf(self, page: str, form: Form, *, undated: str = "") -> bytes:
        """The letter on that ``page`` (JSON, as `Page.as_json` writes it).

        Where the line of place and date holds ``undated``, it is left out, to be printed later. Raises
        `BadInput` for what cannot be printed, and for a date to come anywhere else.
        """
        if undated and page.count(undated) > json.loads(page)["place_and_date"].count(undated):
            raise BadInput(
                "a letter by post is dated in its date line alone: take {{ date }} out of its text"
            )
        inputs = {"page": page, "form": form.value, "undated": undated, "signature": self._signature}
        try:
            made = self._compiler.compile(sys_inputs=inputs, pdf_standards=_STANDARD)
        except typst.TypstError as error:
            raise BadInput(f"the letter cannot be printed: {_in_words(error.message)}") from None
        if not isinstance(made, bytes):
            raise BadInput("the letter cannot be printed: typst has made no PDF of it")
        return made


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF of ours has. Raises `BadInput` for another's."""
    if found := _PAGES.search(pdf):
        return int(found[1])
    raise BadInput("this is no letter on paper that outreach has made")


def form_in(pdf: bytes) -> Form:
    """The form that a PDF of ours keeps to. Raises `BadInput` for another's."""
    try:
        return Form(found[1].decode() if (found := _FORM.search(pdf)) else "")
    except ValueError:
        raise BadInput("this is no letter on paper that outreach has made") from None


def _in_words(message: str) -> str:
    if found := _NO_GLYPH.search(message):
        return f"its font has no {found[1]}: write it in Latin, Greek or Cyrillic letters"
    if found := _OURS.search(message):
        return found[1]
    return message.split("\n")[0]
