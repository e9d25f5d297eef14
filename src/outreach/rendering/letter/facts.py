"""What one letter is made from."""

from dataclasses import dataclass, field
from datetime import date

from outreach.model.campaign import Sender
from outreach.model.case import NOTHING, Said
from outreach.model.co_signers import CoSigners
from outreach.model.directory import Channel, Office
from outreach.model.form_of_address import FormOfAddress
from outreach.model.office_name import Holder, OfficeName
from outreach.model.request import Request
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
    co_signers: CoSigners
    #: How the annex calls countries, before the Unicode CLDR is asked.
    territories: Territories = field(default_factory=dict)
    #: None in a first letter.
    first: Earlier | None
    #: What it may state of the case.
    said: Said = NOTHING
    #: Whether a PDF is made of it as well.
    on_paper: bool = False
    #: Markdown that a person wrote for this letter, in the place of the template's body and request.
    own_body: str | None = None
