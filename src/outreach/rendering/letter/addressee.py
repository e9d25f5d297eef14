"""The addressee's block, as on an envelope: finished lines that people have typed, and on paper the place."""

import re
from collections.abc import Sequence
from functools import lru_cache

from babel import Locale
from babel.languages import get_official_languages

from outreach.model.locale import cldr
from outreach.model.office_name import Holder, OfficeName

#: Parts the lines of a postal address in the directory.
_BREAK = "|"


def addressee(name: OfficeName, holders: Sequence[Holder]) -> tuple[str, ...]:
    """The office and who holds it: with their names where its lines have a place for each of them."""
    if not holders or name.names_wanted != len(holders):
        return name.address_without_holder
    named = {f"{{name_{number}}}": holder.name for number, holder in enumerate(holders, start=1)}
    named["{name}"] = holders[0].name
    return tuple(_filled(line, named) for line in name.address)


def postal_lines(address: str, *, sender_country: str) -> tuple[str, ...]:
    """The lines of a postal address, a country at its end as the post of the sender's country wants it.

    ``sender_country`` is an ISO 3166-1 code. The Universal Postal Union has the country in capitals, in the
    language of the country of dispatch, and leaves it out at home (standard S42).
    """
    lines = [line.strip() for line in _torn(address) if line.strip()]
    language = _spoken_in(sender_country)
    if lines and (country := _countries(language).get(lines[-1].casefold())):
        lines.pop()
        if country != sender_country:
            lines.append(str(Locale.parse(cldr(language)).territories[country]).upper())
    return tuple(lines)


def _filled(line: str, named: dict[str, str]) -> str:
    return re.sub(r"\{name(?:_\d)?\}", lambda found: named.get(found.group(), found.group()), line)


def _torn(address: str) -> list[str]:
    """At its marks; an address without any at its commas, but a house number stays with its street."""
    if _BREAK in address:
        return address.split(_BREAK)
    lines: list[str] = []
    for part in address.split(", "):
        if lines and (lines[-1].isdigit() or re.fullmatch(r"\d+[a-zA-Z]?", part)):
            lines[-1] += f", {part}"  # "37, quai d'Orsay", "Plaza del Marqués de Salamanca, 8"
        else:
            lines.append(part)
    return lines


def _spoken_in(country: str) -> str:
    return next(iter(get_official_languages(country)), "en")


@lru_cache
def _countries(language: str) -> dict[str, str]:
    """Name (folded), in English and in that language → ISO 3166-1 code."""
    named: dict[str, str] = {}
    for one in ("en", language):
        territories = Locale.parse(cldr(one)).territories.items()
        named |= {str(name).casefold(): code for code, name in territories if code.isalpha()}
    return named
