"""An appeal: who asks, of whom, for what, in which steps."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from outreach.model.case import Case
from outreach.model.errors import NotFound
from outreach.model.ids import CampaignId, Handle, OfficeId
from outreach.model.signatory import Signatory


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who writes, as the letterhead and the headers have it."""

    #: The association's name.
    name: str
    #: What it is, by language; `default` serves the languages that have none.
    description: Mapping[str, str]
    #: The From: mailbox; its domain makes the Message-IDs.
    email: str
    #: RFC 5321 reverse-path; the From: mailbox where nothing else is set.
    envelope_sender: str
    #: The place in the date line, by language, with its `default`.
    place: Mapping[str, str]
    #: For the legal notice and the foot of the page; may be empty.
    postal_address: str
    website: str
    time_zone: str
    #: ISO 3166-1 alpha-2: its holidays, and whether an addressee is foreign.
    country: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """The n-th letter of a campaign; its texts lie in the template's folder of the same name."""

    name: str
    #: The day printed on the letter. A reminder has none: it is dated the day it falls due.
    planned_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Campaign:
    """One appeal as its file says it."""

    id: CampaignId
    name: str
    #: A folder of ``templates/emails/``.
    template: str
    #: Printed before the letter's id as our reference.
    reference: str
    #: BCP 47 tags, first wish first; then the language for offices whose languages we do not write.
    preferred_languages: tuple[str, ...]
    fallback_language: str
    sender: Sender
    #: In order; the first is the first letter.
    steps: tuple[Step, ...]
    #: Kind of body → name of a request in the template, and exceptions by office id.
    requests: Mapping[str, str]
    request_exceptions: Mapping[str, str]
    #: Body (UN, EU, …) → account; what is not named goes by the settings' default account.
    routes: Mapping[str, str]
    signatories: tuple[Signatory, ...]
    #: What letters may state, and to whom. Without one they state nothing that a text asks for by name.
    case: Case | None = None

    def request_for(self, office_id: OfficeId, body_kind: str) -> str | None:
        """The request that fits what this body can do, or None: the caller blocks the letter."""
        return self.request_exceptions.get(office_id) or self.requests.get(body_kind)

    def step_after(self, step: str) -> Step | None:
        """The next step, if there is one.

        Raises `NotFound` for a step that the campaign no longer has.
        """
        names = [s.name for s in self.steps]
        if step not in names:
            raise NotFound(f"campaign {self.id} has no step {step!r}: its steps are {', '.join(names)}")
        following = names.index(step) + 1
        return self.steps[following] if following < len(self.steps) else None


@dataclass(frozen=True, kw_only=True)
class CampaignRecord:
    """A campaign as the database holds it, with who loaded and who approved it."""

    campaign: Campaign
    #: SHA-256 (hex) of the definition and the texts; whoever approves the campaign names the one they saw.
    digest: str
    #: Each text and form of address as they were loaded → digest (`model.made_from`).
    texts: Mapping[str, str]
    loaded_by: Handle
    loaded_at: datetime
    #: Everybody who changed it since its last approval: none of them may approve it.
    makers: tuple[Handle, ...]
    approved_by: Handle | None
    approved_at: datetime | None
