"""What has been left over from another campaign, out of which these texts were made."""

import re
from collections.abc import Iterable, Iterator, Mapping

from outreach.rendering.lint.finding import Finding
from outreach.rendering.lint.passage import Passage

#: Where the sentences of a case stand.
FACTS = "case.toml"


def leftovers(passages: Iterable[Passage], foreign: Mapping[str, str]) -> Iterator[Finding]:
    """Each word of another case, once a text: in capitals or not, but whole, as far as it has no star.

    ``foreign`` has for each word (a star at its end stands for any ending) the case that it gives away.
    """
    if not foreign:
        return
    words = {f"w{number}": (word, case) for number, (word, case) in enumerate(foreign.items())}
    sought = "|".join(f"(?P<{key}>{_pattern(word)})" for key, (word, _) in words.items())
    pattern = re.compile(rf"(?<!\w)(?:{sought})(?!\w)", re.IGNORECASE)
    for passage in passages:
        told: set[str] = set()
        for found in pattern.finditer(passage.source):
            key = str(found.lastgroup)
            if key not in told:
                told.add(key)
                what = f"“{found.group()}” is of the case {words[key][1]}: is it left over from there?"
                yield Finding(where=passage.at(found.start(), passage.source), what=what)


def copied_facts(passages: Iterable[Passage], foreign: Mapping[str, str]) -> Iterator[Finding]:
    """Each sentence of the case that another template says of its own; ``foreign``: sentence → template."""
    for passage in passages:
        if passage.file == FACTS and (other := foreign.get(passage.source.strip())):
            what = f"{passage.key} says what {other} says of another case: is it left over from there?"
            yield Finding(where=passage.where, what=what)


def _pattern(word: str) -> str:
    return rf"{re.escape(word.removesuffix('*'))}\w*" if word.endswith("*") else re.escape(word)
