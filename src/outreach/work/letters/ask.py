"""Ask a person for what a letter lacks, once for each office, and stop asking where nobody is written to."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from outreach.model.directory import Channel, Office
from outreach.model.ids import CampaignId, Handle, OfficeId
from outreach.model.task import Task, TaskKind, TaskStatus
from outreach.store import tasks
from outreach.store.damage import tell

_LOOK = (
    "Look on the institution's own page, never guess; put what you find into its row in contacts/, load "
    "that, and draft again."
)


def ask_for_address(
    connection: Connection, campaign_id: CampaignId, office: Office, reason: str, now: datetime
) -> None:
    """Somebody is to find out where it is written to, and where to look; what might be one is no address."""
    where = [f"{office.name}: {reason}. {_LOOK}"]
    if office.contact_page:
        where.append(f"Look here first: {office.contact_page}")
    if office.candidates:
        where.append(f"Perhaps, and to be checked there before it is used: {office.candidates}")
    _ask(connection, TaskKind.FIND_ADDRESS, campaign_id, office, "\n".join([*where, office.note]), now)


def ask_for_better_way(
    connection: Connection, campaign_id: CampaignId, office: Office, now: datetime
) -> None:
    """Paper reaches an office too; where its mailbox may be found, somebody is still to look."""
    unknown = office.address(Channel.EMAIL) is None
    if unknown and (office.contact_page or office.candidates):
        reason = "its letter goes by post or form, because no mailbox is known"
        ask_for_address(connection, campaign_id, office, reason, now)


def ask_for_name(
    connection: Connection, campaign_id: CampaignId, office: Office, language: str, now: datetime
) -> None:
    """Somebody is to write down how it is called in that language."""
    words = (
        f"{office.name} has no name in {language}: write its finished lines into contacts/office-names.csv "
        f"(office {office.id}, language {language}), or give its row the language * if its own name "
        "stands in every language; load contacts/, and draft again."
    )
    _ask(connection, TaskKind.WRITE_NAME, campaign_id, office, words, now)


def drop_name(
    connection: Connection, campaign_id: CampaignId, office: Office, by: Handle, now: datetime
) -> None:
    """The name is there, and nobody need write it any more."""
    for task in _open(connection, TaskKind.WRITE_NAME, campaign_id, office):
        tasks.close(connection, task.id, TaskStatus.DROPPED, by=by, proof="the name is there", now=now)


def stop_asking(
    connection: Connection,
    campaign_id: CampaignId,
    left_out: Mapping[OfficeId, str],
    *,
    by: str,
    now: datetime,
) -> None:
    """Drop what was asked of these offices, each for its reason: nobody shall look for their addresses."""
    if not left_out:
        return
    for kind in (TaskKind.FIND_ADDRESS, TaskKind.WRITE_NAME):
        for task in tasks.find(
            connection, campaign_id=campaign_id, kind=kind, status=TaskStatus.OPEN, unreadable=tell
        ):
            if reason := left_out.get(task.office_id):
                tasks.close(connection, task.id, TaskStatus.DROPPED, by=by, proof=reason, now=now)


def _ask(
    connection: Connection,
    kind: TaskKind,
    campaign_id: CampaignId,
    office: Office,
    words: str,
    now: datetime,
) -> None:
    if not _open(connection, kind, campaign_id, office):
        tasks.add(
            connection,
            kind,
            campaign_id=campaign_id,
            office_id=office.id,
            letter_id=None,
            instructions=words.strip(),
            now=now,
        )


def _open(connection: Connection, kind: TaskKind, campaign_id: CampaignId, office: Office) -> list[Task]:
    return tasks.find(
        connection, campaign_id=campaign_id, kind=kind, office_id=office.id, status=TaskStatus.OPEN
    )
