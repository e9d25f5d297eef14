"""The text part as it stands on the page: lines of at most 76 columns, except where a URL is longer."""

import re
from functools import lru_cache
from textwrap import wrap

#: As RFC 5322 §2.1.1 asks for at most 78, and quoting an answer takes two.
WIDTH = 76

_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
_LONE_SPACE = re.compile(r"^ (?=\S)")
_BULLET = re.compile(r" *(?:- |\d+\. |(?:> )+)?")


def wrapped(text: str) -> str:
    """``text`` folded at `WIDTH`, list items with a hanging indent; never more than one empty line.

    Words are never broken, so that a URL stays whole and can be clicked, and neither are
    no-break spaces, on which French punctuation hangs.
    """
    return folded(unfolded(text))


def folded(text: str) -> str:
    """The same, of a text whose paragraphs stand on one line each."""
    return "\n".join(part for line in text.split("\n") for part in _fold(line))


def unfolded(text: str) -> str:
    """``text`` with each paragraph on one line, however long; never more than one empty line.

    Where a sentence is not said, the spaces beside it are one: those that indent a list are more.
    """
    lines = "\n".join(map(unfolded_line, text.split("\n")))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n") + "\n"


def unfolded_line(line: str) -> str:
    """One of its lines."""
    return _LONE_SPACE.sub("", _GAP.sub(" ", line.rstrip()))


@lru_cache(maxsize=4096)  # most lines are the same in every letter
def _fold(line: str) -> tuple[str, ...]:
    if len(line) <= WIDTH:
        return (line,)
    bullet = _BULLET.match(line)
    hang = bullet.group() if bullet else ""
    indent = hang if ">" in hang else " " * len(hang)
    folded = wrap(
        line[len(hang) :],
        width=WIDTH,
        initial_indent=hang,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return tuple(folded)
