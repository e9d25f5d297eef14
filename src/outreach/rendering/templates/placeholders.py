"""Jinja tags hidden from a compiler that does not know them, and put back afterwards.

Markdown and MJML are compiled with a harmless word in the place of each tag, once; Jinja renders the
result for each letter. So what contacts bring with them never meets the Markdown or the MJML parser, and a
ministry called ``<mj-raw><script>`` stays a ministry with a strange name.
"""

import hashlib
import re
from dataclasses import dataclass

from outreach.rendering.templates.environment import environment

_OPENS = frozenset({"block_begin", "variable_begin", "comment_begin"})
_CLOSES = frozenset({"block_end", "variable_end", "comment_end"})


@dataclass(frozen=True, kw_only=True)
class Masked:
    """A source without Jinja, in which one word stands for each tag."""

    text: str
    #: Letters and digits that occur nowhere in the source; every placeholder begins with them.
    mark: str
    tags: tuple[str, ...]

    @property
    def any_tag(self) -> str:
        """A pattern for one placeholder; its group ``kind`` is ``b`` for a block tag, ``v`` for a value."""
        return rf"{self.mark}(?P<kind>[bv])(?P<number>\d+)Z"

    @property
    def block_tags(self) -> str:
        """A pattern, without groups, for a run of block tags (``{% … %}``) and nothing else."""
        return rf"(?:\s*{self.mark}b\d+Z)+\s*"

    def unmask(self, compiled: str) -> str:
        """``compiled`` with the tags back in the places of their words."""
        return re.sub(self.any_tag, lambda found: self.tags[int(found["number"])], compiled)


def mask(source: str) -> Masked:
    """Hides the tags of a ``source`` that `grammar.check` accepted; comments are dropped."""
    # A source that held its own hash would be a wonder; nothing else can hold the mark.
    mark = "Q" + hashlib.sha256(source.encode()).hexdigest()[:16]
    text: list[str] = []
    tags: list[str] = []
    tag = ""
    for _, kind, value in environment(html=False).lex(source):
        if kind in _OPENS or tag:
            tag += value
            if kind in _CLOSES:
                text.append(_word(mark, tag, len(tags)))
                tags.append("" if tag.startswith("{#") else tag)
                tag = ""
        else:
            text.append(value)
    return Masked(text="".join(text), mark=mark, tags=tuple(tags))


def _word(mark: str, tag: str, number: int) -> str:
    kind = "v" if tag.startswith("{{") else "b"
    return f"{mark}{kind}{number}Z" + "\n" * tag.count("\n")  # line numbers stay true
