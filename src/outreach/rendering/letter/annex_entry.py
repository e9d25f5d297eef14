"""The signatories as the annex prints them: under which heading, in the order of the Unicode collation."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from pyuca import Collator

from outreach.model.errors import BadInput
from outreach.model.locale import cldr, fallbacks
from outreach.model.signatory import Signatory
from outreach.model.territory import EUROPE, WORLD, Territories, TerritoryName

_WIDER = {"Europe": EUROPE, "International": WORLD}
#: Whoever belongs to no country stands behind all countries.
_ORDER = {EUROPE: 1, WORLD: 2}

#: What nearly all letters of one language share. The table is kept beside it, so that no other gets its id.
_recent: dict[tuple[tuple[Signatory, ...], str, int], tuple[Territories, tuple["AnnexEntry", ...]]] = {}
_MOST_RECENT = 64


@dataclass(frozen=True, kw_only=True)
class AnnexEntry:
    """Plain data, for the process that renders."""

    name: str
    #: Tag (BCP 47) of the name's own language; empty where nobody has said, and where it is the letter's.
    language: str
    #: Its country, as the letter's language calls it.
    heading: str


def annex_entries(
    signatories: Iterable[Signatory], language: str, territories: Territories
) -> tuple[AnnexEntry, ...]:
    """Those signatories in their order: by country, those that belong to none last, then by name.

    Their countries are called as that language calls them; ``territories`` come before CLDR.

    Raises `BadInput` for one of a country that has no name.
    """
    key = (tuple(signatories), language, id(territories))
    if key not in _recent:
        if len(_recent) >= _MOST_RECENT:
            _recent.clear()
        _recent[key] = territories, _in_order(key[0], language, territories)
    return _recent[key][1]


def _in_order(
    signatories: Iterable[Signatory], language: str, territories: Territories
) -> tuple[AnnexEntry, ...]:
    placed = [_placed(one, language, territories) for one in signatories]
    return tuple(entry for _, entry in sorted(placed, key=lambda one: one[0]))


#: Countries before Europe and the world; the order of the heading, the heading, the order of the name.
_Place = tuple[int, tuple[int, ...], str, tuple[int, ...]]


def _placed(one: Signatory, language: str, territories: Territories) -> tuple[_Place, AnnexEntry]:
    territory = _WIDER.get(one.country, one.country)
    ours = next(
        (territories[tag, territory] for tag in fallbacks(language) if (tag, territory) in territories), None
    )
    heading = ours or _cldrs(language, territory)
    if heading is None:
        raise BadInput(
            f"signatory {one.key}: {one.country!r} has no name in '{language}': "
            "add it to templates/emails/annex-countries.csv"
        )
    place = (
        _ORDER.get(territory, 0),
        _order(heading.sort_key or heading.name),
        heading.name,
        _order(one.sort_key or one.printed_name),
    )
    own = "" if one.language in fallbacks(language) else one.language
    return place, AnnexEntry(name=one.printed_name, language=own, heading=heading.name)


@lru_cache(maxsize=4096)
def _order(text: str) -> tuple[int, ...]:
    return tuple(_collator().sort_key(text))


@lru_cache(maxsize=1)
def _collator() -> Collator:
    # Reads a table of 35,000 lines: half a second, and for every process only once.
    return Collator()


@lru_cache(maxsize=4096)
def _cldrs(language: str, territory: str) -> TerritoryName | None:
    """The Unicode CLDR's name of a country; what it calls Europe and the world is no kind of organisation."""
    if territory in _ORDER:
        return None
    try:
        name = Locale.parse(cldr(language)).territories.get(territory)
    except (UnknownLocaleError, ValueError):
        raise BadInput(f"'{language}' is not a language whose country names are known") from None
    return TerritoryName(name=str(name)) if name else None
