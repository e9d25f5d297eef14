"""Who of the signatories stands on the letter to one office: in its annex, in its count, in its body."""

from dataclasses import dataclass

from outreach.model.campaign import Campaign
from outreach.model.case import withheld
from outreach.model.directory import Office
from outreach.model.filter_term import Knowledge
from outreach.model.signatory import Signatory, Visibility


@dataclass(frozen=True, kw_only=True)
class CoSigners:
    """Those who co-sign one letter."""

    #: In its annex; nobody where that is withheld.
    listed: tuple[Signatory, ...]
    #: All of them, those who are only counted and those of a withheld annex too: a number names nobody.
    count: int
    #: Whom the letter itself names, in the campaign's order.
    named: tuple[str, ...]


def co_signers(campaign: Campaign, office: Office, known: Knowledge) -> CoSigners:
    """Those who agreed to be on a letter to that office, and have not withdrawn.

    Of those whom the campaign would name in the body it leaves out, in silence, whoever may not be: a name
    that must go must not wait until somebody has changed the campaign too.
    """
    here = [one for one in campaign.signatories if _agrees(one, campaign, office, known)]
    if campaign.case and withheld(campaign.case.annex_withheld, office, known):
        return CoSigners(listed=(), count=len(here), named=())
    by_key = {one.key: one for one in here if one.visibility is Visibility.FULL}
    return CoSigners(
        listed=tuple(one for one in here if one.visibility is not Visibility.COUNTED),
        count=len(here),
        named=tuple(by_key[key].name for key in campaign.named_signatories if key in by_key),
    )


def _agrees(one: Signatory, campaign: Campaign, office: Office, known: Knowledge) -> bool:
    version = campaign.case.version if campaign.case else one.consent_version
    return (
        one.withdrawn_on is None
        and one.consent_version in ("", version)
        and one.consent.matches(office, known)
    )
