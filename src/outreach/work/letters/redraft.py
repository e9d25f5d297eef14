"""Rewrite an unsent letter, and let its state follow: one table of decisions."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection

from outreach.model.letter import Content, Letter
from outreach.model.status import ENDED_BY_DRAFTING, Status
from outreach.store import letters
from outreach.work.letters.compose import Composed


@dataclass(frozen=True, kw_only=True)
class Redrafted:
    """What rewriting it has come to."""

    #: Whether it says something else, or leaves on another day, than before.
    changed: bool
    blocked: str | None
    #: Whether an approval is gone with the change.
    approval_void: bool
    #: Whether a hold is gone with it: it leaves as it was approved.
    lifted: bool = False


def redraft(
    connection: Connection,
    mine: Letter,
    before: bytes | None,
    composed: Composed,
    *,
    by: str,
    now: datetime,
) -> Redrafted:
    """Replace what the letter says, ``before`` until now, in the caller's transaction.

    | it was                      | nothing changed          | it changed | something is missing |
    |-----------------------------|--------------------------|------------|----------------------|
    | draft                       | draft                    | draft      | blocked              |
    | blocked                     | –                        | draft      | blocked, with reason |
    | approved, queued            | stays                    | draft      | blocked              |
    | held: stale, late, address  | queued if approved       | draft      | blocked              |
    | held: otherwise             | held                     | held       | held                 |
    | failed (another address)    | draft                    | draft      | blocked              |
    """
    changed = not _same(mine, before, composed.content)
    if changed or not _is_noted(mine, composed.content):
        letters.rewrite(connection, mine, composed.content, editor=by if changed else None)
    void = changed and mine.approved_by is not None
    held_on = mine.status is Status.HELD and mine.hold_cause not in ENDED_BY_DRAFTING
    if held_on:
        return Redrafted(changed=changed, blocked=composed.blocked, approval_void=void)
    match mine.status:
        case Status.BLOCKED if composed.blocked:
            letters.explain(connection, mine, composed.blocked)
        case Status.DRAFT | Status.BLOCKED | Status.FAILED:
            _to_draft(connection, mine, composed, "waits for approval", by, now)
        case Status.HELD if not changed and not composed.blocked and mine.approved_by:
            reason = f"drafted again and not changed: leaves {mine.due}"
            letters.queue_again(connection, mine, reason=reason, by=by, now=now)
            return Redrafted(changed=False, blocked=None, approval_void=False, lifted=True)
        case _ if changed or composed.blocked or mine.status is Status.HELD:
            reason = f"no longer {mine.status}: its content changed after the approval"
            _to_draft(connection, mine, composed, reason, by, now)
        case _:
            pass
    return Redrafted(changed=changed, blocked=composed.blocked, approval_void=void)


def _to_draft(
    connection: Connection, mine: Letter, composed: Composed, reason: str, by: str, now: datetime
) -> None:
    if mine.status is not Status.DRAFT:
        letters.back_to_draft(connection, mine, reason=reason, by=by, now=now)
    if composed.blocked:
        letters.move(
            connection, mine.id, Status.DRAFT, Status.BLOCKED, reason=composed.blocked, by=by, now=now
        )


def _same(mine: Letter, before: bytes | None, content: Content) -> bool:
    """Whether everything that a seal covers, and the time at which it leaves, is what it was."""
    was = (before, mine.address, mine.envelope_sender, mine.due)
    return was == (content.mime, content.address, content.envelope_sender, content.due)


def _is_noted(mine: Letter, content: Content) -> bool:
    """Whether whatever else is known of its making stands there already, as of most letters of a campaign."""
    return all(getattr(mine, name) == getattr(content, name) for name in _NOTED)


#: What a letter has of its content besides the bytes.
_NOTED = [field.name for field in fields(Content) if field.name not in {"mime", "files"}]
