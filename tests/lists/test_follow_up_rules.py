import pytest

from outreach.lists.follow_up_rules import read_follow_up_rules
from outreach.model.errors import BadInput
from outreach.model.follow_up import FollowUpRule, FollowUpRules, Wait
from outreach.model.working_days import Closed

DEFAULT = '[default]\nwait = "30 working days"\n'


def read(text: str) -> FollowUpRules:
    return read_follow_up_rules(text.encode(), "f.toml")


def test_kinds_and_countries_have_clocks_of_their_own() -> None:
    rules = read(
        DEFAULT
        + '[kind.eu-parliament]\nwait = "2 months"\nclosed = ["07-20..08-31", "12-18..01-08"]\n'
        + '[kind.foreign-ministry.country.GB]\nwait = "25 working days"\n'
    )

    assert rules == FollowUpRules(
        default=FollowUpRule(wait=Wait(working_days=30)),
        by_kind={
            "eu-parliament": FollowUpRule(
                wait=Wait(months=2),
                closed=(Closed(first=(7, 20), last=(8, 31)), Closed(first=(12, 18), last=(1, 8))),
            )
        },
        exceptions={("foreign-ministry", "GB"): FollowUpRule(wait=Wait(working_days=25))},
    )


def test_a_kind_may_have_a_clock_and_exceptions_to_it() -> None:
    rules = read(DEFAULT + '[kind.x]\nwait = "9 days"\n[kind.x.country.FR]\nwait = "8 days"\n')

    assert rules.rule("x", "DE").wait == Wait(days=9)
    assert rules.rule("x", "FR").wait == Wait(days=8)


def test_the_time_without_reminders_holds_for_every_rule() -> None:
    rules = read(
        'no_reminder = ["08-01..08-31"]\n'
        + DEFAULT
        + '[kind.x]\nwait = "9 days"\n[kind.y.country.FR]\nwait = "8 days"\n'
    )

    august = (Closed(first=(8, 1), last=(8, 31)),)
    assert rules.rule("z", None).no_reminder == august
    assert rules.rule("x", None).no_reminder == august
    assert rules.rule("y", "FR").no_reminder == august


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("1 working day", Wait(working_days=1)),
        ("25 working days", Wait(working_days=25)),
        ("1 day", Wait(days=1)),
        ("90 days", Wait(days=90)),
        ("1 month", Wait(months=1)),
        ("2 months", Wait(months=2)),
    ],
)
def test_a_wait_is_written_in_words(text: str, wait: Wait) -> None:
    assert read(f'[default]\nwait = "{text}"').default.wait == wait


@pytest.mark.parametrize(
    "text", ["0 days", "-1 days", "two months", "30", "3 weeks", "1.5 months", "9999 days"]
)
def test_an_unclear_wait_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match=rf"^f\.toml: default\.wait '{text}' is not clear: write "):
        read(f'[default]\nwait = "{text}"')


@pytest.mark.parametrize("text", ["", "08-01", "08-01..08-32", "02-30..03-01", "13-01..01-01", "8-1..8-31"])
def test_what_is_no_stretch_of_the_year_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match=rf"^f\.toml: no_reminder '{text}' is not a stretch of the year"):
        read(f'no_reminder = ["{text}"]\n{DEFAULT}')


def test_the_29th_of_february_is_a_day() -> None:
    rules = read(DEFAULT + 'closed = ["02-29..02-29"]')

    assert rules.default.closed == (Closed(first=(2, 29), last=(2, 29)),)


def test_a_year_without_a_day_for_reminders_is_refused() -> None:
    with pytest.raises(BadInput, match=r"^f\.toml: kind\.x\.closed leaves less than four weeks of the year"):
        read(
            'no_reminder = ["01-01..06-30"]\n'
            + DEFAULT
            + '[kind.x]\nwait = "9 days"\nclosed = ["07-01..12-10"]'
        )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "default.wait is missing: fill it in"),
        ("[default]", "default.wait is missing: fill it in"),
        (DEFAULT + "[kind.x]", "kind.x.wait is missing: fill it in"),
        (DEFAULT + "[kind.x.country.FR]", "kind.x.country.FR.wait is missing: fill it in"),
        (DEFAULT + '[kind."X Y"]', "kind.X Y must be a kind of body, like foreign-ministry"),
        (DEFAULT + "[kind.x.country.UK]", "kind.x.country.UK must be a country's code of two capital"),
        (DEFAULT + "[kinds.x]", "kinds is not known here: it may hold no_reminder, default, kind"),
        (
            DEFAULT + "[kind.x]\nafter = 1",
            "kind.x.after is not known here: it may hold wait, closed, country",
        ),
        (DEFAULT + "[kind.x.country.FR]\nx = 1", "kind.x.country.FR.x is not known here"),
        (DEFAULT + "x = 1", "default.x is not known here: it may hold wait, closed"),
        (DEFAULT + 'closed = "08-01..08-31"', "default.closed must be a list of texts"),
        (DEFAULT + "[kind]\nx = 1", "kind.x must be a table of its own: [kind.x] and its keys below"),
    ],
)
def test_what_is_wrong_is_told_with_its_key(text: str, message: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(text)

    assert str(refused.value).startswith(f"f.toml: {message}")
