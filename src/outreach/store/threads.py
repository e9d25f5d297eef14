"""Threads: what came back from an office in a campaign. Only ever added to."""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from outreach.model.ids import CampaignId, OfficeId
from outreach.model.thread import Answer, AnswerKind
from outreach.store.schema import answers


def add(connection: Connection, answer: Answer) -> None:
    """Write an answer down."""
    connection.execute(
        insert(answers).values(
            campaign_id=answer.campaign_id,
            office_id=answer.office_id,
            letter_id=answer.letter_id,
            kind=answer.kind,
            note=answer.note,
            recorded_by=answer.recorded_by,
            recorded_at=answer.recorded_at,
        )
    )


def of_campaign(
    connection: Connection, campaign_id: CampaignId, office_id: OfficeId | None = None
) -> dict[OfficeId, list[Answer]]:
    """The answers by office, oldest first."""
    query = select(answers).where(answers.c.campaign_id == campaign_id).order_by(answers.c.id)
    if office_id is not None:
        query = query.where(answers.c.office_id == office_id)
    found: dict[OfficeId, list[Answer]] = {}
    for row in connection.execute(query):
        recorded_at: datetime = row.recorded_at
        found.setdefault(row.office_id, []).append(
            Answer(
                campaign_id=row.campaign_id,
                office_id=row.office_id,
                letter_id=row.letter_id,
                kind=AnswerKind(row.kind),
                note=row.note,
                recorded_by=row.recorded_by,
                recorded_at=recorded_at,
            )
        )
    return found


def of_office(connection: Connection, campaign_id: CampaignId, office_id: OfficeId) -> list[Answer]:
    """The answers of one office, oldest first."""
    return of_campaign(connection, campaign_id, office_id).get(office_id, [])
