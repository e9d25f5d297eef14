"""Whether an office is written to, and by which way."""

from collections.abc import Collection
from dataclasses import dataclass

from outreach.model.directory import Address, AddressState, Approach, Channel, Office
from outreach.model.filter_term import Key, Knowledge
from outreach.model.mailbox import needs_smtputf8
from outreach.model.office_filter import OfficeFilter


@dataclass(frozen=True, kw_only=True)
class Reachable:
    """The one address a letter to this office goes to; its channel is the letter's."""

    address: Address


@dataclass(frozen=True, kw_only=True)
class NoAddress:
    """The office should be written to and nobody knows where: a person must find out."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class NotWritten:
    """The office gets no letter."""

    reason: str


_WHY_NOT = {
    Approach.COMPLAINT: "a legal complaint procedure with its own rules, not an appeal",
    Approach.NOT_A_TARGET: "not a target of appeals",
    Approach.LOOK_UP: "a place to look things up, not a correspondent",
}


def reach(office: Office) -> Reachable | NoAddress | NotWritten:
    """How this office is written to."""
    if office.approach in _WHY_NOT:
        return NotWritten(reason=_WHY_NOT[office.approach])
    known, wanted = office.addresses, "address"
    if office.approach is Approach.FORM:
        # The body asks for its form; its mailbox is a fallback that a person may choose, not we.
        known, wanted = tuple(a for a in known if a.channel is Channel.WEB_FORM), "web form"
    living = [address for address in known if address.state not in {AddressState.DEAD, AddressState.BOUNCING}]
    for address in living:
        if address.channel is not Channel.EMAIL or not needs_smtputf8(address.value):
            return Reachable(address=address)
    if living:
        return NoAddress(
            reason=f"{living[0].value} has letters other than a to z before its @, which many servers "
            "on the way cannot carry: ask the office for another one"
        )
    if known:
        return NoAddress(reason=f"every {wanted} it had is dead or bounces: find a new one")
    return NoAddress(reason=f"no {wanted} is known: find one")


def channel_of(office: Office) -> Channel | None:
    """By which channel a letter to it goes; None where there is no way."""
    way = reach(office)
    return way.address.channel if isinstance(way, Reachable) else None


@dataclass(frozen=True, kw_only=True)
class Exclusion:
    """Offices that a campaign leaves out, and why."""

    filter: OfficeFilter
    reason: str


@dataclass(frozen=True, kw_only=True)
class Audience:
    """Whom a campaign writes to."""

    #: Any of these; none at all is everybody.
    include: tuple[OfficeFilter, ...] = ()
    exclude: tuple[Exclusion, ...] = ()

    def leaves_out(self, office: Office, known: Knowledge, keys: Collection[Key]) -> str | None:
        """Why this office is not among them, in words; None if it is. Of the terms only those keys count."""
        for exclusion in self.exclude:
            asked = {term.key for term in exclusion.filter.terms}
            if asked <= set(keys) and exclusion.filter.matches(office, known):
                return f"the campaign leaves it out: {exclusion.reason}"
        missed = [one.only(keys).why_not(office, known) for one in self.include]
        if not missed or None in missed:
            return None
        why = missed[0] if len(missed) == 1 else "none of its lines fits"
        return f"not in the campaign's audience: {why}"


EVERYBODY = Audience()


@dataclass(frozen=True, kw_only=True)
class Bar:
    """Whom a campaign never writes to, whatever the directory says of writing to them."""

    #: ISO 3166-1 alpha-2: all that speak for that country.
    country: str | None = None
    filter: OfficeFilter | None = None
    reason: str

    def bars(self, office: Office, known: Knowledge) -> str | None:
        """Why this office is never written to, in words; None if the bar does not stand before it."""
        of_country = self.country is not None and office.country == self.country
        if of_country or (self.filter is not None and self.filter.matches(office, known)):
            return f"barred by the campaign: {self.reason}"
        return None
