"""Countries, by their ISO 3166-1 alpha-2 code."""

from functools import lru_cache

from babel import Locale

#: Two-letter codes of CLDR that are no country: unions, a currency area, outlying places, tests.
_NO_COUNTRY = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


def is_country(code: str) -> bool:
    """Whether this is the code of a country or territory that CLDR knows; Kosovo's ``XK`` is one."""
    return code in _codes()


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    known = map(str, Locale("en").territories)
    return frozenset(c for c in known if c.isalpha() and len(c) == 2) - _NO_COUNTRY
