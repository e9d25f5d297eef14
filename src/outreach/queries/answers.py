"""Everything that came back, as people recorded it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine

from outreach.model.ids import AnswerId, CampaignId, Handle, LetterId, OfficeId
from outreach.model.thread import Answer, AnswerKind
from outreach.store import campaigns, threads
from outreach.store.database import reading


@dataclass(frozen=True, kw_only=True)
class AnswerLine:
    """One answer, and whether it still counts."""

    id: AnswerId | None
    campaign_id: CampaignId
    office_id: OfficeId
    letter_id: LetterId
    kind: AnswerKind
    note: str
    #: The day on which it came in, or else on which it was recorded (UTC).
    came_on: date
    recorded_by: Handle
    #: The answer that this one corrects.
    replaces_id: AnswerId | None
    #: Not one that has been corrected since, nor the word that there was none.
    counts: bool
    their_reference: str


def list_answers(engine: Engine, campaign_id: CampaignId | None = None) -> list[AnswerLine]:
    """The answers, oldest first, the corrected ones too. Raises `NotFound` for no such campaign."""
    with reading(engine) as connection:
        if campaign_id is not None:
            campaigns.get(connection, campaign_id)
        every = threads.list_all(connection, campaign_id)
    replaced = {answer.replaces_id for answer in every}
    return [_line(answer, answer.id in replaced) for answer in every]


def _line(answer: Answer, is_replaced: bool) -> AnswerLine:
    return AnswerLine(
        id=answer.id,
        campaign_id=answer.campaign_id,
        office_id=answer.office_id,
        letter_id=answer.letter_id,
        kind=answer.kind,
        note=answer.note,
        came_on=answer.received_on or answer.recorded_at.date(),
        recorded_by=answer.recorded_by,
        replaces_id=answer.replaces_id,
        counts=not is_replaced and answer.kind is not AnswerKind.WITHDRAWN,
        their_reference=answer.their_reference,
    )
