"""A mould: what the letters of one wording share, made and checked once; each office fills in its own.

A letter is rendered with a mark in the place of every value that its office brings (its name, its address,
our reference, the days). A mark is one character that no letter has, and a word to whoever counts words, so
that whatever holds of the marked letter holds of the filled one: that both parts say the same, in its order,
and nothing more. Texts that look at such a value (`asked_about`) are rendered anew for each letter.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import groupby

from markupsafe import escape

from outreach.model.directory import Channel
from outreach.model.text import has_control
from outreach.rendering.letter.particulars import CARRIED, Particulars, Value
from outreach.rendering.letter.plain_text import folded, unfolded_line
from outreach.rendering.letter.rendered import Rendered

#: No letter is written in these (Unicode: CJK Unified Ideographs Extension B).
_MARKS = [chr(0x20000 + number) for number in range(64)]
_MARK = re.compile(f"[{_MARKS[0]}-{_MARKS[-1]}]")
#: Made of what an office brings, wherever it was written: whoever looks at one of these looks at any of it.
_MADE_OF_IT = frozenset({"salutation", "words", "subject", "body"})
_IN_A_TAG = re.compile(f"<[^>]*[{_MARKS[0]}-{_MARKS[-1]}]")
_WORD = re.compile(r"\w")


@dataclass(frozen=True, kw_only=True)
class Marked:
    """A letter's particulars with marks in them, and what each mark stands for."""

    letter: Particulars
    filling: Mapping[str, str]

    @property
    def wording(self) -> object:
        """Hashable; the same for letters that one mould makes: whatever is known of them, marks and all."""
        known = (getattr(self.letter, one.name) for one in fields(self.letter) if one.name != "where")
        return tuple(map(_frozen, known))

    @property
    def trial(self) -> "Marked":
        """With a capitalised word for each mark, to be filled in and rendered: the same must come of both."""
        words = {mark: f"Xx{number}" for number, mark in enumerate(self.filling)}
        values = {
            name: _with(value, lambda text: words.get(text, text)) if name in CARRIED else value
            for name, value in self.letter.values.items()
        }
        return Marked(letter=_greeting(replace(self.letter, values=values)), filling=words)


def marked(letter: Particulars, asked_about: frozenset[str]) -> Marked | None:
    """The letter with marks; None if a text of its own, or a value that is no plain words, forbids it.

    ``asked_about`` are the names at whose values the template's texts look.
    """
    if letter.own_body is not None or letter.values["channel"] == Channel.WEB_FORM:
        return None
    if asked_about & _MADE_OF_IT:
        return None
    filling: dict[str, str] = {}
    unused = iter(_MARKS)

    def mark(value: str) -> str:
        if not value:
            return value
        found = next(unused, "")
        filling[found] = value
        return found

    values = dict(letter.values)
    for name in CARRIED:
        if name in values and name not in asked_about:
            values[name] = _with(values[name], mark)
    if "" in filling or not all(map(_is_plain, filling.values())):
        return None
    return Marked(letter=_greeting(replace(letter, values=values)), filling=filling)


class Mould:
    """One wording, cut at its marks."""

    def __init__(self, rendered: Rendered) -> None:
        """Of the letter that was made from marks, its text with each paragraph on one line."""
        self._subject = _cut(rendered.subject)
        self._html = _cut(rendered.html)
        self._page = _cut(rendered.page)
        self._sheet = rendered.sheet  # on which nothing is its office's
        self._text = list(_runs(rendered.text))

    def filled(self, filling: Mapping[str, str]) -> Rendered:
        """The letter with these values in the places of the marks, its text folded."""
        escaped = {mark: str(escape(value)) for mark, value in filling.items()}
        in_json = {mark: json.dumps(value, ensure_ascii=False)[1:-1] for mark, value in filling.items()}
        text = (
            folded(unfolded_line(_joined(run, filling))) if len(run) > 1 else run[0] for run in self._text
        )
        return Rendered(
            subject=_joined(self._subject, filling),
            text="\n".join(text),
            html=_joined(self._html, escaped),
            page=_joined(self._page, in_json),
            sheet=self._sheet,
        )


def mould(rendered: Rendered) -> Mould | None:
    """The mould of the letter that was made from marks; None if one stands where it is no text."""
    return None if _IN_A_TAG.search(rendered.html) else Mould(rendered)


def _cut(text: str) -> list[str]:
    """Text and marks in turn, beginning and ending with text."""
    return re.split(f"({_MARK.pattern})", text)


def _joined(cut: Sequence[str], filling: Mapping[str, str]) -> str:
    filled = list(cut)
    filled[1::2] = (filling.get(mark, mark) for mark in cut[1::2])
    return "".join(filled)


def _runs(text: str) -> Iterator[list[str]]:
    """Lines without a mark together, folded; each other line by itself, cut."""
    for has_mark, lines in groupby(text.split("\n"), key=lambda line: bool(_MARK.search(line))):
        if has_mark:
            yield from map(_cut, lines)
        else:
            yield [folded("\n".join(lines))]


def _with(value: Value, mark: Callable[[str], str]) -> Value:
    if isinstance(value, str):
        return mark(value)
    if isinstance(value, Mapping):
        return {part: mark(text) for part, text in value.items()}
    return tuple(mark(line) for line in value)


def _greeting(letter: Particulars) -> Particulars:
    """The letter with the salutation that its lines make."""
    salutation = " ".join(letter.values["salutation_lines"])
    return replace(letter, values={**letter.values, "salutation": salutation})


def _is_plain(value: str) -> bool:
    return (
        value == value.strip()
        and "  " not in value
        and not has_control(value)
        and _WORD.search(value) is not None
        and not _MARK.search(value)
        and "{" not in value  # which proofreading would find in the letter, or
        and "[" not in value
    )


def _frozen(value: object) -> object:
    if isinstance(value, Mapping):
        return tuple((name, _frozen(part)) for name, part in value.items())
    return tuple(value) if isinstance(value, list) else value
