"""The day on a letter, as its language writes it."""

import re
from datetime import date

from babel import UnknownLocaleError
from babel.dates import format_date

from outreach.model.errors import BadInput

#: Stands for the date of a letter by hand, which is dated when it is printed or pasted.
DATE_TO_COME = "‹date›"

#: Where the first day of a month is an ordinal and CLDR does not say so.
_FIRST_OF_THE_MONTH = {"fr": "1er", "it": "1º", "pt": "1º"}


def long_date(day: date, language: str) -> str:
    """The day as the language writes it in a letter. Raises `BadInput` for one that has no dates."""
    # Plain "en" is American to CLDR (June 1, 2026); en-150 is the English that Europe writes.
    try:
        written = format_date(day, format="long", locale="en_150" if language == "en" else language)
    except (UnknownLocaleError, ValueError):
        raise BadInput(
            f"'{language}' is not a language whose dates are known: use an ISO 639-1 code"
        ) from None
    # CLDR's narrow space before «г.» is one that many fonts lack.
    written = written.replace("\u202f", "\u00a0")
    return re.sub(r"^1\b", _FIRST_OF_THE_MONTH.get(language, "1"), written)
