"""The demo: the whole main job on the real directory, rehearsed from the first letter to the reminders.

Every step is one that finds its work done when it is repeated, so that a demo that was interrupted at
any instant goes on where it was. Its clock is a file in its home and only ever goes forward.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Protocol

from outreach.files.home import database_file
from outreach.model.actor import Actor
from outreach.model.campaign import Campaign
from outreach.model.enclosure import FACT_SHEET, Enclosure
from outreach.model.errors import NotAllowed
from outreach.model.ids import CampaignId, Handle, OfficeId
from outreach.model.letter import Letter, SeenLetter
from outreach.model.person import Person
from outreach.model.status import Status
from outreach.model.thread import AnswerKind
from outreach.queries.follow_ups import follow_ups
from outreach.scheduler import shutdown_event
from outreach.store import campaigns, letters, people, threads
from outreach.store.database import reading
from outreach.wiring.house import CLOCK_FILE, House
from outreach.wiring.staff_files import directory_files
from outreach.work.answers.record import record_answer
from outreach.work.campaigns.approve import approve_campaign
from outreach.work.campaigns.load import load_campaign
from outreach.work.contacts.load import load_contacts
from outreach.work.follow_ups.draft import draft_follow_ups
from outreach.work.installation.make_home import make_folder
from outreach.work.letters.approve import approve_letters
from outreach.work.letters.draft import draft_letters
from outreach.work.letters.ready import ApprovalTerms
from outreach.work.people.add import add_person

#: In a home: the demo made it and may go on with it. Any other home is somebody's own.
_MARKER = "demo"

#: The demo's story begins here, a Tuesday.
BEGINNING = datetime(2026, 6, 2, 7, 0, tzinfo=UTC)
CAMPAIGN = CampaignId("miftakhov-2026")

_PEOPLE = (Person(handle=Handle("ada"), name="Ada"), Person(handle=Handle("ben"), name="Ben"))
_WRITER, _APPROVER = (Actor(handle=person.handle) for person in _PEOPLE)

#: Who answers in the demo: the first two of these whose letter is surely out. Nobody has said any of this.
_ANSWERS = (
    (OfficeId("gov-gb-fcdo"), AnswerKind.ANSWERED, "demo: the case has been raised"),
    (OfficeId("eu-ep-droi"), AnswerKind.PROMISED, "demo: a hearing is announced"),
    (OfficeId("gov-ca-gac"), AnswerKind.ANSWERED, "demo: the case has been raised"),
    (OfficeId("gov-fi-mfa"), AnswerKind.TRANSFERRED, "demo: passed on to the embassy"),
)
#: What letters call the sheet.
_FACT_SHEET = {
    "default": "Fact sheet: Azat Miftakhov",
    "fr": "Fiche : Azat Miftakhov",
    "de": "Datenblatt: Azat Miftakhov",
    "es": "Ficha: Azat Miftakhov",
    "it": "Scheda: Azat Miftakhov",
    "pt": "Ficha: Azat Miftakhov",
    "ru": "Справка: Азат Мифтахов",
}
_ANSWERED_ON = datetime(2026, 6, 23, 9, 0, tzinfo=UTC)

#: How long the demo's clock waits past midnight of the last reminder's day, so that it has come everywhere.
_INTO_THE_DAY = timedelta(hours=15)

Advance = Callable[[int, int], None]


class Bars(Protocol):
    """How the demo is followed."""

    def progress(self, what: str) -> AbstractContextManager[Advance]:
        """A bar over one part of the work; the function takes how much is done, and of how much."""
        ...


@dataclass(frozen=True, kw_only=True)
class Played:
    """What the run did."""

    sent: tuple[Letter, ...]
    reminders: int


def play(house: House, bars: Bars) -> Played:
    """Play the demo to its end, or what is left of it.

    Raises `NotAllowed` where letters are live: a demo is a rehearsal.
    """
    if house.live:
        raise NotAllowed("the demo is a rehearsal: take OUTREACH_DELIVERY=live away first")
    marker = house.home / _MARKER
    if database_file(house.home).exists() and not marker.exists():
        raise NotAllowed(f"{house.home} holds a campaign of your own: give the demo another --home")
    make_folder(house.home)
    marker.touch()
    house.prepare()
    if not (house.home / CLOCK_FILE).exists():
        house.set_clock(BEGINNING)
    _people(house)
    _contacts(house, bars)
    _campaign(house)
    _drafts(house, bars)
    _approvals(house)
    sent = _departures(house, bars)
    _answers(house)
    return Played(sent=sent, reminders=_reminders(house, bars))


def _people(house: House) -> None:
    with reading(house.engine) as connection:
        known = {person.handle for person in people.list_all(connection)}
    enroller = None
    for person in _PEOPLE:
        if person.handle not in known:
            add_person(house.engine, enroller, person, now=house.clock())
        enroller = Actor(handle=person.handle)


def _contacts(house: House, bars: Bars) -> None:
    files = directory_files(house.files.path("contacts"))
    with bars.progress("loading the directory") as advance:
        reads = []
        for number, file in enumerate(files, start=1):
            reads.append(house.contacts(file))
            advance(number, len(files))
        load_contacts(house.engine, _WRITER, reads, apply=True, skip_bad=False, now=house.clock())


def _campaign(house: House) -> None:
    starter = house.campaign(house.files.path("config", "campaigns", f"{CAMPAIGN}.toml"))
    campaign = _with_fact_sheet(starter)
    load_campaign(house.engine, _WRITER, campaign, house.texts(campaign).digests, now=house.clock())
    with reading(house.engine) as connection:
        record = campaigns.get(connection, CAMPAIGN)
    if not record.approved_by:
        approve_campaign(house.engine, _APPROVER, CAMPAIGN, record.digest, now=house.clock())


def _with_fact_sheet(campaign: Campaign) -> Campaign:
    """The same, its letters enclosing the fact sheet: in the story the lawyer has confirmed what is on it.

    The starter leaves both to people, for nobody has confirmed anything.
    """
    case = campaign.case
    if case is None or any(one.is_made for one in campaign.enclosures):
        return campaign
    facts = {
        name: replace(fact, confirmed_by="demo: the lawyer", confirmed_on=BEGINNING.date())
        if name in case.unconfirmed_on_sheet
        else fact
        for name, fact in case.facts.items()
    }
    sheet = Enclosure(name=FACT_SHEET, title=_FACT_SHEET)
    enclosures = (sheet, *campaign.enclosures)
    return replace(campaign, case=replace(case, facts=facts), enclosures=enclosures)


def _drafts(house: House, bars: Bars) -> None:
    with bars.progress("drafting the letters") as advance, house.draft_context(CAMPAIGN) as context:
        draft_letters(
            house.engine,
            _WRITER,
            CAMPAIGN,
            "first",
            context=context,
            clock=house.clock,
            progress=lambda _, done, total: advance(done, total),
        )


def _approvals(house: House) -> None:
    with reading(house.engine) as connection:
        drafts = letters.find(connection, campaign_id=CAMPAIGN, step="first", statuses=[Status.DRAFT])
    if drafts:
        approve_letters(
            house.engine,
            _APPROVER,
            [SeenLetter(id=letter.id, content_version=letter.content_version) for letter in drafts],
            ApprovalTerms(rules=house.rules, live=house.live, now=house.clock()),
        )


def _departures(house: House, bars: Bars) -> tuple[Letter, ...]:
    """Turn the clock to each departure in turn, and send what is due."""
    sent: list[Letter] = []
    going_on = "sending in office hours"
    with (
        shutdown_event() as ending,
        house.sending(lambda: not ending.is_set()) as send_due,
        bars.progress(going_on) as advance,
    ):
        advance(0, len(_queued(house)))
        sent += send_due()  # what a killed run left behind is settled here, even when nothing is due
        while due := _next_departure(house):
            house.set_clock(max(house.clock(), due))
            moved = [letter for letter in send_due() if letter.status is not Status.QUEUED]
            if not moved and _next_departure(house) == due:
                break  # what is left waits for a person: a pause, or an account
            if ending.is_set():
                raise KeyboardInterrupt
            sent += moved
            advance(len(sent), len(sent) + len(_queued(house)))
    return tuple(sent)


def _next_departure(house: House) -> datetime | None:
    return min((letter.due_at for letter in _queued(house) if letter.due_at), default=None)


def _queued(house: House) -> list[Letter]:
    with reading(house.engine) as connection:
        return letters.find(connection, campaign_id=CAMPAIGN, statuses=[Status.QUEUED])


def _answers(house: House) -> None:
    with reading(house.engine) as connection:
        answered = threads.of_campaign(connection, CAMPAIGN)
        accepted = letters.find(connection, campaign_id=CAMPAIGN, step="first", statuses=[Status.ACCEPTED])
    out = {letter.office_id: letter.id for letter in accepted}
    wanted = [answer for answer in _ANSWERS if answer[0] in out and answer[0] not in answered]
    for office, kind, note in wanted[: 2 - len(answered)]:
        house.set_clock(max(house.clock(), _ANSWERED_ON))
        record_answer(house.engine, _WRITER, out[office], kind, note=note, now=house.clock())


def _reminders(house: House, bars: Bars) -> int:
    """Turn the clock to the day on which the last reminder falls due, and draft them all."""
    waiting = follow_ups(house.engine, CAMPAIGN, rules=house.rules, now=house.clock())
    if not waiting:
        return 0
    last = max(silent.due_on for silent in waiting)
    house.set_clock(max(house.clock(), datetime.combine(last, time.min, UTC) + _INTO_THE_DAY))
    with bars.progress("drafting the reminders") as advance, house.draft_context(CAMPAIGN) as context:
        drafted = draft_follow_ups(
            house.engine,
            _WRITER,
            CAMPAIGN,
            context=context,
            clock=house.clock,
            progress=lambda _, done, total: advance(done, total),
        )
    return len(drafted)
