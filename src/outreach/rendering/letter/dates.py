"""The day on a letter, as its language writes it."""

import re
from datetime import date
from functools import lru_cache

from babel import UnknownLocaleError
from babel.dates import format_date

from outreach.model.errors import BadInput
from outreach.model.locale import cldr, fallbacks

#: Stands for the date of a letter by hand, which is dated when it is printed or pasted.
DATE_TO_COME = "‹date›"

#: Where the first day of a month is an ordinal and CLDR does not say so; the Portuguese of Portugal has none.
_FIRST_OF_THE_MONTH = {"fr": "1er", "it": "1º", "pt": "1º", "pt-PT": "1"}


@lru_cache(maxsize=256)
def long_date(day: date, language: str) -> str:
    """The day as that language (a BCP 47 tag) writes it in a letter.

    Raises `BadInput` for a language that has no dates.
    """
    try:
        written = format_date(day, format="long", locale=cldr(language))
    except (UnknownLocaleError, ValueError):
        raise BadInput(f"'{language}' is not a language whose dates are known: its tag is like fr") from None
    first = next((_FIRST_OF_THE_MONTH[t] for t in fallbacks(language) if t in _FIRST_OF_THE_MONTH), "1")
    # CLDR parts the Russian "г." from its year by a narrow space that some fonts do not have.
    return re.sub(r"^1\b", first, written).replace("\u202f", "\u00a0")
