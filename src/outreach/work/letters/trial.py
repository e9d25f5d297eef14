"""Try one letter on its maker's own mailbox. No letter comes of it, and no office ever gets it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime

from sqlalchemy import Connection, Engine

from outreach.model.actor import Act, Actor
from outreach.model.addressing import Addressing
from outreach.model.audience import Reachable, reach
from outreach.model.campaign import CampaignRecord
from outreach.model.carrier import Transport
from outreach.model.directory import Address, AddressState, Channel, Office
from outreach.model.errors import NotAllowed, NotFound, WrongState
from outreach.model.ids import CampaignId, OfficeId
from outreach.model.mailbox import domain, mailbox, normalize_address
from outreach.model.own_mailbox import office_there
from outreach.model.sending import Message, NotNow, Outcome
from outreach.model.status import Status
from outreach.rendering.mime.message import build_message, with_date
from outreach.store import audit, campaigns, directory, installation, pauses, people
from outreach.store.letter_ids import new_id, new_message_id
from outreach.work.letters.alone import plan_alone
from outreach.work.letters.beforehand import look_up
from outreach.work.letters.compose import Blocked, DraftContext, gather
from outreach.work.letters.enclose import enclosed, require_size

#: Before the subject of what is no letter.
MARK = "[test]"


@dataclass(frozen=True, kw_only=True)
class TrialTerms:
    """What a home lets be tried."""

    #: sandbox or live.
    delivery: str
    live: bool
    #: The mailboxes that are one's own, by the settings: live a letter is tried on these alone.
    own: Collection[str]
    #: Whether everything stands still by the home's file.
    stopped: Callable[[], bool]


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A letter to try, made and written into the audit."""

    account: str
    office_id: OfficeId
    message: Message


def make_trial(
    engine: Engine,
    actor: Actor,
    campaign_id: CampaignId,
    me: str,
    *,
    office_id: OfficeId | None = None,
    terms: TrialTerms,
    context: DraftContext,
    now: datetime,
) -> Trial:
    """The campaign's first letter to that office, or to the first that gets one, addressed to ``me``.

    Its subject begins with `MARK`, it has a reference of its own, and only the audit tells of it. Raises
    `NotAllowed` for a mailbox that is an office's, or lies where one has its own, for one that must not be
    written to, and live for one that is not among ``terms.own``; `WrongState` while sending is stopped, and
    with what blocks the letter.
    """
    me = mailbox(me)
    with engine.begin() as connection:
        by = people.authorize(connection, actor, Act.TEST_LETTER)
        record = campaigns.get(connection, campaign_id)
        _require_own(connection, me, terms)
        office = (
            directory.get(connection, office_id) if office_id else _first(connection, record, context, now)
        )
        account = record.campaign.routes.get(office.body, context.default_account)
        _require_going(connection, campaign_id, account, terms, now)
        message = _message(connection, record, office, me, str(by), account, context=context, now=now)
        audit.write(connection, by, Act.TEST_LETTER, campaign_id, now=now, office=office.id, to=me)
    return Trial(account=account, office_id=office.id, message=message)


async def send_trial(trial: Trial, transports: Mapping[str, Transport], terms: TrialTerms) -> Outcome:
    """Hand it over once, whatever comes of it.

    Raises `NotNow` where everything was stopped meanwhile, `WrongState` where its account is gone.
    """

    async def before_handover() -> None:
        if terms.stopped():
            raise NotNow(Status.HELD, "everything is stopped: `outreach resume`, then try again")

    transport = transports.get(trial.account)
    if transport is None:
        raise WrongState(
            f"there is no account {trial.account!r} in the settings: add it, or route its letters elsewhere"
        )
    try:
        return await transport.send(trial.message, before_handover)
    finally:
        await transport.close()


def _require_own(connection: Connection, me: str, terms: TrialTerms) -> None:
    if office := office_there(me, directory.find(connection)):
        raise NotAllowed(
            f"{me} is an office's, or lies where {office.id} has its own: name a mailbox of yours"
        )
    if stop := directory.suppression(connection, me):
        raise NotAllowed(f"{me} is {stop.explanation} (said by {stop.requested_by})")
    before = installation.delivery(connection)
    if before not in (None, terms.delivery):
        raise NotAllowed(f"this home has sent by {before}: begin a new one for {terms.delivery}")
    own = {normalize_address(one) for one in terms.own}
    if terms.live and normalize_address(me) not in own:
        raise NotAllowed(
            f"{me} is none of your own mailboxes: live a letter is tried only on those that stand in "
            "test_addresses of config/outreach.toml"
        )


def _require_going(
    connection: Connection, campaign_id: CampaignId, account: str, terms: TrialTerms, now: datetime
) -> None:
    if terms.stopped():
        raise WrongState("everything is stopped: `outreach resume`, then try again")
    targets = (pauses.EVERYTHING, pauses.campaign(campaign_id), pauses.account(account))
    if pause := pauses.of(connection, *targets, now=now):
        raise WrongState(f"stopped: {pause.target} by {pause.requested_by}: {pause.reason}")


def _first(connection: Connection, record: CampaignRecord, context: DraftContext, now: datetime) -> Office:
    addressing = Addressing(record.campaign, context.template.languages)
    step = record.campaign.steps[0].name
    for office in directory.find(connection):
        if isinstance(reach(office), Reachable) and not addressing.leaves_out(office):
            known = look_up(connection, record, step, [office], now)
            if office.id not in known.left_out.keys() | known.stops.keys():
                return office
    raise NotFound(
        "there is no office that the campaign writes to: load contacts/, or name one with --office"
    )


def _message(
    connection: Connection,
    record: CampaignRecord,
    office: Office,
    me: str,
    name: str,
    account: str,
    *,
    context: DraftContext,
    now: datetime,
) -> Message:
    campaign = record.campaign
    plan = plan_alone(
        connection,
        record,
        office,
        campaign.steps[0].name,
        channel=None,
        address=Address(channel=Channel.EMAIL, value=me, state=AddressState.VERIFIED),
        context=context,
        now=now,
    ).plan
    addressing = Addressing(campaign, context.template.languages)
    language, _ = addressing.language(office)
    letter_id = new_id()
    facts = gather(addressing, plan, letter_id, language, context=context)
    if isinstance(facts, Blocked):
        raise WrongState(f"the letter to {office.id} is blocked: {facts.reason}")
    rendered = context.template.render(facts)
    files = enclosed(
        campaign, facts, rendered, typesetter=context.typesetter, attachments=context.attachments
    )
    mime = build_message(
        replace(rendered, subject=f"{MARK} {rendered.subject}"),
        letter_id=letter_id,
        sender=campaign.sender,
        recipient=me,
        recipient_name=name,
        message_id=new_message_id(domain(campaign.sender.email)),
        references=(),
        language=language,
        attachments=files,
    )
    require_size(mime, files, account=account, largest=context.largest.get(account))
    return Message(
        letter_id=letter_id,
        channel=Channel.EMAIL,
        envelope_sender=campaign.sender.envelope_sender,
        recipient=me,
        content=with_date(mime, format_datetime(now)),
    )
