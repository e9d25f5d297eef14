"""Numbers, dates and names that one language has and another has not, where both say the same text."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from outreach.model.locale import cldr, fallbacks
from outreach.rendering.lint.finding import Finding
from outreach.rendering.lint.passage import Passage

_THOUSANDS = re.compile(r"(?<=\d)[.,’ \u00a0\u202f](?=\d{3}(?!\d))")
_NUMBER = re.compile(r"\d+")
#: A name in the Latin alphabet; what is all capitals each language has its own of (OSCE, OSZE).
_NAME = re.compile(r"\b[A-Z][a-z]{2,}\b")
#: Of so many languages, all but one must have a name before it is missed in that one.
_ENOUGH = 4


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
                what = (
                    f"{differs} in one of the languages only: hold {passage.key or passage.file} against them"
                )
                yield Finding(where=passage.where, what=what)


def different_names(passages: Sequence[Passage]) -> Iterator[Finding]:
    """A name that all languages but one write in the same way."""
    for same in _by_name(passages):
        names = {passage: frozenset(_NAME.findall(passage.text)) for passage in same}
        latin = [passage for passage in same if re.search("[a-z]", passage.text)]
        if len(latin) < _ENOUGH:
            continue
        count = Counter(name for passage in latin for name in names[passage])
        for passage in latin:
            missed = sorted(
                name
                for name, times in count.items()
                if times == len(latin) - 1 and name not in names[passage]
            )
            if missed:
                what = f"all other languages have {', '.join(missed)} here: hold it against them"
                yield Finding(where=passage.where, what=what)


def _by_name(passages: Sequence[Passage]) -> Iterator[list[Passage]]:
    found: dict[tuple[str, str], list[Passage]] = defaultdict(list)
    for passage in passages:
        # A worksheet's fields have one key: which of them is which, nobody can say.
        if passage.file != "worksheets.toml":
            found[passage.name].append(passage)
    yield from (same for same in found.values() if len(same) > 1)


def _numbers(passage: Passage) -> Counter[str]:
    """Its numbers, and its months as their numbers with an m before."""
    text = _THOUSANDS.sub("", passage.text)
    found = Counter(number.lstrip("0") or "0" for number in _NUMBER.findall(text))
    for name, month in _months(passage.tag).items():
        found[f"m{month}"] += len(re.findall(rf"\b{re.escape(name)}\b", text, re.IGNORECASE))
    return +found


@lru_cache(maxsize=64)
def _months(tag: str) -> dict[str, int]:
    """The months as the language writes them in a date; none if they are not known, or are words besides."""
    for one in fallbacks(tag):
        try:
            months = Locale.parse(cldr(one)).months["format"]["wide"]
        except (UnknownLocaleError, ValueError, OSError, KeyError):
            continue
        return {str(name): int(number) for number, name in months.items()}
    return {}


def _listed(numbers: Counter[str]) -> str:
    return ", ".join(f"month {one[1:]}" if one.startswith("m") else one for one in sorted(numbers))
