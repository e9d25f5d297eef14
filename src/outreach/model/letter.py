"""A letter as it is stored, and what one drafting made of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from outreach.model.civil_time import CivilTime
from outreach.model.directory import Channel
from outreach.model.errors import BadInput
from outreach.model.ids import CampaignId, Handle, LetterId, OfficeId
from outreach.model.status import HoldCause, Status


@dataclass(frozen=True, kw_only=True)
class Content:
    """What one drafting made of a letter: what is sealed, and how it was arrived at."""

    #: The account that would carry it today; not sealed, because fail-over may change it.
    account: str
    #: BCP 47 tag of the letter's language, and why it is that one.
    language: str
    language_reason: str
    #: The mailbox, the form's URL, or the postal address.
    address: str
    #: RFC 5321 reverse-path, a bare address.
    envelope_sender: str
    subject: str
    #: The whole message, CRLF line ends, 7-bit, without its ``Date:`` header; None while it is blocked.
    mime: bytes | None
    #: The day printed under the letterhead: the one on which it is due at the recipient's place.
    printed_on: date
    #: When it would leave, and whether a person set that.
    due: CivilTime
    due_is_manual: bool
    #: What entered it, part by part (`model.made_from`).
    made_from: Mapping[str, str]
    #: Markdown that a person wrote for this letter alone; None: the template's body.
    own_body: str | None = None
    #: Files in it that other letters enclose as well: they are kept once.
    files: tuple[bytes, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NewLetter:
    """What a letter is from its making on, and stays."""

    id: LetterId
    campaign_id: CampaignId
    step: str
    office_id: OfficeId
    channel: Channel
    #: RFC 5322 msg-id with its angle brackets.
    message_id: str
    #: msg-ids of the thread's earlier letters, oldest first.
    references: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SeenLetter:
    """A letter as somebody saw it: what they do to it is refused once it says something else."""

    id: LetterId
    content_version: int
    #: The seal of what was shown, or its beginning; empty where none was shown.
    seal: str = ""


@dataclass(frozen=True, kw_only=True)
class Approval:
    """A second person's word over exactly one content."""

    by: Handle
    #: `model.seal` of what was shown.
    seal: str
    #: Keyed, over the letter's id, the seal, the day it is due and the audit's line.
    mac: str
    audit_number: int
    due: CivilTime
    due_is_manual: bool
    #: Whether it leaves at that time; otherwise it waits for its campaign's approval.
    queued: bool


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One finished message to one office by one channel for one step. The bytes live apart (`Content`)."""

    #: Ten characters without look-alikes; printed as the reference, so that a reply on paper finds it.
    id: LetterId
    campaign_id: CampaignId
    step: str
    office_id: OfficeId
    channel: Channel
    status: Status
    #: Why it is in this state, in words for staff.
    reason: str
    #: RFC 5322 msg-id with its angle brackets, fixed when the row is made.
    message_id: str
    #: msg-ids of the thread's earlier letters, oldest first; empty for a first letter.
    references: tuple[str, ...]
    account: str
    language: str
    language_reason: str
    address: str
    envelope_sender: str
    subject: str
    printed_on: date | None
    #: Counts every change of what it says; an approval names the one it saw.
    content_version: int
    #: What entered it, part by part (`model.made_from`); a difference at the claim holds it as stale.
    made_from: Mapping[str, str]
    #: Markdown that a person wrote for this letter alone, in the place of the template's body.
    own_body: str | None
    #: Person who drafted it last, and everybody who ever did.
    author: str
    editors: tuple[str, ...]
    #: Person who approved it, when (UTC), and the hash they approved; empty until then.
    approved_by: str | None
    approved_at: datetime | None
    seal: str | None
    #: Keyed MAC of the approval, without which the sender lets nothing leave, and the audit's line for it.
    mac: str | None
    audit_number: int | None
    #: When it should leave, as the clock on the wall says in its zone; proposed before review.
    due: CivilTime | None
    #: Whether a person set that time; one that was computed keeps to the recipient's working hours.
    due_is_manual: bool | None
    #: Not before this instant (UTC), after a deferral.
    retry_at: datetime | None
    #: The ``Date:`` header's value as it left (RFC 5322 date-time); empty until the first claim.
    date_header: str | None
    #: Fencing token of the present claim, and when the claim lapses (UTC).
    claim: str | None
    lease_until: datetime | None
    #: Why it is held, if it is.
    hold_cause: HoldCause | None

    @property
    def due_at(self) -> datetime | None:
        """The instant (UTC) from which it may leave, worked out late: the rules of a zone may change.

        Raises `BadInput` for a time that there is not.
        """
        try:
            instants = [moment for moment in (self.due and self.due.instant(), self.retry_at) if moment]
        except BadInput as error:
            raise BadInput(f"letter {self.id} has no time that can be read ({error})") from None
        return max(instants, default=None)
