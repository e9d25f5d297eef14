"""What is still to be written: a hint to the writer between double brackets, ``[[who it is]]``.

New texts and files are full of them (`work.campaigns.new`). No letter is ever made of one.
"""

import re

_UNWRITTEN = re.compile(r"\[\[[^\]\n]*\]{0,2}")
#: Letters of a hint that are told.
_SHOWN = 80


def unwritten(text: str) -> re.Match[str] | None:
    """The first place of the text that is still to be written."""
    return _UNWRITTEN.search(text)


def to_be_written(found: re.Match[str]) -> str:
    """What a person is told of such a place, after its name."""
    return f"is still to be written: put your words in the place of {found.group()[:_SHOWN]}"
