"""Whether an office is written to, and by which way."""

from dataclasses import dataclass

from outreach.model.directory import Address, AddressState, Approach, Channel, Office
from outreach.model.mailbox import needs_smtputf8


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
