"""The HTML layout: MJML with Jinja in it, made into Jinja with HTML around the tags.

Compiled once; MJML never sees what contacts bring with them.
"""

import re
from functools import lru_cache

from mjml import mjml_to_html

from outreach.model.errors import TemplateFault
from outreach.rendering.templates.allowed_html import check_compiled
from outreach.rendering.templates.layout_lint import lint_layout
from outreach.rendering.templates.placeholders import Masked, mask

#: What the compiler adds for the fonts it knows: a link to Google, which would tell on the reader.
_FONT_LINKS = re.compile(r"<!--\[if !mso\]><!-->\s*<link [^>]*>.*?<!--<!\[endif\]-->", re.DOTALL)


@lru_cache(maxsize=64)
def mjml_to_jinja(source: str, where: str) -> str:
    """A Jinja source (to be rendered with autoescape) with the HTML of the MJML in ``source``.

    Raises `TemplateFault`, naming ``where``, for what `lint_layout` or `check_compiled` refuses, and for
    what MJML does not understand.
    """
    masked = mask(source)
    between = lint_layout(masked, where)
    html = _compiled(_as_elements(masked, between), where)
    check_compiled(html, masked, where)
    bare = re.sub(rf"<!--({masked.block_tags})-->", r"\1", html)
    return masked.unmask(bare)


def _as_elements(masked: Masked, between: frozenset[int]) -> str:
    """MJML drops text between elements, but carries comments through: in these such a tag survives."""

    def wrap(tag: re.Match[str]) -> str:
        inside = int(tag["number"]) not in between
        return tag.group() if inside else f"<mj-raw><!--{tag.group()}--></mj-raw>"

    return re.sub(masked.any_tag, wrap, masked.text)


def _compiled(mjml: str, where: str) -> str:
    try:
        html = mjml_to_html(mjml).html
    except Exception as error:  # the compiler has no error of its own: KeyError, AssertionError, …
        raise TemplateFault(f"{where}: MJML does not understand this layout ({error})") from None
    # The indentation would be a third of every letter's bytes.
    return re.sub(r"\n\s+", "\n", _FONT_LINKS.sub("", html)).strip() + "\n"
