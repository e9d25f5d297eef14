"""The annex: who co-signs, by country, in the order of the letter's language."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from pyuca import Collator

from outreach.model.errors import BadInput
from outreach.model.locale import cldr
from outreach.model.signatory import Signatory

#: CLDR numbers the continents as UN M49 does.
_EUROPE = "150"


@dataclass(frozen=True, kw_only=True)
class AnnexGroup:
    """The organisations of one country."""

    #: As the letter's language calls it.
    country: str
    #: Exactly as signed.
    names: tuple[str, ...]


@lru_cache(maxsize=256)
def annex(signatories: tuple[Signatory, ...], language: str, international: str) -> tuple[AnnexGroup, ...]:
    """The co-signatories grouped by country, headings and names in the order of the Unicode collation.

    ``international`` is the heading for those that belong to no country. Raises `BadInput` for a country
    that CLDR has no name for in ``language``.
    """
    by_heading: dict[str, list[str]] = {}
    for signatory in signatories:
        heading = _heading(signatory, language, international)
        by_heading.setdefault(heading, []).append(signatory.name)
    return tuple(
        AnnexGroup(country=heading, names=_collated(by_heading[heading])) for heading in _collated(by_heading)
    )


def read_tables(languages: Iterable[str]) -> None:
    """Read from disk what `annex` will need for these languages; afterwards it opens no file."""
    _collator()
    for language in languages:
        with suppress(UnknownLocaleError, ValueError):
            _ = Locale.parse(cldr(language)).territories


def _heading(signatory: Signatory, language: str, international: str) -> str:
    if signatory.country == "International":
        return international
    territory = _EUROPE if signatory.country == "Europe" else signatory.country
    try:
        name = Locale.parse(cldr(language)).territories.get(territory)
    except (UnknownLocaleError, ValueError):
        raise BadInput(f"'{language}' is not a language whose country names are known") from None
    if not name:
        raise BadInput(
            f"signatory {signatory.key}: {signatory.country!r} is no country: give its ISO 3166-1 code, "
            "or Europe, or International"
        )
    return str(name)


def _collated(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(texts, key=_collator().sort_key))


@lru_cache(maxsize=1)
def _collator() -> Collator:
    # Reads a table of 35,000 lines: half a second, and for every process only once.
    return Collator()
