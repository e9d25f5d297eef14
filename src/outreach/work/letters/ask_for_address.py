"""Ask a person for the address of an office, and stop asking where the office is no longer written to."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from outreach.model.directory import Office
from outreach.model.ids import CampaignId, OfficeId
from outreach.model.task import TaskKind, TaskStatus
from outreach.store import tasks
from outreach.store.damage import tell

_KIND = TaskKind.FIND_ADDRESS


def ask_for_address(
    connection: Connection, campaign_id: CampaignId, office: Office, reason: str, now: datetime
) -> None:
    """Make a task of it, once."""
    if not tasks.find(
        connection, campaign_id=campaign_id, kind=_KIND, office_id=office.id, status=TaskStatus.OPEN
    ):
        words = (
            f"{office.name}: {reason}. Look on the institution's own page, never guess; put what you find "
            "into its row in contacts/, load that, and draft again."
        )
        tasks.add(
            connection,
            _KIND,
            campaign_id=campaign_id,
            office_id=office.id,
            letter_id=None,
            instructions=f"{words}\n{office.note}".strip(),
            now=now,
        )


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
    for task in tasks.find(
        connection, campaign_id=campaign_id, kind=_KIND, status=TaskStatus.OPEN, unreadable=tell
    ):
        if reason := left_out.get(task.office_id):
            tasks.close(connection, task.id, TaskStatus.DROPPED, by=by, proof=reason, now=now)
