"""Put the report together: every letter as its recipient sees it, who answered, who gets no letter."""

from collections import Counter
from datetime import datetime

from sqlalchemy import Connection, Engine

from outreach.model.campaign import Campaign
from outreach.model.civil_time import civil
from outreach.model.directory import Office
from outreach.model.ids import CampaignId
from outreach.model.letter import Letter
from outreach.model.status import WITH_INSTITUTION
from outreach.queries.coverage import Line, report_coverage
from outreach.rendering.mime.message import html_of
from outreach.rendering.report.page import Report, Unwritten, Written
from outreach.store import campaigns, contents, directory, letters, moves, threads
from outreach.store.damage import tell
from outreach.store.database import reading
from outreach.work.letters.compose import DraftContext
from outreach.work.reports.specimens import specimens


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
        specimens=specimens(definition, list(offices.values()), context),
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
