"""What gives a case away: the words that have no business in the letters of another."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from outreach.lists.toml_table import TomlTable, read_toml
from outreach.model.text import has_control

#: Of the case's own name: shorter words ("the", "von") are in every letter.
_SHORTEST = 4
#: One that staff name may be short, like a code; a single letter would be found everywhere.
_SHORTEST_NAMED = 2


@dataclass(frozen=True, kw_only=True)
class CaseNames:
    """One case, and what it is known by."""

    name: str
    #: Of its name, and of its line ``names``; a star at the end stands for any ending.
    words: tuple[str, ...]


def read_case_names(data: bytes, file: str) -> CaseNames:
    """What that case is known by. Raises `BadInput` for a file that is not TOML, and for an odd name."""
    top = read_toml(data, file)
    name = top.text("name")
    of_name = [
        word for word in re.findall(r"[\w’'-]+", name) if len(word) >= _SHORTEST and not word.islower()
    ]
    return CaseNames(name=name, words=tuple(dict.fromkeys([*of_name, *names_in(top)])))


def names_in(top: TomlTable) -> tuple[str, ...]:
    """The line ``names`` of a case's file. Raises `BadInput` for what cannot be looked for."""
    names = top.texts("names")
    for name in names:
        bare = name.removesuffix("*")
        if len(bare) < _SHORTEST_NAMED or "*" in bare or bare != bare.strip() or has_control(bare):
            raise top.wrong(
                "names", f"has {name!r} in it: write words of 2 letters or more, with a * at the end at most"
            )
    return names


def foreign_words(own: Sequence[CaseNames], others: Sequence[CaseNames]) -> Mapping[str, str]:
    """Word → the case that it gives away, without those that one's own cases are known by too."""
    mine = {word.casefold() for one in own for word in one.words}
    return {word: one.name for one in others for word in one.words if word.casefold() not in mine}
