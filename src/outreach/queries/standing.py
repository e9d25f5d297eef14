"""How things stand, and whose turn it is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from outreach.model.counted import counted
from outreach.model.follow_up import FollowUpRules
from outreach.model.ids import CampaignId
from outreach.model.status import Status
from outreach.model.task import TaskStatus
from outreach.queries.follow_ups import waiting
from outreach.store import campaigns, pauses, queue, tallies, tasks
from outreach.store.damage import tell
from outreach.store.database import reading
from outreach.store.pauses import Pause

#: What waits for a person in each state, one letter and many.
_WAITS = {
    Status.IN_DOUBT: "may have left or not: find out, then `letters settle`",
    Status.FAILED: "could not be sent: `letters settle`, another address, or cancel",
    Status.HELD: "held: see why, then draft again or `letters release`",
    Status.BLOCKED: "cannot be written yet: mend what is missing, then draft again",
    Status.DRAFT: "to be read and approved by a second person",
    Status.APPROVED: "waiting for the campaign's approval",
}


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Everything at a glance."""

    letters: Mapping[Status, int]
    #: Queued letters whose time has come.
    due: int
    open_tasks: int
    #: Campaigns that nobody has approved as they are now; live, nothing of theirs leaves.
    unapproved: Sequence[CampaignId]
    #: Offices whose reminder is to be drafted.
    reminders_due: int
    paused: Sequence[Pause]

    def waiting_for_a_person(self) -> list[str]:
        """What needs a person, a line each."""
        lines = [
            f"{counted(self.letters[s], 'letter')} {words}"
            for s, words in _WAITS.items()
            if self.letters.get(s)
        ]
        lines += [
            f"campaign {name} to be read and approved by a second person: `campaign show {name}`"
            for name in self.unapproved
        ]
        if self.reminders_due:
            due = counted(self.reminders_due, "reminder is", "reminders are")
            lines.append(f"{due} due: `follow-ups draft`")
        if self.open_tasks:
            lines.append(f"{counted(self.open_tasks, 'task is', 'tasks are')} open: `tasks list`")
        return lines


def standing(engine: Engine, *, rules: FollowUpRules, now: datetime) -> Standing:
    """How things stand at ``now`` (UTC)."""
    with reading(engine) as connection:
        records = campaigns.list_all(connection, unreadable=tell)
        silent = [follow_up for record in records for follow_up in waiting(connection, record, rules, now)]
        return Standing(
            letters=sum(tallies.of(connection).values(), Counter()),
            due=queue.count_due(connection, now),
            open_tasks=len(tasks.find(connection, status=TaskStatus.OPEN, unreadable=tell)),
            unapproved=[record.campaign.id for record in records if record.approved_by is None],
            reminders_due=sum(
                one.is_due and one.draft_id is None and one.not_written is None for one in silent
            ),
            paused=pauses.list_all(connection, now=now),
        )


def stops(engine: Engine, now: datetime) -> list[Pause]:
    """Everything that is stopped at ``now``, the oldest first."""
    with reading(engine) as connection:
        return pauses.list_all(connection, now=now)
