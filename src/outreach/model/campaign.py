"""An appeal: who asks, of whom, for what, in which steps."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from outreach.model.audience import EVERYBODY, Audience, Bar
from outreach.model.case import Case
from outreach.model.directory import Office
from outreach.model.errors import NotFound
from outreach.model.filter_term import OF_A_LETTER, Key, Knowledge
from outreach.model.ids import CampaignId, Handle, LetterId
from outreach.model.office_filter import OfficeFilter
from outreach.model.paper import AS_USUAL, Paper
from outreach.model.request import Request
from outreach.model.signatory import Signatory


@dataclass(frozen=True, kw_only=True)
class Signer:
    """The person who signs, as a registry wants to know it. Live refuses while anything here is empty."""

    name: str = ""
    telephone: str = ""
    #: By language, with its `default`.
    function: Mapping[str, str] = field(default_factory=dict)


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
    signed_by: Signer = field(default_factory=Signer)


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
    audience: Audience = EVERYBODY
    bar: Bar | None = None
    #: In order: the first that fits an office counts.
    requests: tuple[Request, ...]
    #: Body (UN, EU, …) → account; what is not named goes by the settings' default account.
    routes: Mapping[str, str]
    signatories: tuple[Signatory, ...]
    #: What letters may state, and to whom. Without one they state nothing that a text asks for by name.
    case: Case | None = None
    #: Keys of at most three signatories whom the letter itself names.
    named_signatories: tuple[str, ...] = ()
    paper: Paper = AS_USUAL

    def leaves_out(self, office: Office, known: Knowledge, keys: Collection[Key] = OF_A_LETTER) -> str | None:
        """Why it is not written to, in words; None if it is. Of the audience only those keys are asked."""
        barred = self.bar.bars(office, known) if self.bar else None
        return barred or self.audience.leaves_out(office, known, keys)

    def request_for(self, office: Office, known: Knowledge) -> Request | None:
        """The request that fits what this body can do, or None: the caller blocks the letter."""
        return next((one for one in self.requests if one.offices.matches(office, known)), None)

    def filters(self) -> Iterator[OfficeFilter]:
        """Every filter that it has."""
        yield from self.audience.include
        yield from (request.offices for request in self.requests)
        yield from self.keeping()
        yield from (one.whom for one in (self.case.consents if self.case else ()))
        yield from (one.consent for one in self.signatories)

    def keeping(self) -> Iterator[OfficeFilter]:
        """Every filter by which it keeps a letter, or something in it, from somebody."""
        yield from (exclusion.filter for exclusion in self.audience.exclude)
        if self.bar and self.bar.filter:
            yield self.bar.filter
        yield from self.case.keeping if self.case else ()

    def reference_of(self, letter_id: LetterId) -> str:
        """Our reference as it is printed: a reply on paper finds its letter by it."""
        return f"{self.reference}/{letter_id}"

    def number_of(self, step: str) -> int:
        """Which letter of an office's it is: 0 for the first and for one that it no longer has, 1 for the
        first reminder.
        """
        return next((number for number, one in enumerate(self.steps) if one.name == step), 0)

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
