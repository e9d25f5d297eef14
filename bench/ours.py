"""The parts that outreach does: the same verbs that its doors call, with the clock stopped."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url

from bench.job import Job, Part
from bench.office import offices
from outreach.lists.campaign_file import read_campaign
from outreach.lists.follow_up_rules import read_follow_up_rules
from outreach.lists.forms_of_address import read_forms_of_address
from outreach.lists.signatories import read_signatories
from outreach.model.actor import Actor
from outreach.model.campaign import Campaign
from outreach.model.follow_up import FollowUpRules
from outreach.model.ids import Handle
from outreach.model.letter import SeenLetter
from outreach.model.person import Person
from outreach.model.status import Status
from outreach.rendering.mime.message import with_date
from outreach.rendering.templates.digests import forms_digests, texts_digests
from outreach.rendering.workshop.workshop import Workshop
from outreach.store import campaigns, contents, directory, letters, people
from outreach.store.database import open_database, reading
from outreach.store.migrate import migrate
from outreach.transports.smtp.server import SmtpServer, Tls
from outreach.transports.smtp.transport import SmtpTransport
from outreach.work.letters.approve import approve_letters
from outreach.work.letters.compose import DraftContext
from outreach.work.letters.draft import DraftResult, draft_letters
from outreach.work.sending.context import SendContext
from outreach.work.sending.send import send_due

_REPOSITORY = Path(__file__).parents[1]
_EMAILS = _REPOSITORY / "templates" / "emails"

#: The Tuesday for which the campaign is planned, and the next day, at an hour at which every one of those
#: ministries is at work: a letter that is late waits for office hours.
_DRAFTED_AT = datetime(2026, 6, 2, 7, 0, tzinfo=UTC)
_WRITER, _APPROVER = Actor(handle=Handle("ann")), Actor(handle=Handle("bob"))
_SENT_AT = datetime(2026, 6, 3, 9, 0, tzinfo=UTC)


def _furnish(job: Job) -> float:
    url = make_url(job.database)
    if url.get_backend_name() != "sqlite":
        _on_the_server(job, f'CREATE DATABASE "{url.database}"')
    engine = _database(job)
    migrate(engine)
    with engine.begin() as connection:
        for handle in ("ann", "bob"):
            people.add(connection, Person(handle=Handle(handle), name=handle.title()), _DRAFTED_AT)
        campaigns.put(connection, _campaign(), _texts(), by=_WRITER.handle, now=_DRAFTED_AT)
        for office in offices(job.letters):
            directory.put(connection, office, by=_WRITER.handle, now=_DRAFTED_AT)
    return 0


def _draft(job: Job) -> float:
    engine, campaign = _database(job), _campaign()
    with _draft_context() as context:
        begun = time.perf_counter()
        drafted = draft_letters(
            engine,
            _WRITER,
            campaign.id,
            campaign.steps[0].name,
            context=context,
            clock=lambda: _DRAFTED_AT,
        )
        seconds = time.perf_counter() - begun
    not_drafted = [line for line in drafted if line.result is not DraftResult.DRAFTED]
    assert not not_drafted, not_drafted[0]
    assert len(drafted) == job.letters
    return seconds


def _approve(job: Job) -> float:
    engine, rules = _database(job), _rules()
    with reading(engine) as connection:
        seen = [
            SeenLetter(id=letter.id, content_version=letter.content_version)
            for letter in letters.find(connection)
        ]
    begun = time.perf_counter()
    approve_letters(engine, _APPROVER, seen, rules=rules, live=False, now=_DRAFTED_AT)
    return time.perf_counter() - begun


def _send(job: Job) -> float:
    engine = _database(job)
    server = SmtpServer(host="127.0.0.1", port=job.port, tls=Tls.NONE)
    context = SendContext(
        engine=engine,
        transports=lambda: {"main": SmtpTransport(server, loopback_only=True)},
        delivery="sandbox",
        home="bench",
        rules=_rules(),
        clock=lambda: _SENT_AT,
        journal=Path(job.folder) / "results.journal",
        stopped=(Path(job.folder) / "STOP").exists,
    )
    begun = time.perf_counter()
    asyncio.run(send_due(context))
    seconds = time.perf_counter() - begun
    with reading(engine) as connection:
        counted = letters.count_by_status(connection)
    assert counted == {Status.ACCEPTED: job.letters}, counted
    return seconds


def _prebuild(job: Job) -> float:
    """``letters.eml``: the letters end to end; ``letters.json``: sender, recipient and length of each."""
    envelopes, date_header = [], format_datetime(_SENT_AT)
    with (
        reading(open_database(job.database)) as connection,
        (Path(job.folder) / "letters.eml").open("wb") as file,
    ):
        for letter in letters.find(connection):
            content = with_date(contents.get(connection, letter.id) or b"", date_header)
            file.write(content)
            envelopes.append((letter.envelope_sender, letter.address, len(content)))
    (Path(job.folder) / "letters.json").write_text(json.dumps(envelopes))
    return 0


def _clear(job: Job) -> float:
    url = make_url(job.database)
    if url.get_backend_name() != "sqlite":
        _on_the_server(job, f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)')
    return 0


def _on_the_server(job: Job, statement: str) -> None:
    server = make_url(job.database).set(database="postgres").render_as_string(hide_password=False)
    engine = open_database(server).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _campaign() -> Campaign:
    file = _REPOSITORY / "config" / "campaigns" / "miftakhov-2026.toml"
    read = read_campaign(file.read_bytes(), file.name, today=_DRAFTED_AT.date())
    signed = _REPOSITORY / read.signatories
    return read.signed_by(read_signatories(signed.read_bytes(), signed.name))


@contextmanager
def _draft_context() -> Iterator[DraftContext]:
    campaign = _campaign()
    with Workshop(_EMAILS / campaign.template, [step.name for step in campaign.steps]) as template:
        forms = {}
        for language in template.languages:
            file = _EMAILS / "forms-of-address" / f"{language}.csv"
            forms.update(read_forms_of_address(file.read_bytes(), file.name, language))
        yield DraftContext(template=template, forms=forms, rules=_rules(), live=False, default_account="main")


def _texts() -> dict[str, str]:
    with _draft_context() as context:
        return texts_digests(_EMAILS / _campaign().template) | forms_digests(context.forms)


def _database(job: Job) -> Engine:
    return open_database(job.database, audit_key=b"bench")


def _rules() -> FollowUpRules:
    file = _REPOSITORY / "config" / "follow-ups.toml"
    return read_follow_up_rules(file.read_bytes(), file.name)


PARTS: Mapping[Part, Callable[[Job], float]] = {
    Part.FURNISH: _furnish,
    Part.DRAFT: _draft,
    Part.APPROVE: _approve,
    Part.SEND: _send,
    Part.PREBUILD: _prebuild,
    Part.CLEAR: _clear,
}
