"""What one letter is made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from outreach.model.campaign import Sender
from outreach.model.directory import Channel, Office
from outreach.model.form_of_address import FormOfAddress
from outreach.model.office_name import Holder, OfficeName
from outreach.model.request import Request
from outreach.model.signatory import Signatory
from outreach.model.territory import Territories


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """The first letter, of which a reminder reminds."""

    reference: str
    planned_on: date
    #: The number under which the office has registered it, if it said so.
    their_reference: str = ""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What one letter is made from."""

    #: BCP 47 tag.
    language: str
    step: str
    #: The one that fits what the body can do.
    request: Request
    channel: Channel
    office: Office
    form: FormOfAddress
    #: How the office is called in that language, and who holds it on the printed day.
    name: OfficeName
    holders: tuple[Holder, ...] = ()
    sender: Sender
    #: Our reference, as it is printed.
    reference: str
    #: The day printed under the letterhead.
    planned_on: date
    #: Those listed in the annex.
    signatories: tuple[Signatory, ...]
    #: How many co-sign, those that are only counted too; None: as many as are listed.
    co_signers: int | None = None
    #: How the annex calls countries, before the Unicode CLDR is asked.
    territories: Territories = field(default_factory=dict)
    #: None in a first letter.
    first: Earlier | None
    #: Fact of the case → the fact whose sentence is printed where a text asks for it; empty: nothing is.
    said: Mapping[str, str] = field(default_factory=dict)
    #: Fact → why no letter to this office may ask for it, as the beginning of "… in this letter".
    refused: Mapping[str, str] = field(default_factory=dict)
    #: Those of the signatories whom the text itself names, three at most.
    named_signatories: tuple[str, ...] = ()
    #: Markdown that a person wrote for this letter, in the place of the template's body and request.
    own_body: str | None = None
