"""Put one letter together from its campaign, its office and its occasion. The same makes the same bytes."""

from dataclasses import dataclass
from datetime import date

from outreach.model.campaign import Campaign
from outreach.model.directory import Address, AddressState, Channel, Office
from outreach.model.errors import BadInput
from outreach.model.form_of_address import FormsOfAddress, form_of_address
from outreach.model.ids import LetterId
from outreach.model.language import choose_language
from outreach.model.letter import Content
from outreach.rendering.letter.letter import Earlier, Facts, render_letter
from outreach.rendering.mime.message import build_message
from outreach.rendering.templates.template import Template


@dataclass(frozen=True, kw_only=True)
class DraftContext:
    """What lies on the desk when letters are drafted, besides the database."""

    template: Template
    forms: FormsOfAddress
    #: Whether letters leave for the world: then only to addresses that a person has checked.
    live: bool
    #: The account of every e-mail that the campaign does not route elsewhere.
    default_account: str


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """Why an office is written to now."""

    step: str
    planned_on: date
    #: msg-ids of the thread's earlier letters, oldest first.
    references: tuple[str, ...] = ()
    #: The first letter of the thread, for a reminder to refer to.
    first: Earlier | None = None


@dataclass(frozen=True, kw_only=True)
class Composed:
    """The content, and why it is blocked if it is."""

    content: Content
    blocked: str | None


def compose(
    campaign: Campaign,
    office: Office,
    address: Address,
    occasion: Occasion,
    *,
    letter_id: LetterId,
    message_id: str,
    desk: DraftContext,
) -> Composed:
    """The letter with that id. What cannot be resolved blocks it with a reason; it is never guessed."""
    language, language_reason = choose_language(
        office.languages,
        preferred=campaign.preferred_languages,
        available=desk.template.languages,
        fallback=campaign.fallback_language,
    )
    subject, mime, blocked = "", None, None
    try:
        subject, mime = _render(campaign, office, address, occasion, language, letter_id, message_id, desk)
    except BadInput as error:
        blocked = str(error)
    content = Content(
        account=_account(campaign, office, address, desk),
        language=language,
        language_reason=language_reason,
        address=address.value,
        envelope_sender=campaign.sender.envelope_sender,
        subject=subject,
        mime=mime,
        planned_on=occasion.planned_on,
    )
    return Composed(content=content, blocked=blocked)


def _account(campaign: Campaign, office: Office, address: Address, desk: DraftContext) -> str:
    if address.channel is not Channel.EMAIL:
        return address.channel.value
    return campaign.routes.get(office.body, desk.default_account)


def _render(
    campaign: Campaign,
    office: Office,
    address: Address,
    occasion: Occasion,
    language: str,
    letter_id: LetterId,
    message_id: str,
    desk: DraftContext,
) -> tuple[str, bytes]:
    by_mail = address.channel is Channel.EMAIL
    if desk.live and address.state is not AddressState.VERIFIED:
        raise BadInput(
            f"{address.value} is {address.state}: check it on the institution's own page, "
            f"then `outreach contacts verify {office.id} --channel {address.channel}`"
        )
    request = campaign.request_for(office.id, office.body_kind)
    if request is None:
        raise BadInput(f"the campaign asks nothing of a {office.body_kind}: add it to [requests] in its file")
    form = form_of_address(desk.forms, rank=office.rank, language=language, gender=office.gender)
    if form is None:
        raise BadInput(
            f"no form of address for {office.rank!r} in {language!r}: "
            f"add a line to forms-of-address/{language}.csv"
        )
    rendered = render_letter(
        desk.template,
        Facts(
            language=language,
            step=occasion.step,
            request=request,
            channel=address.channel,
            office=office,
            form=form,
            sender=campaign.sender,
            reference=reference(campaign, letter_id),
            planned_on=occasion.planned_on,
            signatories=campaign.signatories,
            first=occasion.first,
        ),
    )
    mime = build_message(
        rendered,
        letter_id=letter_id,
        sender=campaign.sender,
        recipient=address.value if by_mail else None,
        recipient_name=office.name,
        message_id=message_id,
        references=occasion.references,
        language=language,
    )
    return rendered.subject, mime


def reference(campaign: Campaign, letter_id: LetterId) -> str:
    """Our reference as it is printed: a reply on paper finds its letter by it."""
    return f"{campaign.reference}/{letter_id}"
