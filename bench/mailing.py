"""The mailing: the real campaign, to offices that nobody has, with the clock stopped."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from bench.job import Figures, Job
from bench.office import offices
from outreach.lists.annex_countries import read_annex_countries
from outreach.lists.campaign_file import read_campaign
from outreach.lists.case_file import read_case
from outreach.lists.follow_up_rules import read_follow_up_rules
from outreach.lists.forms_of_address import read_forms_of_address
from outreach.lists.signatories import read_signatories
from outreach.model.actor import Actor
from outreach.model.campaign import Campaign
from outreach.model.follow_up import FollowUpRules
from outreach.model.form_of_address import FormKey, FormOfAddress, FormsOfAddress
from outreach.model.ids import Handle
from outreach.model.person import Person
from outreach.model.territory import Territories
from outreach.rendering.templates.digests import forms_digests, territories_digests, texts_digests
from outreach.rendering.templates.template_files import read_template_files
from outreach.store import campaigns, directory, people
from outreach.store.database import open_database
from outreach.store.migrate import migrate

REPOSITORY = Path(__file__).parents[1]
EMAILS = REPOSITORY / "templates" / "emails"

#: The Tuesday for which the campaign is planned, and the next day, at an hour at which every one of those
#: ministries is at work: a letter that is late waits for office hours.
DRAFTED_AT = datetime(2026, 6, 2, 7, 0, tzinfo=UTC)
SENT_AT = datetime(2026, 6, 3, 9, 0, tzinfo=UTC)
WRITER, APPROVER = Actor(handle=Handle("ann")), Actor(handle=Handle("bob"))
#: Of every e-mail.
ACCOUNT = "main"


def furnish(job: Job, ready: Callable[[], None]) -> Figures:
    """A database with the campaign and as many offices as letters are wanted."""
    engine = database(job)
    ready()
    begun = time.monotonic()
    migrate(engine)
    campaign = the_campaign()
    texts = (
        texts_digests(EMAILS / campaign.template)
        | forms_digests(the_forms(campaign))
        | territories_digests(the_territories())
    )
    with engine.begin() as connection:
        for person in (WRITER, APPROVER):
            people.add(connection, Person(handle=person.handle, name=person.handle.title()), DRAFTED_AT)
        campaigns.put(connection, campaign, texts, by=WRITER.handle, now=DRAFTED_AT)
        for office in offices(job.letters):
            directory.put(connection, office, by=WRITER.handle, now=DRAFTED_AT)
    engine.dispose()
    return Figures(begun=begun, ended=time.monotonic())


def database(job: Job) -> Engine:
    """The job's database."""
    return open_database(job.database, audit_key=b"bench")


def the_campaign() -> Campaign:
    """The one that the association has, with its signatories and its case."""
    file = REPOSITORY / "config" / "campaigns" / "miftakhov-2026.toml"
    read = read_campaign(file.read_bytes(), file.name, today=DRAFTED_AT.date())
    signed = REPOSITORY / (read.signatories or "contacts/signatories.csv")
    case = read_case((REPOSITORY / read.case).read_bytes(), read.case) if read.case else None
    return read.completed(read_signatories(signed.read_bytes(), signed.name), case)


def the_territories() -> Territories:
    """How the annex calls countries."""
    file = EMAILS / "annex-countries.csv"
    return read_annex_countries(file.read_bytes(), file.name)


def the_forms(campaign: Campaign) -> FormsOfAddress:
    """The forms of address of every language that its template has."""
    forms: dict[FormKey, FormOfAddress] = {}
    languages = read_template_files(
        EMAILS / campaign.template, [step.name for step in campaign.steps]
    ).languages
    for language in languages:
        file = EMAILS / "forms-of-address" / f"{language}.csv"
        if not file.is_file():
            continue  # a variant that greets as its language does
        forms.update(read_forms_of_address(file.read_bytes(), file.name, language))
    return forms


def the_rules() -> FollowUpRules:
    """How long which body is waited for, and its working days."""
    file = REPOSITORY / "config" / "follow-ups.toml"
    return read_follow_up_rules(file.read_bytes(), file.name)
