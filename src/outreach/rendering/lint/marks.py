"""Quotation marks and spaces that are not the language's own."""

import re
from collections.abc import Iterator

from outreach.model.locale import language_of
from outreach.rendering.lint.finding import Finding
from outreach.rendering.lint.passage import Passage
from outreach.rendering.templates.typography import ALL_MARKS, TAG, style

#: A straight apostrophe, and a straight quotation mark, both of which keyboards have for want of better.
_STRAIGHT = re.compile(r"(?<=\w)'(?=\w)")
_SPACE = "[ \u00a0\u202f]"
_WORD = rf"[\w{TAG}\)’”»]"
#: French stands before these; whoever ends a sentence otherwise has forgotten it, or writes another language.
_CLOSE = re.compile(rf"{_WORD}[;!?](?=\s|$)|{_WORD}:(?=\s|$)|«(?=[\w{TAG}])|(?<=[\w{TAG}.])»")
_APART = re.compile(rf"(?<=\w){_SPACE}[;:!?](?=\s|$)|«{_SPACE}|{_SPACE}»")
_DOUBLE = re.compile(r"(?<=\S)  +(?=\S)")


def foreign_marks(passage: Passage) -> Iterator[Finding]:
    """A mark that the language does not quote with, and a straight one."""
    marks = style(passage.tag).marks
    if marks is None:
        return
    own = {*marks.outer, *marks.inner, "’"}
    text = passage.text
    for mark in sorted(ALL_MARKS - own):
        if mark in text:
            quoted = f"{marks.outer[0]}…{marks.outer[1]}"
            what = f"{mark} is no quotation mark of {passage.tag}: write {quoted}"
            yield Finding(where=passage.at(text.index(mark), text), what=what)
    if straight := _STRAIGHT.search(text):
        what = "a straight apostrophe ('): write ’"
        yield Finding(where=passage.at(straight.start(), text), what=what)


def foreign_spaces(passage: Passage) -> Iterator[Finding]:
    """A space that the language does not write, or that it writes and is not there."""
    text = passage.text
    if language_of(passage.tag) != "fr":
        if found := _APART.search(text):
            what = f"a space beside “{found.group().strip(' «»') or found.group().strip()}”: take it out"
            yield Finding(where=passage.at(found.start(), text), what=what)
    elif passage.tag != "fr-CA" and (found := _CLOSE.search(text)):
        what = f"no space beside “{found.group()[-1]}”: type one, and it is made the right one"
        yield Finding(where=passage.at(found.start(), text), what=what)
    if double := _DOUBLE.search(text):
        yield Finding(where=passage.at(double.start(), text), what="two spaces between two words: leave one")
