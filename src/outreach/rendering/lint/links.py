"""Links that do not lead where a reader may be sent."""

import re
from collections.abc import Iterator

from outreach.rendering.lint.finding import Finding
from outreach.rendering.lint.passage import Passage
from outreach.rendering.templates.template_files import TemplateFiles

_NOT_HTTPS = re.compile(r"\b(?!https:)[a-z][a-z0-9+.-]{1,20}://[^\s\"'<>)]*", re.IGNORECASE)
_HREF = re.compile(r"""\bhref\s*=\s*["']((?!https:|mailto:|#|\{\{)[^"']*)""", re.IGNORECASE)
#: Letters of a link that are told.
_SHOWN = 80


def unsafe_links(passage: Passage) -> Iterator[Finding]:
    """Every link of a text that is not https."""
    for link in _NOT_HTTPS.finditer(passage.source):
        where = passage.at(link.start(), passage.source)
        what = f"{link.group()[:_SHOWN]} is not https: write it with https://"
        yield Finding(where=where, what=what, is_wrong=True)


def unsafe_layout_links(files: TemplateFiles) -> Iterator[Finding]:
    """Every link of the HTML layout that is not https; what would be fetched, compiling refuses."""
    source = files.texts.get("layout.mjml", "")
    for link in _HREF.finditer(source):
        where = f"{files.where('layout.mjml')}:{source.count(chr(10), 0, link.start()) + 1}"
        what = f"the link {link[1][:_SHOWN]!r} is not https: write it with https://"
        yield Finding(where=where, what=what, is_wrong=True)
