"""Who may be written to: institutions' offices, their addresses, and how each wants to be approached."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from outreach.model.gender import Gender
from outreach.model.ids import AddressId, Handle, OfficeId
from outreach.model.office_name import Holder, OfficeName, holders_on

#: The bodies that the directory is divided into, a file each.
BODIES = ("UN", "EU", "CoE", "OSCE", "government", "parliament")
#: Those whose offices speak for a country each: bars, what is withheld and consents go by it.
OF_A_STATE = frozenset({"government", "parliament"})


class Channel(StrEnum):
    """The way a letter goes."""

    EMAIL = "email"
    WEB_FORM = "web_form"
    POST = "post"

    @property
    def in_words(self) -> str:
        """What staff call it."""
        return "e-mail" if self is Channel.EMAIL else self.value.replace("_", " ")


class Approach(StrEnum):
    """What the directory says of writing to an office."""

    LETTER = "letter"
    #: Only its own web form; a mailbox, where there is one, is a fallback for people, not for us.
    FORM = "form"
    #: A legal procedure with rules of its own, not an appeal.
    COMPLAINT = "complaint"
    NOT_A_TARGET = "not_a_target"
    #: A place to look things up, not a correspondent.
    LOOK_UP = "look_up"


class AddressState(StrEnum):
    """What we know of an address."""

    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    BOUNCING = "bouncing"
    DEAD = "dead"


@dataclass(frozen=True, kw_only=True)
class Address:
    """One way to reach an office."""

    channel: Channel
    #: A mailbox (RFC 5321 Mailbox), an https URL, or a postal address on one line.
    value: str
    state: AddressState = AddressState.UNVERIFIED
    #: Who marked it as checked, and on which day.
    checked_by: Handle | None = None
    checked_on: date | None = None
    #: None while it is in no database.
    id: AddressId | None = None
    #: Counts every change of what is known of it.
    version: int = 1
    #: Who put it there: somebody else must verify it. None for one that came with its office.
    changed_by: Handle | None = None


@dataclass(frozen=True, kw_only=True)
class Office:
    """What letters go to. In the starter directory each institution has one, under the same id."""

    id: OfficeId
    #: The office above it in the directory.
    parent_id: OfficeId | None = None
    #: One of `BODIES`.
    body: str
    #: What staff call the institution; letters call it as ``names`` has it.
    name: str
    #: What sort of body it is: decides the request and the follow-up clock (`foreign-ministry`, …).
    body_kind: str
    unit: str = ""
    #: How it is called among staff.
    title: str = ""
    #: What sort of office it is: decides the form of address (`minister`, `chair`, …).
    rank: str
    holder: str | None = None
    gender: Gender = Gender.UNKNOWN
    #: Who holds it and held it, with their terms; where there is none on a day, ``holder`` is.
    holders: tuple[Holder, ...] = ()
    #: How it is called in each language; staff's words for it are ``name``, ``unit`` and ``title``.
    names: tuple[OfficeName, ...] = ()
    #: In order of preference.
    addresses: tuple[Address, ...] = ()
    #: BCP 47 tags, the office's first language first.
    languages: tuple[str, ...] = ()
    #: BCP 47 tag of the language that its letters are in whatever the campaign prefers; empty if it decides.
    written_in: str = ""
    #: IANA name; only an office without a mailbox may lack it.
    time_zone: str | None = None
    #: ISO 3166-1 alpha-2: the country it speaks for, empty for bodies that belong to none.
    country: str | None = None
    #: ISO 3166-1 alpha-2: where it sits; gives the working days of bodies that belong to no country.
    seat_country: str | None = None
    approach: Approach
    #: How good the source is (A official page, B reputable third party, C weak), as the directory has it.
    grade: str = ""
    source_url: str = ""
    source_date: str = ""
    #: An https URL where a person must look for its address; and what might be one, never used unchecked.
    contact_page: str = ""
    candidates: str = ""
    note: str = ""

    @property
    def holiday_country(self) -> str | None:
        """Whose public holidays are its own."""
        return self.country or self.seat_country

    def holders_on(self, day: date, language: str) -> tuple[Holder, ...]:
        """Who holds it on that day, as that language (a tag) writes them."""
        if found := holders_on(self.holders, day, language):
            return found
        return (Holder(name=self.holder, gender=self.gender),) if self.holder else ()

    def address(self, channel: Channel) -> Address | None:
        """Its preferred address of that channel."""
        return next((a for a in self.addresses if a.channel is channel), None)

    def address_at(self, channel: Channel, value: str) -> Address | None:
        """Exactly that address, if it is still one of its own."""
        return next((a for a in self.addresses if (a.channel, a.value) == (channel, value)), None)


@dataclass(frozen=True, kw_only=True)
class Suppression:
    """An address or an office that we must not write to, with who said so and why."""

    #: An office's id, or a mailbox in the form that `model.mailbox.normalize_address` gives.
    target: str
    requested_by: Handle
    reason: str
    #: The suppressed office whose mailbox this is, if it was suppressed with it.
    because_of: OfficeId | None = None

    @property
    def explanation(self) -> str:
        """Why there is no letter, as its reason says it."""
        return f"not to be written to: {self.reason}"
