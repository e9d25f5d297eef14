"""The annex: who co-signs, by country."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Self

from outreach.rendering.letter.annex_entry import AnnexEntry


class Name(str):
    """A signatory's name, with the language that it is in."""

    __slots__ = ("language",)
    language: str

    @classmethod
    def of(cls, entry: AnnexEntry) -> Self:
        """The name as it is printed."""
        name = cls(entry.name)
        name.language = entry.language
        return name


@dataclass(frozen=True, kw_only=True)
class AnnexGroup:
    """The organisations of one country."""

    #: As the letter's language calls it.
    country: str
    names: tuple[Name, ...]


@lru_cache(maxsize=256)
def annex(entries: tuple[AnnexEntry, ...]) -> tuple[AnnexGroup, ...]:
    """The co-signatories grouped by country, in the order in which they come."""
    by_country = groupby(entries, key=lambda entry: entry.heading)
    return tuple(AnnexGroup(country=country, names=tuple(map(Name.of, ones))) for country, ones in by_country)
