"""The annex: who co-signs, by country, in the order of the Unicode collation."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from pyuca import Collator

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
    """The co-signatories grouped by country; those that belong to none come last."""
    groups: dict[tuple[int, str, str], list[AnnexEntry]] = {}
    for entry in entries:
        groups.setdefault((entry.group, entry.heading_key, entry.heading), []).append(entry)
    in_order = sorted(groups, key=lambda one: (one[0], _order(one[1])))
    return tuple(AnnexGroup(country=key[2], names=_names(groups[key])) for key in in_order)


def read_tables() -> None:
    """Read from disk what `annex` will need; afterwards it opens no file."""
    _collator()


def _names(entries: Iterable[AnnexEntry]) -> tuple[Name, ...]:
    return tuple(Name.of(one) for one in sorted(entries, key=lambda one: _order(one.name_key)))


def _order(text: str) -> tuple[int, ...]:
    return tuple(_collator().sort_key(text))


@lru_cache(maxsize=1)
def _collator() -> Collator:
    # Reads a table of 35,000 lines: half a second, and for every process only once.
    return Collator()
