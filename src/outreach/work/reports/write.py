"""Put the report together: every letter as its recipient sees it, who answered, whom nobody could reach."""

from collections import Counter
from datetime import datetime, time

from babel import Locale
from sqlalchemy import Connection, Engine

from outreach.model.addressing import Addressing
from outreach.model.campaign import Campaign
from outreach.model.civil_time import CivilTime, civil
from outreach.model.directory import Address, AddressState, Channel, Office
from outreach.model.errors import BadInput
from outreach.model.ids import CampaignId, LetterId
from outreach.model.letter import Letter
from outreach.model.locale import cldr
from outreach.model.status import WITH_INSTITUTION
from outreach.queries.coverage import Line, report_coverage
from outreach.rendering.letter.facts import Earlier
from outreach.rendering.mime.message import html_of
from outreach.rendering.report.page import Report, Specimen, Unwritten, Written
from outreach.store import campaigns, contents, directory, letters, moves, threads
from outreach.store.damage import tell
from outreach.store.database import reading
from outreach.work.letters.compose import Blocked, DraftContext, gather, reference
from outreach.work.letters.occasion import Departure, LetterPlan, Occasion

#: Whose request the specimens make: the commonest, and one whose form of address every language has.
_SPECIMEN_KIND = "foreign-ministry"


def write_report(engine: Engine, campaign_id: CampaignId, *, context: DraftContext, now: datetime) -> Report:
    """Everything that the report page shows of a campaign, as it stands at ``now`` (UTC)."""
    lines = report_coverage(engine, campaign_id)
    with reading(engine) as connection:
        definition = campaigns.get(connection, campaign_id).campaign
        offices = {office.id: office for office in directory.find(connection, unreadable=tell)}
        of_campaign = letters.find(connection, campaign_id=campaign_id, unreadable=tell)
        by_id = {letter.id: letter for letter in of_campaign}
        written = tuple(
            _written(connection, line, by_id[line.letter_id], offices[line.office_id], definition)
            for line in lines
            if line.letter_id is not None
        )
        answered = tuple(
            (offices[office].name, answer.kind.value, answer.note)
            for office, answers in threads.of_campaign(connection, campaign_id).items()
            if office in offices
            for answer in answers
        )
    unwritten = tuple(
        Unwritten(office_id=line.office_id, name=line.name, body=line.body, reason=line.reason)
        for line in lines
        if line.letter_id is None
    )
    states = Counter(letter.status.value for letter in by_id.values())
    return Report(
        title=definition.name,
        subtitle=_subtitle(context.live, now),
        counts=tuple(sorted(states.items())),
        written=written,
        answered=answered,
        unwritten=unwritten,
        specimens=_specimens(definition, list(offices.values()), context),
    )


def _subtitle(live: bool, now: datetime) -> str:
    day = f"{now.day} {now:%B %Y, %H:%M} UTC"
    return f"As it stands on {day}." if live else f"A rehearsal, as it stands on {day}. Nothing has left."


def _written(
    connection: Connection, line: Line, letter: Letter, office: Office, campaign: Campaign
) -> Written:
    mime = contents.get(connection, letter.id)
    zone = office.time_zone or campaign.sender.time_zone
    when = ""
    if letter.status in WITH_INSTITUTION:
        when = f"sent {civil(moves.accepted_at(connection, letter.id), zone)}"
    elif letter.due_at:
        when = f"due {civil(letter.due_at, zone)}"
    return Written(
        office_id=office.id,
        name=office.name,
        body=office.body,
        step=letter.step,
        language=letter.language,
        channel=letter.channel,
        letter_id=letter.id,
        status=letter.status,
        reason=letter.reason,
        outcome=line.outcome,
        address=letter.address,
        subject=letter.subject,
        when=when,
        html=html_of(mime) if mime else None,
    )


def _specimens(campaign: Campaign, offices: list[Office], context: DraftContext) -> tuple[Specimen, ...]:
    """One letter of each language and step, to a ministry that works in it; sent to nobody."""
    addressing = Addressing(campaign, context.template.languages)
    ministries = [
        office
        for office in offices
        if office.body_kind == _SPECIMEN_KIND and not addressing.leaves_out(office)
    ]
    specimens = []
    for language in sorted(context.template.languages):
        theirs = [office for office in ministries if language in office.languages]
        for office in (theirs or ministries)[:1]:
            specimens += [
                _specimen(campaign, office, language, step.name, context) for step in campaign.steps
            ]
    return tuple(specimens)


def _specimen(
    campaign: Campaign, office: Office, language: str, step: str, context: DraftContext
) -> Specimen:
    first_day = campaign.steps[0].planned_on
    if first_day is None:
        raise BadInput(f"campaign {campaign.id} has no day for its first letter: add planned_on to its step")
    letter_id = LetterId("specimen")
    earlier = Earlier(reference=reference(campaign, letter_id), planned_on=first_day)
    due = CivilTime(local=datetime.combine(first_day, time()), zone=campaign.sender.time_zone)
    plan = LetterPlan(
        office=office,
        address=Address(channel=Channel.EMAIL, value="", state=AddressState.VERIFIED),
        occasion=Occasion(
            step=step,
            not_before=first_day,
            first=None if step == campaign.steps[0].name else earlier,
        ),
        departure=Departure(due=due),
    )
    facts = gather(campaign, plan, letter_id, language, context=context)
    if isinstance(facts, Blocked):
        raise BadInput(f"no specimen in {language}: {facts.reason}")
    rendered = context.template.render(facts)
    name = Locale.parse(cldr(language)).get_display_name(cldr(language)) or language
    return Specimen(
        language=name[:1].upper() + name[1:], step=step, subject=rendered.subject, html=rendered.html
    )
