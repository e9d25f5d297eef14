"""Which offices are meant: a small typed language, the same in files and on the command line.

``body:EU kind:foreign-ministry country:de,fr -office:gov-ua-mfa`` (docs/contacts.md): every term must hold;
values after one key, or the same key again, are alternatives; what stands behind a ``-`` must not hold.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from outreach.model.country import is_country
from outreach.model.directory import BODIES, Approach, Channel, Office
from outreach.model.errors import BadInput
from outreach.model.filter_term import NOTHING, Key, Knowledge, Term, fact
from outreach.model.locale import is_language_tag
from outreach.model.nearest import nearest


@dataclass(frozen=True, kw_only=True)
class OfficeFilter:
    """Terms that must all hold; none at all is everybody."""

    terms: tuple[Term, ...] = ()

    def __str__(self) -> str:
        return " ".join(map(str, self.terms))

    def matches(self, office: Office, known: Knowledge = NOTHING) -> bool:
        """Whether this office is meant."""
        return all(term.holds(office, known) for term in self.terms)

    def why_not(self, office: Office, known: Knowledge = NOTHING) -> str | None:
        """The first term that does not hold, in words for staff; None if the office is meant."""
        for term in self.terms:
            if not term.holds(office, known):
                what = "leaves that out" if term.is_negated else "is asked for"
                return f"{fact(term.key, office, known)}, and {term} {what}"
        return None

    def only(self, keys: Collection[Key]) -> "OfficeFilter":
        """What is left of it where only those keys can be asked."""
        return OfficeFilter(terms=tuple(term for term in self.terms if term.key in keys))

    def named(self, key: Key) -> set[str]:
        """All values that it names of that key."""
        return {value for term in self.terms if term.key is key for value in term.values}


def parse_filter(text: str, *, keys: Collection[Key] = frozenset(Key)) -> OfficeFilter:
    """The filter that a person has written; nothing at all is the filter that everybody fits.

    ``keys`` are those that can be asked where it stands. Raises `BadInput`, one line that names the term.
    """
    found: dict[tuple[Key, bool], list[str]] = {}
    for word in text.split():
        key, values, is_negated = _term(word, keys)
        found.setdefault((key, is_negated), []).extend(values)
    return OfficeFilter(
        terms=tuple(
            Term(key=key, values=tuple(dict.fromkeys(values)), is_negated=is_negated)
            for (key, is_negated), values in found.items()
        )
    )


def require_known(filters: Collection[OfficeFilter], offices: Collection[Office]) -> None:
    """Refuse what these name and none of the offices has: a slip of the pen must not choose nobody.

    Raises `BadInput`, a line for each, with the nearest value that there is.
    """
    if faults := unfit(filters, offices):
        raise BadInput("\n".join(faults))


def unfit(filters: Collection[OfficeFilter], offices: Collection[Office]) -> list[str]:
    """A line for everything that these name and none of the offices has, with the nearest value."""
    faults = []
    for key, of in _OF_THE_DIRECTORY.items():
        known = {of(office) for office in offices}
        for value in sorted(set().union(*(one.named(key) for one in filters)) - known):
            meant = nearest(value, known)
            faults.append(f"'{key}:{value}' fits no office of the directory" + _is_it(key, meant))
    return faults


def _term(word: str, keys: Collection[Key]) -> tuple[Key, list[str], bool]:
    name, colon, values = word.removeprefix("-").partition(":")
    allowed = [key.value for key in Key if key in keys]
    if not colon:
        raise BadInput(
            f"{word!r} is no term of a filter: write key:value, like country:de,fr, without spaces inside"
        )
    if name not in allowed:
        meant = nearest(name, allowed)
        if name in list(Key):
            raise BadInput(f"{word!r}: {name} cannot be asked here: {', '.join(allowed)} can")
        raise BadInput(
            f"{word!r}: {_shown(name)} is no key" + (f": is it {meant}?" if meant else f": {_list(allowed)}")
        )
    key = Key(name)
    return key, [_value(key, value, word) for value in values.split(",")], word.startswith("-")


def _value(key: Key, value: str, word: str) -> str:
    """The value in its canonical spelling."""
    if not value:
        raise BadInput(f"{word!r}: a value is missing: write {key}:{_EXAMPLES[key]}")
    match key:
        case Key.COUNTRY:
            return _checked(is_country(value.upper()), value.upper(), "no country's code", key, word)
        case Key.LANGUAGE:
            tag = _tag(value)
            return _checked(is_language_tag(tag), tag, "no language's code", key, word)
        case Key.CONTACTED:
            days = value.removesuffix("d")
            is_span = value != days and days.isascii() and days.isdecimal() and 0 < int(days[:9]) < 10_000
            return _checked(is_span and days[0] != "0", value, "no number of days", key, word)
        case Key.HAS | Key.CHANNEL:
            return _known(value, [channel.value for channel in Channel], key, word)
        case Key.APPROACH:
            return _known(value, [approach.value for approach in Approach], key, word)
        case Key.BODY:
            # A home may have bodies of its own; one that is nearly ours is a slip.
            return _known(value, BODIES, key, word) if nearest(value, BODIES) else value
        case _:
            return value


def _checked(is_good: bool, value: str, fault: str, key: Key, word: str) -> str:
    if not is_good:
        raise BadInput(f"{word!r}: {_shown(value)} is {fault}: write it like {key}:{_EXAMPLES[key]}")
    return value


def _known(value: str, known: Collection[str], key: Key, word: str) -> str:
    if value in known:
        return value
    meant = nearest(value, known)
    if meant and meant.casefold() == value.casefold():
        return meant
    raise BadInput(
        f"{word!r}: {_shown(value)} is not known" + (_is_it(key, meant) if meant else f": {_list(known)}")
    )


def _tag(value: str) -> str:
    """As BCP 47 writes it: fr, pt-PT, zh-Hant-TW."""
    first, *others = value.split("-")
    cases = {2: str.upper, 4: str.title}
    return "-".join([first.lower(), *(cases.get(len(part), str.lower)(part) for part in others)])


def _is_it(key: Key, meant: str | None) -> str:
    return f": is it {key}:{meant}?" if meant else ""


def _list(known: Collection[str]) -> str:
    return f"there are {', '.join(known)}"


def _shown(text: str) -> str:
    return text if text.isprintable() else repr(text)


#: Of these the directory has its own values, and whoever chooses among its offices names one of them.
_OF_THE_DIRECTORY: Mapping[Key, Callable[[Office], str]] = {
    Key.BODY: lambda office: office.body,
    Key.KIND: lambda office: office.body_kind,
    Key.RANK: lambda office: office.rank,
    Key.OFFICE: lambda office: office.id,
}

_EXAMPLES: Mapping[Key, str] = {
    Key.BODY: "EU",
    Key.KIND: "foreign-ministry",
    Key.RANK: "minister",
    Key.COUNTRY: "DE",
    Key.LANGUAGE: "fr",
    Key.OFFICE: "gov-de-mfa",
    Key.APPROACH: "letter",
    Key.HAS: "email",
    Key.CONTACTED: "30d",
    Key.CHANNEL: "email",
}
