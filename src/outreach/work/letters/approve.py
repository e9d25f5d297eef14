"""A second person approves letters: the seal names their exact content, and they get their time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine

from outreach.model.civil_time import CivilTime, parse_entered_time
from outreach.model.directory import Office
from outreach.model.due_time import due_time
from outreach.model.errors import BadInput, WrongState
from outreach.model.follow_up import FollowUpRules
from outreach.model.ids import LetterId
from outreach.model.letter import Letter, Status
from outreach.model.person import require_second_person
from outreach.model.seal import seal
from outreach.store import campaigns, directory, letters, people

#: A letter that waits longer has been approved in another world than the one it arrives in.
_FARTHEST = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class RequestedTime:
    """A time that the approver typed; without a zone it is meant in each recipient's own."""

    local: datetime
    zone: str | None


def approve_letters(
    engine: Engine,
    ids: Sequence[LetterId],
    *,
    read: Mapping[LetterId, str] | None = None,
    who: str | None,
    at: RequestedTime | None,
    rules: FollowUpRules,
    live: bool,
    now: datetime,
) -> list[Letter]:
    """Approve these drafts, all or none, and give them back as they now are.

    Without ``at`` each leaves in its recipient's next working hours. Where the campaign is not approved
    yet and delivery is live, they stay `approved` and wait for it; otherwise they are `queued`.

    ``read`` tells by letter the beginning of the seal that the approver has before them: a letter that
    says something else by now is refused.

    Raises `NotAllowed` for one's own letters, `WrongState` for what is no draft, `BadInput` for a time
    that does not exist, exists twice, or is more than a day past.
    """
    with engine.begin() as connection:
        person = people.require(connection, who)
        for letter in letters.find(connection, ids=ids):
            seen = (read or {}).get(letter.id)
            if seen and not sealed(connection, letter).startswith(seen):
                raise WrongState(f"letter {letter.id} has changed since you read it: read it again")
            _approve(connection, letter, person, at, rules, live, now)
        found = letters.find(connection, ids=ids)
        missing = set(ids) - {letter.id for letter in found}
        for unknown in sorted(missing):
            letters.get(connection, unknown)
        return found


def _approve(
    connection: Connection,
    letter: Letter,
    person: str,
    at: RequestedTime | None,
    rules: FollowUpRules,
    live: bool,
    now: datetime,
) -> None:
    if letter.status is not Status.DRAFT:
        raise WrongState(
            f"letter {letter.id} to {letter.office_id} is {letter.status}: only a draft can be approved"
        )
    require_second_person(person, letter.editors, f"letter {letter.id}")
    record = campaigns.get(connection, letter.campaign_id)
    office = directory.get(connection, letter.office_id)
    sender_zone = record.campaign.sender.time_zone
    if at is None:
        due = due_time(
            office,
            planned_on=letter.planned_on,
            is_reminder=bool(letter.references),
            sender_zone=sender_zone,
            rules=rules,
            now=now,
        )
    else:
        due = _said(at, at.zone or office.time_zone or sender_zone, office, now)
    letters.move(
        connection,
        letter.id,
        Status.DRAFT,
        Status.APPROVED,
        reason=f"approved by {person}",
        by=person,
        now=now,
        changes={
            "approved_by": person,
            "approved_at": now,
            "seal": sealed(connection, letter),
            "due_local": due.local,
            "due_zone": due.zone,
            "due_is_manual": at is not None,
        },
    )
    if not live or record.approved_by:
        letters.move(
            connection, letter.id, Status.APPROVED, Status.QUEUED, reason=f"leaves {due}", by=person, now=now
        )


def _said(at: RequestedTime, zone: str, office: Office, now: datetime) -> CivilTime:
    """The approver's time, if it can be meant: from yesterday (at once) to ninety days ahead."""
    if abs(at.local.year - now.year) > 1:  # some years are beyond what a zone can handle
        raise BadInput(f"{at.local:%Y-%m-%d %H:%M} is more than ninety days away: say a nearer time")
    due = parse_entered_time(at.local, zone)
    if now - due.instant() > timedelta(days=1):
        raise BadInput(f"{due} is more than a day past for {office.id}: say a time to come")
    if due.instant() - now > _FARTHEST:
        raise BadInput(f"{due} is more than ninety days ahead: approve it nearer to its time")
    return due


def sealed(connection: Connection, letter: Letter) -> str:
    """The seal of what the letter says at this moment."""
    mime = letters.mime(connection, letter.id)
    if mime is None:
        raise WrongState(f"letter {letter.id} has no content: draft it again")
    return seal(
        mime,
        recipient=letter.address,
        channel=letter.channel,
        envelope_sender=letter.envelope_sender,
    )
