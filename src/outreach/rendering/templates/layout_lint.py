"""What a layout must not hold, found before the MJML compiler sees it.

That compiler opens any file that an ``mj-include`` names, fetches nothing but writes down whatever would
be fetched by the reader's mail program, and checks nothing (docs/security-rules.md T1, T2). So we do.
"""

import re
from html.parser import HTMLParser
from typing import NoReturn

from outreach.model.errors import TemplateFault
from outreach.rendering.templates.allowed_css import stylesheet_fault, value_fault
from outreach.rendering.templates.allowed_html import MAY_HOLD_TAGS, element_fault
from outreach.rendering.templates.placeholders import Masked

MAX_NESTING = 64

_REFUSED = {
    "mj-include": "would read another file: copy its text here",
    "mj-font": "would fetch a font: name fonts that readers have",
    "mj-html-attributes": "would write attributes past every check: write the HTML itself",
    "mj-preview": "would hide words from the reader: say them in the letter",
}
#: Attributes of MJML's own elements from which mail programs would fetch.
_FETCHING = frozenset({"src", "srcset", "background", "background-url", "poster", "data", "thumbnails-src"})
#: Elements of which MJML keeps only the elements inside, and drops the text.
_SKELETON = frozenset({"mj-body", "mj-wrapper", "mj-section", "mj-group", "mj-column", "mj-hero"})
_STYLES = frozenset({"mj-style", "style"})
#: MJML writes attributes down as they come; names of fonts have single quotes, and so have words.
_BREAKS_OUT = re.compile(r"[\\\"<>`]")
_MAY_HOLD_QUOTES = frozenset({"font-family", "title", "alt"})
_ACTIVE_URL = re.compile(r"\s*(?:javascript|vbscript|data)\s*:", re.IGNORECASE)
_VOID = frozenset({"br", "hr", "img", "meta", "wbr", "col", "input"})


def lint_layout(masked: Masked, where: str) -> frozenset[int]:
    """The numbers of the block tags that stand between MJML elements and not in text.

    Raises `TemplateFault`, naming ``where`` and the line, for anything that fetches, runs, includes another
    file, is nested more than `MAX_NESTING` deep, or puts Jinja where MJML cannot carry it.
    """
    reader = _Reader(masked, where)
    reader.feed(masked.text)
    reader.close()
    reader.finish()
    return frozenset(reader.between_elements)


class _Reader(HTMLParser):
    """Walks the layout with the parser that the MJML compiler uses itself."""

    def __init__(self, masked: Masked, where: str) -> None:
        super().__init__(convert_charrefs=True)
        self.between_elements: set[int] = set()
        self._masked = masked
        self._where = where
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _REFUSED:
            self._refuse(f"<{tag}> {_REFUSED[tag]}")
        if self._has_tag(tag):
            self._refuse("Jinja cannot make the name of an element")
        for name, value in attrs:
            self._check_attribute(tag, name, value or "")
        if not tag.startswith("mj"):
            self._refuse_if(element_fault(tag, attrs, self._masked))
        if tag not in _VOID:
            self._open.append(tag)
        if len(self._open) > MAX_NESTING:
            self._refuse(f"more than {MAX_NESTING} elements inside one another")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if not self._open or self._open[-1] != tag:
            self._refuse(f"</{tag}> closes nothing" + (f": <{self._open[-1]}> is open" if self._open else ""))
        self._open.pop()

    def handle_data(self, data: str) -> None:
        within = self._open[-1] if self._open else ""
        if within in _STYLES:
            if self._has_tag(data):
                self._refuse("Jinja cannot stand in a style")
            self._refuse_if(stylesheet_fault(data))
        if within not in _SKELETON or not data.strip():
            return
        if not re.fullmatch(self._masked.block_tags, data):
            self._refuse(f"<{within}> cannot hold text: put it in an <mj-text>")
        self.between_elements |= {int(m["number"]) for m in re.finditer(self._masked.any_tag, data)}

    def handle_comment(self, data: str) -> None:
        self._refuse("<!-- … --> would reach the reader: write remarks as {# … #}")

    def handle_decl(self, decl: str) -> None:
        self._refuse(f"<!{decl[:20]}…> has no place in a layout: take it out")

    def unknown_decl(self, data: str) -> None:
        self.handle_decl(data)

    def handle_pi(self, data: str) -> None:
        self._refuse(f"<?{data[:20]}…> has no place in a layout: take it out")

    def finish(self) -> None:
        """Raises `TemplateFault` for an element left open."""
        if self._open:
            self._refuse(f"<{self._open[-1]}> is not closed")

    def _check_attribute(self, tag: str, name: str, value: str) -> None:
        if self._has_tag(name) or (self._has_tag(value) and name not in MAY_HOLD_TAGS):
            self._refuse(f"Jinja cannot stand in the attributes of <{tag}>, except lang, href, title and alt")
        if not tag.startswith("mj"):
            return  # `element_fault` looks at what is HTML already
        if _BREAKS_OUT.search(value) or ("'" in value and name not in _MAY_HOLD_QUOTES):
            self._refuse(f"a backslash, quote or angle bracket in {name}=: leave it out")
        if name in _FETCHING:
            self._refuse(f"{name}= would fetch something: letters carry no remote content")
        if _ACTIVE_URL.match(value):
            self._refuse(f"{name}= would run a program: give it an https: URL")
        if name not in MAY_HOLD_TAGS:
            self._refuse_if(value_fault(name, value))

    def _refuse_if(self, fault: str | None) -> None:
        if fault:
            self._refuse(f"{fault}: take it out")

    def _has_tag(self, text: str) -> bool:
        return self._masked.mark.lower() in text.lower()

    def _refuse(self, what: str) -> NoReturn:
        raise TemplateFault(f"{self._where}:{self.getpos()[0]}: {what}")
