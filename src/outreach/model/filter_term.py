"""What one term of an office filter asks of an office, and what is so of that office in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from outreach.model.directory import Channel, Office


class Key(StrEnum):
    """What a term asks about."""

    BODY = "body"
    KIND = "kind"
    RANK = "rank"
    COUNTRY = "country"
    #: The language in which the office is written to; where that is not known, those in which it works.
    LANGUAGE = "language"
    OFFICE = "office"
    APPROACH = "approach"
    #: By which channels it can be reached at all.
    HAS = "has"
    #: Whether a letter of any campaign has left for it lately.
    CONTACTED = "contacted"
    #: By which channel the letter goes.
    CHANNEL = "channel"


#: What can be asked where offices are chosen, and there is no letter yet.
OF_AN_OFFICE = frozenset(Key) - {Key.CHANNEL}
#: What can be asked of a letter's office at any time, so that a letter that waits is judged by it again. What
#: an office has, and when it was written to last, is asked when it is chosen, and not again.
OF_A_LETTER = frozenset(Key) - {Key.HAS, Key.CONTACTED}


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """What is known besides the office itself. None: not known, or there is none."""

    #: Of its letter.
    channel: Channel | None = None
    #: The tag (BCP 47) in which it is written to.
    language: str | None = None
    #: Since a letter of any campaign last left for it.
    days_since_contact: int | None = None


NOTHING = Knowledge()


@dataclass(frozen=True, kw_only=True)
class Term:
    """One key with its values."""

    key: Key
    #: In canonical spelling; any of them.
    values: tuple[str, ...]
    is_negated: bool = False

    def __str__(self) -> str:
        return f"{'-' * self.is_negated}{self.key}:{','.join(self.values)}"

    def holds(self, office: Office, known: Knowledge) -> bool:
        """Whether it is so."""
        return any(_ASKED[self.key](value, office, known) for value in self.values) is not self.is_negated


def fact(key: Key, office: Office, known: Knowledge) -> str:
    """What is so of the office, as the beginning of a sentence."""
    match key:
        case Key.BODY:
            return f"its body is {office.body}"
        case Key.KIND:
            return f"its kind is {office.body_kind}"
        case Key.RANK:
            return f"its rank is {office.rank}"
        case Key.COUNTRY:
            return f"its country is {office.country}" if office.country else "it stands for no country"
        case Key.LANGUAGE if known.language is not None:
            return f"it is written to in {known.language}"
        case Key.LANGUAGE:
            return (
                f"it works in {', '.join(office.languages)}" if office.languages else "no language is known"
            )
        case Key.OFFICE:
            return f"it is {office.id}"
        case Key.APPROACH:
            return f"its approach is {office.approach}"
        case Key.HAS:
            ways = list(dict.fromkeys(address.channel.in_words for address in office.addresses))
            return f"it has {' and '.join(ways)}" if ways else "it has no address"
        case Key.CONTACTED:
            days = known.days_since_contact
            return "no letter has left for it" if days is None else f"a letter left for it {_ago(days)}"
        case Key.CHANNEL:
            return f"its letter goes by {known.channel.in_words}" if known.channel else "it has no letter"


def _ago(days: int) -> str:
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


def _speaks(tag: str, office: Office, known: Knowledge) -> bool:
    """RFC 4647 §3.3.1, basic filtering: fr is fr-CH too."""
    tags = office.languages if known.language is None else (known.language,)
    return any(one == tag or one.startswith(f"{tag}-") for one in tags)


def _was_contacted(span: str, known: Knowledge) -> bool:
    days = known.days_since_contact
    return days is not None and days <= int(span.removesuffix("d"))


_ASKED: Mapping[Key, Callable[[str, Office, Knowledge], bool]] = {
    Key.BODY: lambda value, office, _: office.body == value,
    Key.KIND: lambda value, office, _: office.body_kind == value,
    Key.RANK: lambda value, office, _: office.rank == value,
    Key.COUNTRY: lambda value, office, _: office.country == value,
    Key.LANGUAGE: _speaks,
    Key.OFFICE: lambda value, office, _: office.id == value,
    Key.APPROACH: lambda value, office, _: office.approach.value == value,
    Key.HAS: lambda value, office, _: office.address(Channel(value)) is not None,
    Key.CONTACTED: lambda value, _, known: _was_contacted(value, known),
    Key.CHANNEL: lambda value, _, known: known.channel is not None and known.channel.value == value,
}
