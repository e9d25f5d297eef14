"""A signatory as the annex prints it: under which heading, and where among the others."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError

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
    name_key: str
    heading: str
    heading_key: str
    #: 0 for countries, then 1 for Europe and 2 for the world.
    group: int


def annex_entries(
    signatories: Iterable[Signatory], language: str, territories: Territories
) -> tuple[AnnexEntry, ...]:
    """Those signatories, their countries as that language calls them; ``territories`` come before CLDR.

    Raises `BadInput` for one of a country that has no name.
    """
    key = (tuple(signatories), language, id(territories))
    if key not in _recent:
        if len(_recent) >= _MOST_RECENT:
            _recent.clear()
        _recent[key] = territories, tuple(_entry(one, language, territories) for one in key[0])
    return _recent[key][1]


def _entry(one: Signatory, language: str, territories: Territories) -> AnnexEntry:
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
    return AnnexEntry(
        name=one.printed_name,
        language="" if one.language in fallbacks(language) else one.language,
        name_key=one.sort_key or one.printed_name,
        heading=heading.name,
        heading_key=heading.sort_key or heading.name,
        group=_ORDER.get(territory, 0),
    )


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
