"""When an office that stays silent is written to again."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from outreach.model.directory import Office
from outreach.model.working_days import Closed, add_working_days, next_working_day


@dataclass(frozen=True, kw_only=True)
class Wait:
    """How long to wait: exactly one of the three is not zero, and none is less."""

    working_days: int = 0
    days: int = 0
    months: int = 0

    def __post_init__(self) -> None:
        given = [count for count in (self.working_days, self.days, self.months) if count]
        if len(given) != 1 or given[0] < 0:
            raise ValueError("a Wait is so many working days, or days, or months, and at least one")


@dataclass(frozen=True, kw_only=True)
class FollowUpRule:
    """The clock of one kind of body, and when it is not to be reminded or written to."""

    wait: Wait
    closed: tuple[Closed, ...] = ()
    #: No reminder in the addressee's summer break, on top of `closed`.
    no_reminder: tuple[Closed, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FollowUpRules:
    """The rules by kind of body, their exceptions by country, and the rule for every other kind."""

    default: FollowUpRule
    by_kind: Mapping[str, FollowUpRule]
    #: (kind of body, ISO 3166-1 alpha-2 of the country it speaks for); each stands alone.
    exceptions: Mapping[tuple[str, str], FollowUpRule]

    def rule_for(self, office: Office) -> FollowUpRule:
        """The clock of that office."""
        return self.rule(office.body_kind, office.country)

    def rule(self, kind: str, country: str | None) -> FollowUpRule:
        """The clock of that kind of body in that country (None: a body that belongs to none)."""
        exception = self.exceptions.get((kind, country)) if country else None
        return exception or self.by_kind.get(kind, self.default)


def reminder_day(rule: FollowUpRule, sent_on: date, country: str | None) -> date:
    """The day a reminder falls due, in the office's own calendar; the clock starts the day after sending."""
    if rule.wait.working_days:
        # Days of a recess are days on which mail is read late, not days that do not pass: they count.
        due = add_working_days(sent_on, rule.wait.working_days, country)
    elif rule.wait.months:
        due = _months_later(sent_on, rule.wait.months)
    else:
        due = sent_on + timedelta(days=rule.wait.days)
    return next_day(rule, due, country)


def next_day(rule: FollowUpRule, day: date, country: str | None) -> date:
    """That day, or the next on which an office of that country may be reminded."""
    return next_working_day(day, country, (*rule.closed, *rule.no_reminder))


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
