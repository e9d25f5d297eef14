"""The HTML that a letter may carry: an allow-list of elements and attributes, for the finished page too.

Read as strictly as it is written by the compiler: what mail programs and browsers take apart differently
(an attribute without quotes, a stray ``<``, ``<!-->``) is refused before anybody can disagree about it.
"""

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import NoReturn

from outreach.model.errors import TemplateFault
from outreach.rendering.templates.allowed_css import style_fault, stylesheet_fault
from outreach.rendering.templates.placeholders import Masked

Attributes = Iterable[tuple[str, str | None]]

_EVERYWHERE = frozenset(
    {"align", "class", "dir", "lang", "role", "style", "title", "valign", "width", "height"}
)
_ELEMENTS: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        (
            *("html", "head", "title", "body", "div", "p", "pre", "blockquote", "hr", "br", "wbr", "center"),
            *("h1", "h2", "h3", "h4", "h5", "h6", "ul", "li", "dl", "dt", "dd"),
            *("tr", "tbody", "thead", "tfoot", "caption"),
            *("abbr", "b", "cite", "code", "em", "i", "small", "span", "strong", "sub", "sup", "u"),
        ),
        frozenset(),
    ),
    "a": frozenset({"href", "target", "rel"}),
    "html": frozenset({"xmlns", "xmlns:v", "xmlns:o"}),
    "meta": frozenset({"name", "content", "http-equiv"}),
    "ol": frozenset({"start", "type"}),
    "style": frozenset({"type", "media"}),
    "table": frozenset({"border", "cellpadding", "cellspacing", "bgcolor"}),
    **dict.fromkeys(("td", "th"), frozenset({"bgcolor", "colspan", "rowspan", "scope"})),
    # What the compiler tells Outlook about pixels.
    **dict.fromkeys(
        ("noscript", "xml", "o:officedocumentsettings", "o:allowpng", "o:pixelsperinch"), frozenset()
    ),
}
_META = frozenset({"viewport", "color-scheme", "supported-color-schemes", "format-detection", "description"})
_HTTP_EQUIV = frozenset({"x-ua-compatible", "content-type"})
_LINK = re.compile(r"https?://|mailto:|#", re.IGNORECASE)
#: The attributes in which Jinja may stand: their values are text or, in ``href``, looked at in every letter.
MAY_HOLD_TAGS = frozenset({"lang", "href", "title", "alt", "aria-label"})
_TAG = re.compile(r"""<[a-z][\w:-]*(?:\s+[\w:-]+(?:\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))?)*\s*/?>""", re.IGNORECASE)
#: What one kind of reader sees and another does not: Outlook's own tables.
_CONDITIONAL = re.compile(r"\[if [\w !|()&]+\]>(?P<html>.*)<!\[endif\]", re.DOTALL)
#: With these the compiler closes the gaps between its own boxes, and sets a size anew within; whoever writes
#: a layout cannot: `layout_lint` has read it before.
_OF_THE_COMPILER = re.compile(r"(?<![\w-])(?:font-size|line-height):[01](?:px)?(?:;|$)")
_CONDITION_ENDS = "<![endif]"
_CONDITION_BEGINS = re.compile(r"\[if [\w !|()&]+\]><!")


def element_fault(tag: str, attributes: Attributes, masked: Masked) -> str | None:
    """What a letter may not carry of this element, in words; None if it may carry it."""
    allowed = _ELEMENTS.get(tag)
    if allowed is None:
        return f"<{tag}> has no place in a letter"
    for name, value in attributes:
        if name not in allowed | _EVERYWHERE and not re.fullmatch(r"aria-[a-z]+", name):
            return f"{name}= has no place in the <{tag}> of a letter"
        fault = _value_fault(name, (value or "").strip(), masked)
        if fault:
            return fault
    return None


def _value_fault(name: str, value: str, masked: Masked) -> str | None:
    if masked.mark.lower() in value.lower() and name not in MAY_HOLD_TAGS:
        return f"Jinja cannot stand in {name}="
    match name:
        case "style":
            return style_fault(value)
        case "href" if not _LINK.match(value) and not re.match(masked.any_tag, value):
            return f"{value!r} is not a link to the web or to a mailbox"
        case "http-equiv" if value.lower() not in _HTTP_EQUIV:
            return f"<meta http-equiv={value}> has no place in a letter"
        case "name" if value.lower() not in _META:
            return f"<meta name={value}> has no place in a letter"
    return None


def check_compiled(html: str, masked: Masked, where: str, *, wordless: bool = False) -> None:
    """Raises `TemplateFault`, naming ``where``, for anything in the compiler's result that is not allowed.

    ``html`` still has the placeholders of ``masked`` in the places of its tags. With ``wordless`` it may
    hold no words either: what only some readers see says nothing.
    """
    reader = _Compiled(masked, where, wordless=wordless)
    reader.feed(html)
    reader.close()


class _Compiled(HTMLParser):
    def __init__(self, masked: Masked, where: str, *, wordless: bool) -> None:
        # The standard library's parser, for the MJML compiler uses the same; where browsers read otherwise
        # the tag is not written as `_TAG` asks, and is refused.
        super().__init__(convert_charrefs=False)
        self._masked = masked
        self._where = where
        self._wordless = wordless
        self._within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not _TAG.fullmatch(self.get_starttag_text() or ""):
            self._refuse(f"a <{tag}> that is not written as HTML asks: quote its attributes")
        own = [(name, value and _OF_THE_COMPILER.sub("", value)) for name, value in attrs]
        fault = element_fault(tag, own, self._masked)
        if fault:
            self._refuse(fault)
        self._within = tag

    def handle_endtag(self, tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within == "style":
            if fault := stylesheet_fault(data):
                self._refuse(fault)
        elif self._wordless and re.search(r"\w", data) and self._within != "o:pixelsperinch":
            self._refuse("words that only some readers see")
        if "<" in data:
            self._refuse("a '<' that begins nothing: write &lt;")

    def handle_comment(self, data: str) -> None:
        if data == _CONDITION_ENDS or _CONDITION_BEGINS.fullmatch(data):
            self._wordless = data != _CONDITION_ENDS
            return
        if re.fullmatch(self._masked.block_tags, data):
            return
        conditional = _CONDITIONAL.fullmatch(data)
        if not conditional or "--" in data:
            self._refuse("a comment that readers could see: use {# … #}")
        check_compiled(conditional["html"], self._masked, self._where, wordless=True)

    def handle_decl(self, decl: str) -> None:
        if decl.lower() != "doctype html":
            self._refuse("a declaration")

    def handle_pi(self, data: str) -> None:
        self._refuse("a processing instruction")

    def unknown_decl(self, data: str) -> None:
        self._refuse("a declaration")

    def _refuse(self, what: str) -> NoReturn:
        raise TemplateFault(f"{self._where}: compiled, it holds what a letter may not: {what}")
