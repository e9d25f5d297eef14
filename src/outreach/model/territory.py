"""How the annex calls the countries in each language, where it is not as the Unicode CLDR does."""

from collections.abc import Mapping
from dataclasses import dataclass

#: UN M49, as CLDR has them: those who sign from all Europe, and from more of the world than that.
EUROPE, WORLD = "150", "001"


@dataclass(frozen=True, kw_only=True)
class TerritoryName:
    """A heading of the annex."""

    name: str
    #: Where it stands in the order of its language, if not under its name.
    sort_key: str = ""


#: By language tag and territory: an ISO 3166-1 alpha-2 code, `EUROPE` or `WORLD`.
Territories = Mapping[tuple[str, str], TerritoryName]
