"""A thread that is under way: the first letter is out, and a reminder waits in the queue."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from outreach.model.actor import Actor
from outreach.model.directory import Office
from outreach.model.follow_up import FollowUpRule, FollowUpRules, Wait
from outreach.model.ids import CampaignId, LetterId
from outreach.work.follow_ups.draft import draft_follow_ups
from outreach.work.letters.drafted import Drafted
from outreach.work.letters.requested_time import RequestedTime
from tests.builders import ANN, FakeTransport, approve, draft_context, queue, send_context, send_due

#: Ten days of silence from Tuesday the 2nd of June end on Friday the 12th.
TEN_DAYS = FollowUpRules(default=FollowUpRule(wait=Wait(days=10)), by_kind={}, exceptions={})
FRIDAY = datetime(2026, 6, 12, 8, 0, tzinfo=UTC)


def sent(engine: Engine, *offices: Office, at: RequestedTime | None = None) -> list[LetterId]:
    """First letters that the institutions have since ``MORNING``; gives their ids."""
    ids = queue(engine, *offices, at=at)
    send_due(send_context(engine, {"main": FakeTransport()}))
    return ids


def draft_reminders(
    engine: Engine, *, now: datetime = FRIDAY, rules: FollowUpRules = TEN_DAYS, who: Actor = ANN
) -> list[Drafted]:
    """Draft the reminders that are due."""
    context = draft_context(rules=rules)
    return draft_follow_ups(engine, who, CampaignId("appeal"), context=context, clock=lambda: now)


def remind(engine: Engine) -> tuple[LetterId, LetterId, datetime]:
    """The first letter, its queued reminder, and the moment at which that is due."""
    [first] = sent(engine)
    [line] = draft_reminders(engine)
    assert line.letter_id is not None
    approve(engine, line.letter_id, now=FRIDAY)
    return first, line.letter_id, FRIDAY + timedelta(minutes=1)
