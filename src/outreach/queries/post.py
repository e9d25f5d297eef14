"""What waits for the post, ready to be printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from outreach.model.errors import OutreachError, WrongState
from outreach.model.ids import LetterId
from outreach.model.task import Task, TaskKind, TaskStatus
from outreach.queries.tasks import dated, require_approved, stopped_by
from outreach.rendering.letter.dates import DATE_TO_COME
from outreach.rendering.mime.message import attachments_of, text_of
from outreach.rendering.paper.post import PostLetter
from outreach.store import campaigns, contents, directory, letters, tasks
from outreach.store.damage import tell
from outreach.store.database import reading


@dataclass(frozen=True, kw_only=True)
class Post:
    """Every open task to post a letter."""

    letters: Sequence[PostLetter]
    #: Why others are not among them, a line each.
    left_out: Sequence[str]


def open_post(engine: Engine, *, now: datetime) -> Post:
    """All that waits for the post at ``now``, oldest task first: what was approved, and nothing else."""
    found: list[PostLetter] = []
    left_out: list[str] = []
    with reading(engine) as connection:
        for task in tasks.find(
            connection, kind=TaskKind.POST_LETTER, status=TaskStatus.OPEN, unreadable=tell
        ):
            if task.letter_id is None:
                continue
            try:
                found.append(_letter(connection, task, task.letter_id, now))
            except OutreachError as refusal:
                left_out.append(f"task {task.id}: {refusal}")
    return Post(letters=found, left_out=left_out)


def _letter(connection: Connection, task: Task, letter_id: LetterId, now: datetime) -> PostLetter:
    if stop := stopped_by(connection, task, now):
        raise WrongState(stop)
    require_approved(connection, task, letter_id)
    letter, mime = letters.get(connection, letter_id), contents.get(connection, letter_id)
    pdfs = [one.content for one in attachments_of(mime)] if mime else []
    if mime is None or not pdfs:
        raise WrongState(
            f"letter {letter_id} was approved without its PDF: print `outreach tasks show {task.id}`"
        )
    campaign = campaigns.get(connection, letter.campaign_id).campaign
    lines = [line for line in text_of(mime).split("\n") if DATE_TO_COME in line]
    return PostLetter(
        task=task.id,
        office=directory.get(connection, letter.office_id).name,
        reference=campaign.reference_of(letter.id),
        sender=", ".join(filter(None, (campaign.sender.name, campaign.sender.postal_address))),
        pdfs=pdfs,
        date_line=lines[0].strip().replace(DATE_TO_COME, dated(letter)) if lines else "",
    )
