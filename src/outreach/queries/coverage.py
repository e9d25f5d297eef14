"""Which institutions were written to, where each letter stands, and who answered."""

from dataclasses import dataclass

from sqlalchemy import Engine

from outreach.model.addressing import Addressing
from outreach.model.audience import Reachable, reach
from outreach.model.directory import Channel, Office
from outreach.model.errors import DamagedRow
from outreach.model.ids import CampaignId, LetterId, OfficeId
from outreach.model.letter import Letter
from outreach.model.made_from import languages
from outreach.model.status import OUT, Status
from outreach.model.thread import Answer, AnswerKind, ThreadOutcome, outcome_of
from outreach.store import campaigns, directory, letters, threads
from outreach.store.damage import tell
from outreach.store.database import reading


@dataclass(frozen=True, kw_only=True)
class Line:
    """One office and one letter of it, or one office without one."""

    office_id: OfficeId
    name: str
    body: str
    step: str | None
    channel: Channel | None
    letter_id: LetterId | None
    #: None: no letter.
    status: Status | None
    #: Why the letter is where it is, or why there is none.
    reason: str
    #: None where nothing was sent, so nothing can come back.
    outcome: ThreadOutcome | None


def report_coverage(engine: Engine, campaign_id: CampaignId) -> list[Line]:
    """A line for every office of the directory and every letter to it, by body and office, step by step."""
    with reading(engine) as connection:
        record = campaigns.get(connection, campaign_id)
        offices = directory.find(connection, unreadable=tell)
        suppressed = {one.target: one.explanation for one in directory.suppressed(connection)}
        answers = threads.of_campaign(connection, campaign_id)
        written: dict[OfficeId, list[Letter]] = {}
        damaged: list[DamagedRow] = []
        for letter in letters.find(connection, campaign_id=campaign_id, unreadable=damaged.append):
            written.setdefault(letter.office_id, []).append(letter)
    not_read = {row.office_id: str(row) for row in damaged}
    steps = [step.name for step in record.campaign.steps]
    addressing = Addressing(record.campaign, languages(record.texts))
    lines = []
    for office in offices:
        # A step that the campaign has given up since comes last: its letters are out all the same.
        thread = sorted(
            written.get(office.id, ()),
            key=lambda letter: steps.index(letter.step) if letter.step in steps else len(steps),
        )
        lines += [_line(office, letter, answers.get(office.id, [])) for letter in thread]
        if not thread:
            lines.append(_without(office, suppressed, not_read.get(office.id), addressing.leaves_out(office)))
    for row in damaged:
        tell(row)
    return lines


def _line(office: Office, letter: Letter, answers: list[Answer]) -> Line:
    # A letter that did not leave has had no answer, whatever the office said to the one before.
    out = letter.status in OUT
    return Line(
        office_id=office.id,
        name=office.name,
        body=office.body,
        step=letter.step,
        channel=letter.channel,
        letter_id=letter.id,
        status=letter.status,
        reason=letter.reason,
        outcome=outcome_of(a for a in answers if _concerns(a, letter)) if out else None,
    )


def _concerns(answer: Answer, letter: Letter) -> bool:
    """A bounce says something of its own letter alone, an answer of the whole thread."""
    return answer.kind is not AnswerKind.BOUNCED or answer.letter_id == letter.id


def _without(office: Office, suppressed: dict[str, str], not_read: str | None, left_out: str | None) -> Line:
    if not_read:
        reason = not_read
    elif left_out:
        reason = left_out
    elif office.id in suppressed:
        reason = suppressed[office.id]
    else:
        way = reach(office)
        reason = "not drafted yet" if isinstance(way, Reachable) else way.reason
    return Line(
        office_id=office.id,
        name=office.name,
        body=office.body,
        step=None,
        channel=None,
        letter_id=None,
        status=None,
        reason=reason,
        outcome=None,
    )
