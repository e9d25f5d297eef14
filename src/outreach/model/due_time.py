"""When a letter leaves if nobody says otherwise."""

from datetime import date, datetime, time

from outreach.model.civil_time import CivilTime
from outreach.model.directory import Office
from outreach.model.follow_up import FollowUpRules
from outreach.model.working_days import next_office_hour


def due_time(
    office: Office,
    *,
    not_before: date | None,
    is_reminder: bool,
    sender_zone: str,
    rules: FollowUpRules,
    now: datetime,
) -> CivilTime:
    """When a letter to this office leaves if nobody says otherwise: its next working hours.

    Not before that day's start, not in a recess of its kind of body, and a reminder not in the
    addressee's summer break. An office without a zone is one that a person writes to by hand: it follows
    the sender's clock.
    """
    zone = office.time_zone or sender_zone
    after = now
    if not_before is not None:
        start = CivilTime(local=datetime.combine(not_before, time.min), zone=zone).instant()
        after = max(now, start)
    rule = rules.rule_for(office)
    closed = (*rule.closed, *rule.no_reminder) if is_reminder else rule.closed
    return next_office_hour(after, zone, office.holiday_country, closed)
