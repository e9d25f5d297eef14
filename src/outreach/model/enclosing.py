"""Which of a campaign's enclosures go with the letter to one office, and which it is offered instead."""

from dataclasses import dataclass

from outreach.model.campaign import Campaign
from outreach.model.case import said
from outreach.model.co_signers import co_signers
from outreach.model.directory import Channel, Office
from outreach.model.enclosure import SIGNATORIES, Enclosure
from outreach.model.filter_term import Knowledge


@dataclass(frozen=True, kw_only=True)
class Enclosing:
    """What goes with one letter, each in the campaign's order."""

    enclosed: tuple[Enclosure, ...] = ()
    #: What the letter says is sent on request.
    on_request: tuple[Enclosure, ...] = ()


NO_ENCLOSURES = Enclosing()


def enclosing(campaign: Campaign, office: Office, known: Knowledge) -> Enclosing:
    """What goes with a letter to that office, by the channel and in the language that are ``known``.

    A form takes no files. A file that states what is withheld from the office is neither enclosed nor
    spoken of.
    """
    here = [
        one
        for one in campaign.enclosures
        if one.offices.matches(office, known) and _may_be_read(one, campaign, office, known)
    ]
    asked = [
        one
        for one in here
        if known.channel is Channel.WEB_FORM or (one.on_request and one.on_request.matches(office, known))
    ]
    return Enclosing(
        enclosed=tuple(one for one in here if one not in asked),
        on_request=tuple(asked),
    )


def _may_be_read(one: Enclosure, campaign: Campaign, office: Office, known: Knowledge) -> bool:
    """Nobody but its makers knows what stands in a file: what they say of it decides."""
    if SIGNATORIES in one.states and (
        len(co_signers(campaign, office, known).listed) < len(campaign.signatories)
    ):
        return False
    may = said(campaign.case, office, known).facts
    return all(may.get(fact) == fact for fact in one.states if fact != SIGNATORIES)
