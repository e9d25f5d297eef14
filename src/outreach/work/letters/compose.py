"""Put one letter together from its campaign, its office and its occasion. The same makes the same bytes."""

from dataclasses import dataclass, field, replace

from outreach.model.addressing import Addressing
from outreach.model.campaign import Campaign, CampaignRecord
from outreach.model.case import said
from outreach.model.co_signers import co_signers
from outreach.model.directory import Address, AddressState, Channel, Office
from outreach.model.errors import BadInput, TemplateFault
from outreach.model.filter_term import Knowledge
from outreach.model.follow_up import FollowUpRules
from outreach.model.form_of_address import FormsOfAddress, form_key
from outreach.model.ids import LetterId
from outreach.model.letter import Content, NewLetter
from outreach.model.live_wants import wants_of_letter
from outreach.model.locale import language_of
from outreach.model.made_from import CampaignParts, with_number
from outreach.model.office_name import gender_of, name_for
from outreach.model.territory import Territories
from outreach.rendering.letter.facts import Facts
from outreach.rendering.mime.message import build_message
from outreach.rendering.paper.typesetter import Typesetter
from outreach.rendering.workshop.workshop import Workshop
from outreach.work.letters.enclose import enclosed
from outreach.work.letters.occasion import LetterPlan


@dataclass(frozen=True, kw_only=True)
class DraftContext:
    """What drafting works with, besides the database."""

    template: Workshop
    forms: FormsOfAddress
    rules: FollowUpRules
    #: Whether letters leave for the world: then only to addresses that a person has checked.
    live: bool
    #: The account of every e-mail that the campaign does not route elsewhere.
    default_account: str
    #: How the annex calls countries, before the Unicode CLDR is asked.
    territories: Territories = field(default_factory=dict)
    #: Makes PDFs, with the campaign's signature.
    typesetter: Typesetter = field(default_factory=Typesetter)
    _parts: dict[str, CampaignParts] = field(default_factory=dict, init=False, repr=False, compare=False)

    def parts(self, record: CampaignRecord) -> CampaignParts:
        """What enters that campaign's letters, worked out once for all of them and not for each."""
        if record.digest not in self._parts:
            self._parts[record.digest] = CampaignParts(record.campaign, record.texts)
        return self._parts[record.digest]


@dataclass(frozen=True, kw_only=True)
class Blocked:
    """What is missing for a letter, in words."""

    reason: str
    #: Whether it is the office's name in the letter's language.
    is_name: bool = False


@dataclass(frozen=True, kw_only=True)
class Composed:
    """The content, and why it is blocked if it is."""

    content: Content
    blocked: str | None
    #: Whether it is blocked because nobody has written how the office is called in its language.
    lacks_name: bool = False


def compose(
    record: CampaignRecord,
    plan: LetterPlan,
    new: NewLetter,
    *,
    own_body: str | None = None,
    context: DraftContext,
) -> Composed:
    """The letter with that id. What cannot be resolved blocks it with a reason; it is never guessed.

    Raises `TemplateFault`: what is wrong with a text is no letter's fault, and nothing is made from it.
    """
    campaign, office, address, due = record.campaign, plan.office, plan.address, plan.departure.due
    addressing = Addressing(campaign, context.template.languages)
    language, language_reason = addressing.language(office)
    facts = gather(addressing, plan, new.id, language, own_body=own_body, context=context)
    subject, mime, blocked = "", None, None
    if isinstance(facts, Blocked):
        blocked = facts.reason
    else:
        try:
            subject, mime = _finished(campaign, facts, plan, new, context)
        except TemplateFault:
            raise
        except BadInput as error:
            blocked = str(error)
    first = plan.occasion.first
    parts = context.parts(record).of(
        office,
        step=plan.occasion.step,
        channel=address.channel,
        address=address.value,
        day=due.local.date(),
    )
    content = Content(
        account=_account(campaign, office, address, context),
        language=language,
        language_reason=language_reason,
        address=address.value,
        envelope_sender=campaign.sender.envelope_sender,
        subject=subject,
        mime=mime,
        printed_on=due.local.date(),
        due=due,
        due_is_manual=plan.departure.is_manual,
        made_from=with_number(parts, first.their_reference if first else ""),
        own_body=own_body,
    )
    lacks_name = isinstance(facts, Blocked) and facts.is_name
    return Composed(content=content, blocked=blocked, lacks_name=lacks_name)


def _finished(
    campaign: Campaign, facts: Facts, plan: LetterPlan, new: NewLetter, context: DraftContext
) -> tuple[str, bytes]:
    """Its subject, and the whole message without its ``Date:``."""
    rendered = context.template.render(facts)
    if facts.channel is Channel.EMAIL:
        # Whoever registers it, or answers under another subject line's "Re:", keeps our reference.
        rendered = replace(rendered, subject=f"{rendered.subject} [{facts.reference}]")
    mime = build_message(
        rendered,
        letter_id=new.id,
        sender=facts.sender,
        recipient=plan.address.value if plan.address.channel is Channel.EMAIL else None,
        recipient_name=facts.name.institution,
        message_id=new.message_id,
        references=plan.occasion.references,
        language=facts.language,
        attachments=enclosed(campaign, facts, rendered, context.typesetter),
    )
    return rendered.subject, mime


def gather(
    addressing: Addressing,
    plan: LetterPlan,
    letter_id: LetterId,
    language: str,
    *,
    own_body: str | None = None,
    context: DraftContext,
) -> Facts | Blocked:
    """What the letter in that language (a tag) is made from, or what is missing for it."""
    campaign, office, address = addressing.campaign, plan.office, plan.address
    if context.live and address.state is not AddressState.VERIFIED:
        return Blocked(
            reason=f"{address.value} is {address.state}: check it on the institution's own page, "
            f"then `outreach contacts verify {office.id} --channel {address.channel}`"
        )
    if left_out := addressing.leaves_out(office):
        return Blocked(reason=left_out)
    known = Knowledge(channel=address.channel, language=language)
    if context.live and (wants := wants_of_letter(campaign, office, known)):
        return Blocked(reason=wants)
    request = addressing.request(office, address.channel)
    if request is None:
        return Blocked(
            reason=f"the campaign asks nothing of a {office.body_kind}: add a [[requests]] to its file whose "
            "`for` fits this office"
        )
    day = plan.departure.due.local.date()
    holders = office.holders_on(day, language)
    gender = gender_of(holders, of_nobody=office.gender)
    key = form_key(context.forms, office, language=language, gender=gender, holders=len(holders))
    if key is None:
        return Blocked(
            reason=f"no form of address for {office.rank!r} in {language!r}: "
            f"add a line to forms-of-address/{language_of(language)}.csv"
        )
    name = name_for(office.names, language, gender)
    if name is None:
        return Blocked(
            reason=f"{office.name} has no name in {language!r}: write it into contacts/office-names.csv",
            is_name=True,
        )
    here = co_signers(campaign, office, known)
    return Facts(
        language=language,
        step=plan.occasion.step,
        request=request,
        channel=address.channel,
        office=office,
        form=context.forms[key],
        name=name,
        holders=holders,
        sender=campaign.sender,
        reference=campaign.reference_of(letter_id),
        planned_on=day,
        co_signers=here if request.annex else replace(here, listed=()),
        territories=context.territories,
        said=said(campaign.case, office, known),
        first=plan.occasion.first,
        on_paper=campaign.paper.wanted(address.channel),
        own_body=own_body,
    )


def _account(campaign: Campaign, office: Office, address: Address, context: DraftContext) -> str:
    if address.channel is not Channel.EMAIL:
        return address.channel.value
    return campaign.routes.get(office.body, context.default_account)
