"""Numbers, dates and names that one language has and another has not, where both say the same text."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from outreach.model.locale import cldr, fallbacks
from outreach.rendering.lint.finding import Finding
from outreach.rendering.lint.passage import Passage
from outreach.rendering.templates.names import ALWAYS_SAID

_THOUSANDS = re.compile(r"(?<=\d)[.,’ \u00a0\u202f](?=\d{3}(?!\d))")
_NUMBER = re.compile(r"\d+")
#: A name in the Latin alphabet; what is all capitals each language has its own of (OSCE, OSZE).
_NAME = re.compile(r"\b[A-Z][a-z]{2,}\b")
#: So many languages must have a name before it is missed in the one that has not.
_ENOUGH = 3
_SHORTEST_STEM = 4


def different_numbers(passages: Sequence[Passage]) -> Iterator[Finding]:
    """A number, or the month of a date, that is not the same in all languages."""
    for same in _by_name(passages):
        numbers = {passage.tag: _numbers(passage) for passage in same}
        usual, _ = Counter(map(frozenset, map(Counter.items, numbers.values()))).most_common(1)[0]
        expected = Counter(dict(usual))
        for passage in same:
            own = numbers[passage.tag]
            if own != expected:
                differs = _listed((own - expected) + (expected - own))
                text = passage.key or passage.file
                what = f"{differs} in one of the languages only: compare {text} with the others"
                yield Finding(where=passage.where, what=what)


def different_names(passages: Sequence[Passage]) -> Iterator[Finding]:
    """A name that all languages but one write in the same way, and that one elsewhere."""
    names = {passage.where: frozenset(_NAME.findall(passage.text)) for passage in passages}
    of_language: dict[str, set[str]] = defaultdict(set)
    for passage in passages:
        of_language[passage.tag] |= names[passage.where]
    for same in _by_name(passages):
        count = Counter(name for passage in same for name in names[passage.where])
        latin = [passage for passage in same if names[passage.where] or re.search("[a-z]", passage.text)]
        everywhere = {name for name, times in count.items() if times == len(latin) - 1 >= _ENOUGH}
        for passage in latin:
            # Whoever calls it otherwise everywhere has a name of their own for it: Charp for Kharp.
            if missed := sorted((everywhere & of_language[passage.tag]) - names[passage.where]):
                what = f"all other languages have {', '.join(missed)} here: compare it with them"
                yield Finding(where=passage.where, what=what)


def _by_name(passages: Sequence[Passage]) -> Iterator[list[Passage]]:
    found: dict[tuple[str, str], list[Passage]] = defaultdict(list)
    for passage in passages:
        # A worksheet's fields have one key: which of them is which, nobody can say. Each law has its numbers.
        if passage.file != "worksheets.toml" and passage.key not in ALWAYS_SAID:
            found[passage.name].append(passage)
    yield from (same for same in found.values() if len(same) > 1)


def _numbers(passage: Passage) -> Counter[str]:
    """Its numbers, and its months as their numbers with an m before."""
    text = _THOUSANDS.sub("", passage.text)
    found = Counter(number.lstrip("0") or "0" for number in _NUMBER.findall(text))
    if months := _months(passage.tag):
        found.update(str(month.lastgroup) for month in months.finditer(text))
    return found


@lru_cache(maxsize=64)
def _months(tag: str) -> re.Pattern[str] | None:
    """The months as the language writes them, in a group for each; None if they are not known."""
    for one in fallbacks(tag):
        try:
            months = Locale.parse(cldr(one)).months
            dated, alone = months["format"]["wide"], months["stand-alone"]["wide"]
        except (UnknownLocaleError, ValueError, OSError, KeyError):
            continue
        names = (f"(?P<m{month}>{_declined(dated[month], alone[month])})" for month in dated)
        return re.compile(rf"\b(?:{'|'.join(names)})\b")
    return None


def _declined(dated: str, alone: str) -> str:
    """One month: января and январь, and so also январе."""
    stem = "".join(one for one, other in zip(dated, alone, strict=False) if one == other)
    if dated == alone or len(stem) < _SHORTEST_STEM:
        return f"{re.escape(dated)}|{re.escape(alone)}"
    return rf"{re.escape(stem)}\w{{0,2}}"


def _listed(numbers: Counter[str]) -> str:
    return ", ".join(f"month {one[1:]}" if one.startswith("m") else one for one in sorted(numbers))
