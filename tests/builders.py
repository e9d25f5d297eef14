"""Builders: a test gives what matters to it, the rest is plausible."""

import asyncio
import atexit
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from outreach.lists.annex_countries import read_annex_countries
from outreach.lists.case_file import read_case
from outreach.lists.forms_of_address import read_forms_of_address
from outreach.model.actor import Actor
from outreach.model.audience import Bar
from outreach.model.campaign import Campaign, Sender, Signer, Step
from outreach.model.carrier import Feed, Transport, carry_one_by_one
from outreach.model.case import Case
from outreach.model.directory import Address, AddressState, Approach, Channel, Office
from outreach.model.follow_up import FollowUpRule, FollowUpRules, Wait
from outreach.model.form_of_address import FormsOfAddress
from outreach.model.ids import CampaignId, Handle, LetterId, OfficeId
from outreach.model.letter import Letter, SeenLetter
from outreach.model.office_filter import parse_filter
from outreach.model.office_name import EVERY_LANGUAGE, OfficeName
from outreach.model.person import Person
from outreach.model.request import Request
from outreach.model.sending import Accepted, Message, Outcome
from outreach.model.signatory import Signatory
from outreach.rendering.templates.digests import forms_digests, territories_digests, texts_digests
from outreach.rendering.workshop.workshop import Workshop
from outreach.store import campaigns, directory, letters, people
from outreach.store.database import reading
from outreach.transports.by_hand.transport import ByHandTransport
from outreach.wiring.homes import open_house
from outreach.wiring.house import House
from outreach.work.letters.approve import approve_letters
from outreach.work.letters.compose import DraftContext
from outreach.work.letters.draft import draft_letters
from outreach.work.letters.drafted import Drafted
from outreach.work.letters.ready import ApprovalTerms
from outreach.work.letters.requested_time import RequestedTime
from outreach.work.letters.reschedule import reschedule_letters
from outreach.work.sending import send
from outreach.work.sending.context import SendContext

REPOSITORY = Path(__file__).parents[1]
EMAILS = REPOSITORY / "templates" / "emails"
TERRITORIES = read_annex_countries((EMAILS / "annex-countries.csv").read_bytes(), "annex-countries.csv")

#: A Tuesday, 07:00 UTC.
MORNING = datetime(2026, 6, 2, 7, 0, tzinfo=UTC)

#: A place where nothing can be kept: a test that needs the journal gives it one.
NO_JOURNAL = Path("/nowhere/results.journal")

RULES = FollowUpRules(default=FollowUpRule(wait=Wait(working_days=30)), by_kind={}, exceptions={})


def mailbox(value: str = "registry@ministry.example", **changes: Any) -> Address:
    """An e-mail address."""
    return Address(**{"channel": Channel.EMAIL, "value": value, "state": AddressState.UNVERIFIED} | changes)


#: What signs acts and approvals in tests.
AUDIT_KEY = b"test"


def called(institution: str, **changes: Any) -> OfficeName:
    """A name that stands in every language."""
    values = {
        "language": EVERY_LANGUAGE,
        "institution": institution,
        "address_without_holder": (institution,),
    }
    return OfficeName(**values | changes)


def office(id: str = "gov-xx-mfa", **changes: Any) -> Office:
    """A foreign ministry in France that is reached by e-mail."""
    values: dict[str, Any] = {
        "id": id,
        "body": "government",
        "name": f"Ministry {id}",
        "body_kind": "foreign-ministry",
        "rank": "foreign-minister",
        "addresses": (mailbox(f"registry@{id}.example"),),
        "languages": ("fr",),
        "time_zone": "Europe/Paris",
        "country": "FR",
        "approach": Approach.LETTER,
    }
    values |= changes
    return Office(**{"names": (called(values["name"], title="Minister"),)} | values)


def real_sender() -> Sender:
    """One who may write live: nothing is wanting, and no domain is called as this one is."""
    mailbox = "@".join(("appel", "association.zz"))
    return replace(
        campaign().sender,
        email=mailbox,
        envelope_sender=mailbox,
        postal_address="1, rue de la Paix, 75002 Paris",
        signed_by=Signer(name="A. Person", telephone="+33 1 00 00 00 00", function={"default": "Chair"}),
    )


def request(name: str = "ministry", to: str = "kind:foreign-ministry", **changes: Any) -> Request:
    """What is asked of whomever that filter fits, and of the silent again, twice."""
    values: dict[str, Any] = {
        "name": name,
        "offices": parse_filter(to),
        "opening": "ministry",
        "asks": ("demarche", "investigation"),
        "ending": "answer",
        "reminders": 2,
    }
    return Request(**values | changes)


@cache
def the_case() -> Case:
    """The real one: the real template asks for its facts."""
    file = REPOSITORY / "config" / "cases" / "azat-miftakhov.toml"
    return read_case(file.read_bytes(), file.name)


def campaign(**changes: Any) -> Campaign:
    """The real template's campaign, small."""
    values: dict[str, Any] = {
        "id": "appeal",
        "name": "Appeal",
        "template": "azat-miftakhov",
        "reference": "A-1",
        "preferred_languages": ("fr", "en"),
        "fallback_language": "en",
        "sender": Sender(
            name="Solidarité FreeAzat",
            description={"default": "Association"},
            email="appel@freeazat.example",
            envelope_sender="retours@freeazat.example",
            place={"default": "Paris"},
            postal_address="",
            website="",
            time_zone="Europe/Paris",
            country="FR",
        ),
        "steps": (Step(name="first", planned_on=date(2026, 6, 2)), Step(name="reminder")),
        "bar": Bar(country="RU", reason="they hold him"),
        "requests": (request(),),
        "case": the_case(),
        "routes": {},
        "signatories": (
            Signatory(key="one", name="Une association", country="FR"),
            Signatory(key="two", name="Ein Verein", country="DE"),
        ),
    }
    return Campaign(**values | changes)


@cache
def template_and_forms() -> tuple[Workshop, FormsOfAddress]:
    """The real ones, opened once in each process that runs tests."""
    template = Workshop(EMAILS / "azat-miftakhov", ["first", "reminder"])
    atexit.register(template.close)
    forms = {}
    for language in template.languages:
        file = EMAILS / "forms-of-address" / f"{language}.csv"
        if not file.is_file():
            continue  # a variant that greets as its language does
        forms.update(read_forms_of_address(file.read_bytes(), file.name, language))
    return template, forms


def draft_context(*, live: bool = False, rules: FollowUpRules = RULES, **more: Any) -> DraftContext:
    """What drafting with the real template and forms of address needs."""
    template, forms = template_and_forms()
    return DraftContext(
        template=template,
        forms=forms,
        rules=rules,
        live=live,
        default_account="main",
        territories=TERRITORIES,
        **more,
    )


@cache
def texts() -> Mapping[str, str]:
    """What the real template and its forms of address are, as the campaign is loaded with them."""
    return (
        texts_digests(EMAILS / "azat-miftakhov")
        | forms_digests(draft_context().forms)
        | territories_digests(TERRITORIES)
    )


def actor(handle: str | None) -> Actor:
    """That person, with all roles; nobody goes by no name."""
    return Actor(handle=Handle(handle or ""))


ANN, BOB = actor("ann"), actor("bob")


def seen(engine: Engine, *ids: str) -> list[SeenLetter]:
    """These letters as somebody sees them at this moment."""
    with reading(engine) as connection:
        found = {
            one.id: one.content_version for one in letters.find(connection, ids=[LetterId(i) for i in ids])
        }
    return [SeenLetter(id=LetterId(one), content_version=found.get(LetterId(one), 1)) for one in ids]


def digest_of(engine: Engine, campaign_id: str = "appeal") -> str:
    """The campaign's digest, as somebody sees it at this moment."""
    with reading(engine) as connection:
        return campaigns.get(connection, CampaignId(campaign_id)).digest


def address_of(engine: Engine, office_id: str, channel: Channel = Channel.EMAIL) -> Address:
    """The office's address of that channel, as somebody sees it at this moment."""
    with reading(engine) as connection:
        found = directory.get(connection, OfficeId(office_id)).address(channel)
    assert found is not None
    return found


def furnish(engine: Engine, *offices: Office, appeal: Campaign | None = None) -> None:
    """Two people (ann writes, bob approves), these offices, one campaign loaded by ann."""
    with engine.begin() as connection:
        for handle in ("ann", "bob"):
            people.add(connection, Person(handle=Handle(handle), name=handle.title()), MORNING)
        for one in offices:
            directory.put(connection, one, by=ANN.handle, now=MORNING)
        campaigns.put(connection, appeal or campaign(), texts(), by=ANN.handle, now=MORNING)


def draft(engine: Engine, *, now: datetime = MORNING, live: bool = False) -> list[LetterId]:
    """Draft the first step as ann; gives the ids of the letters."""
    drafted = draft_again(engine, now=now, live=live)
    return [line.letter_id for line in drafted if line.letter_id]


def draft_again(
    engine: Engine,
    *,
    who: Actor = ANN,
    campaign_id: str = "appeal",
    only: Sequence[str] | None = None,
    again: Sequence[LetterId] = (),
    now: datetime = MORNING,
    live: bool = False,
    context: DraftContext | None = None,
) -> list[Drafted]:
    """Draft the first step; gives what became of each office."""
    return draft_letters(
        engine,
        who,
        CampaignId(campaign_id),
        "first",
        context=context or draft_context(live=live),
        only=None if only is None else [OfficeId(one) for one in only],
        again=again,
        clock=lambda: now,
    )


def approve(
    engine: Engine,
    *ids: str,
    who: Actor = BOB,
    at: RequestedTime | None = None,
    live: bool = False,
    now: datetime = MORNING,
) -> list[Letter]:
    """Approve these letters as they are at this moment."""
    return approve_letters(engine, who, seen(engine, *ids), terms(at=at, live=live, now=now))


def terms(
    *,
    rules: FollowUpRules = RULES,
    live: bool = False,
    now: datetime = MORNING,
    at: RequestedTime | None = None,
) -> ApprovalTerms:
    """What an approval goes by."""
    return ApprovalTerms(rules=rules, live=live, now=now, at=at)


def queue(
    engine: Engine,
    *offices: Office,
    now: datetime = MORNING,
    at: RequestedTime | None = None,
    appeal: Campaign | None = None,
) -> list[LetterId]:
    """Furnish, draft and approve: letters that are queued and due at ``MORNING``."""
    furnish(engine, *(offices or (office(),)), appeal=appeal)
    ids = draft(engine, now=now)
    if at is not None:
        reschedule_letters(engine, ANN, seen(engine, *ids), at, context=draft_context(), now=now)
    approve(engine, *ids, now=now)
    return ids


def a_home(folder: Path) -> House:
    """A prepared home with the checkout's files and nothing of the machine's own .env."""
    home = folder / "home"
    home.mkdir(exist_ok=True, mode=0o700)
    (home / ".env").touch(mode=0o600)
    house = open_house(home, REPOSITORY)
    house.prepare()
    return house


class FakeTransport:
    """Answers as told, letter by letter, and keeps what passed the point of no return."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes = list(outcomes)
        self.handed_over: list[Message] = []

    async def send(self, message: Message, before_handover: Callable[[], Awaitable[None]]) -> Outcome:
        """Hand over, then answer with the next outcome; with `Accepted` when none is left."""
        await before_handover()
        self.handed_over.append(message)
        return self.outcomes.pop(0) if self.outcomes else Accepted(receipt="250 ok")

    async def close(self) -> None:
        """Nothing to hang up."""


class Hand(ByHandTransport):
    """The real transport of what a person carries."""

    def __init__(self, *, rehearsal: bool = False) -> None:
        super().__init__(rehearsal=rehearsal)


class Meddling(FakeTransport):
    """A transport during whose work something happens, before and behind the point of no return."""

    def __init__(
        self,
        *outcomes: Outcome,
        before: Callable[[], object] = lambda: None,
        behind: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__(*outcomes)
        self.before, self.behind = before, behind

    async def send(self, message: Message, before_handover: Callable[[], Awaitable[None]]) -> Outcome:
        """As `FakeTransport`; what a deed raises is the transport's own fault."""
        self.before()
        outcome = await super().send(message, before_handover)
        self.behind()
        return outcome


def send_context(
    engine: Engine,
    transports: Mapping[str, Transport],
    *,
    now: datetime = MORNING,
    **changes: Any,
) -> SendContext:
    """A sending process at a fixed time."""
    values: dict[str, Any] = {
        "engine": engine,
        "transports": lambda: transports,
        "journal": NO_JOURNAL,
        "delivery": "sandbox",
        "home": "home",
        "rules": RULES,
        "clock": lambda: now,
    }
    return SendContext(**values | changes)


def send_due(context: SendContext) -> list[LetterId]:
    """One round, beside any other: everything that is due; gives its letters."""
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(lambda: asyncio.run(send.send_due(context))).result()


def statuses(engine: Engine) -> dict[str, str]:
    """Office → state of its latest letter."""
    with engine.connect() as connection:
        return {letter.office_id: letter.status.value for letter in letters.find(connection)}


class FakeSessions(FakeTransport):
    """The same, over as many sessions, each of which pulls its letters."""

    def __init__(self, *outcomes: Outcome, connections: int = 10) -> None:
        super().__init__(*outcomes)
        self.connections = connections

    async def carry(self, feed: Feed) -> None:
        """One session."""
        await carry_one_by_one(self, feed)
