"""Why an office is written to, where, and when its letter leaves, which decides the day printed on it."""

from dataclasses import dataclass
from datetime import date, datetime

from outreach.model.campaign import Campaign
from outreach.model.civil_time import CivilTime, civil
from outreach.model.directory import Address, Office
from outreach.model.due_time import due_time
from outreach.model.follow_up import FollowUpRules
from outreach.model.letter import Letter
from outreach.model.objection import LATEST
from outreach.model.status import WAITING
from outreach.rendering.letter.facts import Earlier


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """Why an office is written to now."""

    step: str
    #: The letter leaves, and is dated, no earlier.
    not_before: date
    #: msg-ids of the thread's earlier letters, oldest first.
    references: tuple[str, ...] = ()
    #: The first letter of the thread, for a reminder to refer to.
    first: Earlier | None = None


@dataclass(frozen=True, kw_only=True)
class Departure:
    """When a letter leaves, which decides the day printed on it."""

    due: CivilTime
    is_manual: bool = False


@dataclass(frozen=True, kw_only=True)
class LetterPlan:
    """To whom a letter goes, why and when: all that decides what it says, but for the campaign."""

    office: Office
    #: One of the office's own; its channel is the letter's.
    address: Address
    occasion: Occasion
    departure: Departure


def propose(
    office: Office,
    occasion: Occasion,
    campaign: Campaign,
    rules: FollowUpRules,
    mine: Letter | None,
    now: datetime,
) -> Departure:
    """When the letter leaves if nobody says otherwise.

    A letter that has its time keeps it as long as that can still be kept, so that drafting again makes
    the same bytes: until the end of its day, and an approved one for as long as it is not late.
    """
    zone = office.time_zone or campaign.sender.time_zone
    if mine is not None and mine.due is not None:
        today = civil(now, mine.due.zone).local.date()
        grace = LATEST if mine.status in WAITING else LATEST * 0
        # A person may have given it a time on our own clock.
        zones = {zone, campaign.sender.time_zone} if mine.due_is_manual else {zone}
        if mine.due.zone in zones and today - mine.due.local.date() <= grace:
            return Departure(due=mine.due, is_manual=bool(mine.due_is_manual))
    due = due_time(
        office,
        not_before=occasion.not_before,
        is_reminder=bool(occasion.references),
        sender_zone=campaign.sender.time_zone,
        rules=rules,
        now=now,
    )
    return Departure(due=due)
