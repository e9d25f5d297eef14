"""What the database says that people did, held against the audit: for each approval and each move of a letter
by a person there is a line, whoever approved had made nothing of what they approved, and whom somebody has
suppressed is suppressed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from outreach.model.actor import Act
from outreach.model.campaign import CampaignRecord
from outreach.model.ids import LetterId
from outreach.model.letter import Letter
from outreach.model.mailbox import normalize_address
from outreach.model.status import ON_ITS_WAY, WAITING
from outreach.store import approvals, audit, campaigns, contents, directory, letters, moves
from outreach.store.audit import AuditLine
from outreach.store.moves import OUTREACH

#: By these a letter comes to say what it says; whoever did one of them does not approve it.
_MAKING = frozenset({Act.DRAFT_LETTERS, Act.EDIT_LETTER, Act.RESCHEDULE_LETTERS})
#: These void the approval that came before.
_VOIDING = frozenset({Act.DRAFT_LETTERS, Act.EDIT_LETTER, Act.APPROVE_LETTERS})
#: Nothing comes here without an approval.
_ONLY_APPROVED = WAITING | ON_ITS_WAY


@dataclass(frozen=True, kw_only=True)
class _Record:
    """The audit's lines, as they are asked for."""

    lines: Sequence[AuditLine]
    #: Letter → the lines that name it.
    naming: Mapping[str, Sequence[AuditLine]]
    #: Campaign → the lines in which it was loaded or approved.
    of_campaign: Mapping[str, Sequence[AuditLine]]
    #: Who did something, and when.
    acts: frozenset[tuple[str, datetime]]


def unvouched(connection: Connection) -> Iterator[str]:
    """What no line of the audit stands behind, a sentence each. The lines themselves must hold."""
    record = _record(audit.lines(connection))
    yield from _acts_of_strangers(record)
    yield from _suppressions_gone(connection, record)
    for campaign in campaigns.list_all(connection):
        yield from _of_campaign(connection, record, campaign)
    for letter in letters.find(connection):
        for fault in _of_letter(connection, record, letter):
            yield f"letter {letter.id} to {letter.office_id} {fault}"


def _record(lines: Sequence[AuditLine]) -> _Record:
    naming: dict[str, list[AuditLine]] = {}
    of_campaign: dict[str, list[AuditLine]] = {}
    for line in lines:
        for letter_id in _named(line):
            naming.setdefault(letter_id, []).append(line)
        if line.act in (Act.LOAD_CAMPAIGN, Act.APPROVE_CAMPAIGN):
            of_campaign.setdefault(line.target, []).append(line)
    return _Record(
        lines=lines,
        naming=naming,
        of_campaign=of_campaign,
        acts=frozenset((line.actor, line.at) for line in lines),
    )


def _named(line: AuditLine) -> Sequence[LetterId]:
    """The letters that the line is about."""
    listed = line.detail.get("letters")
    return listed if isinstance(listed, list) else [LetterId(line.target)]


def _acts_of_strangers(record: _Record) -> Iterator[str]:
    """Acts of who had left, and of who was never taken in; a record from before enrolments knows nobody."""
    first = record.lines[0] if record.lines else None
    tells_of_all = first is not None and first.act == Act.ENROL_PERSON and first.actor == first.target
    here: set[str] = set()
    gone: dict[str, int] = {}
    for line in record.lines:
        if line.act == Act.ENROL_PERSON:
            here.add(line.target)
        if line.actor in gone:
            yield f"line {line.number} is by {line.actor}, who had left (line {gone[line.actor]})"
        elif tells_of_all and line.actor not in here:
            yield f"line {line.number} is by {line.actor}, whom no line takes in"
        if line.act == Act.DISABLE_PERSON:
            gone[line.target] = line.number


def _suppressions_gone(connection: Connection, record: _Record) -> Iterator[str]:
    said: dict[str, AuditLine] = {}
    for line in record.lines:
        if line.act == Act.SUPPRESS:
            said[normalize_address(line.target)] = line
        elif line.act == Act.LIFT_SUPPRESSION:
            said.pop(normalize_address(line.target), None)
    here = {one.target for one in directory.suppressed(connection)}
    for target, line in said.items():
        if target not in here:
            told = f"{target} was suppressed by {line.actor} (line {line.number})"
            yield f"{told}, and no line lifts that: it is gone"


def _of_campaign(connection: Connection, record: _Record, found: CampaignRecord) -> Iterator[str]:
    campaign_id = found.campaign.id
    if campaigns.digest_as_stored(connection, campaign_id) != found.digest:
        yield f"campaign {campaign_id} does not say what was loaded: load and approve it again"
    if not found.approved_by:
        return
    here = [x for x in record.of_campaign.get(campaign_id, ()) if x.act == Act.APPROVE_CAMPAIGN]
    if not here or (here[-1].actor, here[-1].detail.get("digest")) != (found.approved_by, found.digest):
        yield f"campaign {campaign_id} is not approved by {found.approved_by} as it stands: approve it again"
    elif line := _loaded_by(record, campaign_id, here[-1]):
        yield f"campaign {campaign_id} was approved by {found.approved_by}, who had loaded it (line {line})"


def _loaded_by(record: _Record, campaign_id: str, act: AuditLine) -> int | None:
    """The line in which whoever did that act was a maker of the campaign as it then stood."""
    found: int | None = None
    for line in record.of_campaign.get(campaign_id, ()):
        if line.number >= act.number:
            break
        if line.act == Act.APPROVE_CAMPAIGN:
            found = None
        elif line.actor == act.actor:
            found = line.number
    return found


def _of_letter(connection: Connection, record: _Record, letter: Letter) -> Iterator[str]:
    if letter.approved_by:
        yield from _of_approval(connection, record, letter)
    elif letter.status in _ONLY_APPROVED:
        yield f"is {letter.status}, and nobody has approved it"
    if not moves.leads_to(connection, letter.id, letter.status):
        yield f"is {letter.status}, and its history does not lead there"
    began = record.lines[0].at if record.lines else None
    for move in moves.history(connection, letter.id):
        by_a_person = move.by != OUTREACH and began is not None and move.at >= began
        if by_a_person and (move.by, move.at) not in record.acts:
            yield f"was made {move.target} by {move.by}, of which no line tells"


def _of_approval(connection: Connection, record: _Record, letter: Letter) -> Iterator[str]:
    naming = record.naming.get(letter.id, ())
    line = next((one for one in naming if one.number == letter.audit_number), None)
    if line is None or (line.act, line.actor) != (Act.APPROVE_LETTERS, letter.approved_by):
        yield f"was not approved by {letter.approved_by}: no line tells of it"
        return
    if not approvals.is_approved(connection, letter, contents.of(connection, [letter.id]).get(letter.id)):
        yield f"is not as {letter.approved_by} approved it"
    for one in naming:
        if one.number > line.number and one.act in _VOIDING:
            yield f"was changed in line {one.number}, and bears an older approval"
        if one.number < line.number and one.act in _MAKING and one.actor == line.actor:
            yield f"was approved by {line.actor}, who had written it (line {one.number})"
    if loaded := _loaded_by(record, letter.campaign_id, line):
        yield f"was approved by {line.actor}, who had loaded its campaign (line {loaded})"
