"""Threads: what came back from an office in a campaign. Only ever added to."""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from outreach.model.thread import Answer, AnswerKind
from outreach.store.schema import answers


def add(connection: Connection, answer: Answer) -> None:
    """Write an answer down."""
    connection.execute(
        insert(answers).values(
            campaign=answer.campaign,
            office=answer.office,
            letter=answer.letter,
            kind=answer.kind,
            note=answer.note,
            recorded_by=answer.recorded_by,
            recorded_at=answer.recorded_at,
        )
    )


def of_campaign(connection: Connection, campaign: str, office: str | None = None) -> dict[str, list[Answer]]:
    """The answers by office, oldest first."""
    query = select(answers).where(answers.c.campaign == campaign).order_by(answers.c.id)
    if office is not None:
        query = query.where(answers.c.office == office)
    found: dict[str, list[Answer]] = {}
    for row in connection.execute(query):
        recorded_at: datetime = row.recorded_at
        found.setdefault(row.office, []).append(
            Answer(
                campaign=row.campaign,
                office=row.office,
                letter=row.letter,
                kind=AnswerKind(row.kind),
                note=row.note,
                recorded_by=row.recorded_by,
                recorded_at=recorded_at,
            )
        )
    return found


def of_office(connection: Connection, campaign: str, office: str) -> list[Answer]:
    """The answers of one office, oldest first."""
    return of_campaign(connection, campaign, office).get(office, [])
