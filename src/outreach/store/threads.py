"""Threads: what came back from an office in a campaign. Only ever added to."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, insert, select

from outreach.model.errors import DamagedRow, NotFound
from outreach.model.ids import AnswerId, CampaignId, Handle, OfficeId
from outreach.model.letter import Letter
from outreach.model.thread import Answer, AnswerKind
from outreach.store.damage import named, tell
from outreach.store.schema import answers

_answers: TypeAdapter[Answer] = TypeAdapter(Answer)
#: For an answer that has lost its day.
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def add(connection: Connection, answer: Answer) -> AnswerId:
    """Write an answer down; gives its id."""
    written = connection.execute(
        insert(answers).values(
            campaign_id=answer.campaign_id,
            office_id=answer.office_id,
            letter_id=answer.letter_id,
            kind=answer.kind,
            note=answer.note,
            recorded_by=answer.recorded_by,
            recorded_at=answer.recorded_at,
            received_on=answer.received_on,
            replaces_id=answer.replaces_id,
            their_reference=answer.their_reference,
        )
    )
    key = written.inserted_primary_key
    assert key is not None  # noqa: S101 - the table has one
    return AnswerId(key[0])


def get(connection: Connection, answer_id: AnswerId) -> Answer:
    """That answer. Raises `NotFound`."""
    row = connection.execute(select(answers).where(answers.c.id == answer_id)).one_or_none()
    if row is None:
        raise NotFound(f"there is no answer {answer_id}: `outreach answers list` shows them all")
    return _answer(row)


def is_replaced(connection: Connection, answer_id: AnswerId) -> bool:
    """Whether a correction stands in its place."""
    return (
        connection.execute(select(answers.c.id).where(answers.c.replaces_id == answer_id)).first() is not None
    )


def list_all(connection: Connection, campaign_id: CampaignId | None = None) -> list[Answer]:
    """Every answer ever recorded, the corrected ones too, oldest first."""
    query = select(answers).order_by(answers.c.id)
    if campaign_id is not None:
        query = query.where(answers.c.campaign_id == campaign_id)
    return [_answer(row) for row in connection.execute(query)]


def of_campaign(
    connection: Connection, campaign_id: CampaignId, office_ids: Collection[OfficeId] | None = None
) -> dict[OfficeId, list[Answer]]:
    """The answers that count, by office, oldest first: not the corrected ones, nor those withdrawn."""
    query = select(answers).where(answers.c.campaign_id == campaign_id).order_by(answers.c.id)
    if office_ids is not None:
        query = query.where(answers.c.office_id.in_(office_ids))
    every = [_answer(row) for row in connection.execute(query)]
    replaced = {answer.replaces_id for answer in every}
    found: dict[OfficeId, list[Answer]] = {}
    for answer in every:
        if answer.id not in replaced and answer.kind is not AnswerKind.WITHDRAWN:
            found.setdefault(answer.office_id, []).append(answer)
    return found


def of_reminders(
    connection: Connection, letters: Sequence[Letter]
) -> dict[tuple[CampaignId, OfficeId], list[Answer]]:
    """The answers in the threads of those that are reminders: nothing is asked for a first letter."""
    reminders = [letter for letter in letters if letter.references]
    found: dict[tuple[CampaignId, OfficeId], list[Answer]] = {}
    for campaign_id in {letter.campaign_id for letter in reminders}:
        offices = {letter.office_id for letter in reminders if letter.campaign_id == campaign_id}
        for office_id, of_thread in of_campaign(connection, campaign_id, offices).items():
            found[campaign_id, office_id] = of_thread
    return found


def of_office(connection: Connection, campaign_id: CampaignId, office_id: OfficeId) -> list[Answer]:
    """The answers of one office that count, oldest first."""
    return of_campaign(connection, campaign_id, [office_id]).get(office_id, [])


def _answer(row: Row[Any]) -> Answer:
    """What it was; of one that cannot be read at least that it came, for then nobody is reminded."""
    try:
        with named("answer", row.id, row.office_id):
            return _answers.validate_python(dict(row._mapping))
    except DamagedRow as damaged:
        tell(damaged)
        return Answer(
            id=row.id,
            campaign_id=row.campaign_id,
            office_id=row.office_id,
            letter_id=row.letter_id,
            kind=AnswerKind.ANSWERED,
            note=str(damaged),
            recorded_by=Handle(str(row.recorded_by)),
            recorded_at=row.recorded_at if isinstance(row.recorded_at, datetime) else _LONG_AGO,
        )
