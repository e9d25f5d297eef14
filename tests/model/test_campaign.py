from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from outreach.model.audience import EVERYBODY, Audience, Bar, Exclusion
from outreach.model.campaign import Campaign, Sender, Step
from outreach.model.directory import Address, Approach, Channel, Office
from outreach.model.errors import NotFound
from outreach.model.filter_term import OF_A_LETTER, OF_AN_OFFICE, Key, Knowledge
from outreach.model.ids import CampaignId
from outreach.model.office_filter import parse_filter
from tests.builders import office, request

CAMPAIGN = Campaign(
    id=CampaignId("free-x"),
    name="Appeal for X",
    template="appeal",
    reference="FX",
    preferred_languages=("fr",),
    fallback_language="en",
    sender=Sender(
        name="Solidarity",
        description={"en": "Association"},
        email="appeal@solidarity.example",
        envelope_sender="appeal@solidarity.example",
        place={"default": "Paris"},
        postal_address="",
        website="",
        time_zone="Europe/Paris",
        country="FR",
    ),
    steps=(Step(name="first", planned_on=date(2026, 6, 2)), Step(name="reminder"), Step(name="last-word")),
    audience=Audience(
        include=(parse_filter("kind:foreign-ministry"), parse_filter("body:parliament has:post")),
        exclude=(
            Exclusion(filter=parse_filter("office:gov-ua-mfa"), reason="it could be used against him"),
            Exclusion(filter=parse_filter("kind:foreign-ministry contacted:30d"), reason="too soon"),
        ),
    ),
    bar=Bar(country="RU", filter=parse_filter("office:ru-ombudsperson"), reason="they hold him"),
    requests=(
        request("policy", "office:parl-gb-fac"),
        request("ministry-de", "kind:foreign-ministry language:de"),
        request("ministry"),
        request("by-post", "kind:parliament-committee channel:post", wants_answer=False, reminders=0),
        request("parliament", "kind:parliament-committee"),
    ),
    routes={},
    signatories=(),
)


def asked(of: Office, **known: Any) -> str | None:
    found = CAMPAIGN.request_for(of, Knowledge(**known))
    return found.name if found else None


def test_a_body_is_asked_what_its_kind_can_do() -> None:
    assert asked(office("gov-fr-mfa")) == "ministry"
    assert asked(office("parl-us-hfac", body_kind="parliament-committee")) == "parliament"


def test_of_the_requests_that_fit_an_office_the_first_counts() -> None:
    assert asked(office("parl-gb-fac", body_kind="parliament-committee")) == "policy"


def test_a_request_may_go_by_the_letters_language_and_channel() -> None:
    assert asked(office("gov-de-mfa"), language="de-AT") == "ministry-de"
    assert asked(office(body_kind="parliament-committee"), channel=Channel.POST) == "by-post"


def test_a_body_that_nobody_thought_of_is_asked_nothing() -> None:
    assert asked(office("eu-fra", body_kind="eu-agency")) is None


def left_out(of: Office, *, keys: Collection[Key] = OF_AN_OFFICE, **known: Any) -> str | None:
    return CAMPAIGN.leaves_out(of, Knowledge(**known), keys)


@pytest.mark.parametrize("approach", Approach)
def test_who_is_barred_is_never_written_to_whatever_a_cell_says(approach: Approach) -> None:
    assert (
        left_out(office("ru-x", country="RU", approach=approach)) == "barred by the campaign: they hold him"
    )
    assert left_out(office("ru-ombudsperson", country=None)) == "barred by the campaign: they hold him"


def test_who_is_left_out_is_so_for_the_reason_given() -> None:
    assert left_out(office("gov-ua-mfa")) == "the campaign leaves it out: it could be used against him"
    assert left_out(office("gov-fr-mfa")) is None


def test_one_of_the_lines_must_fit() -> None:
    parliament = office("parl-xx", body="parliament", body_kind="parliament-committee")

    assert left_out(parliament) == "not in the campaign's audience: none of its lines fits"
    assert left_out(replace(parliament, addresses=(Address(channel=Channel.POST, value="1 Street"),))) is None


def test_of_one_line_the_term_that_does_not_hold_is_told() -> None:
    narrow = replace(CAMPAIGN, audience=Audience(include=(parse_filter("body:EU country:be"),)))

    assert narrow.leaves_out(office(), Knowledge()) == (
        "not in the campaign's audience: its body is government, and body:EU is asked for"
    )


def test_what_changes_with_every_letter_does_not_hold_back_one_that_is_written() -> None:
    parliament = office("parl-xx", body="parliament")

    assert left_out(office(), days_since_contact=3) == "the campaign leaves it out: too soon"
    assert left_out(office(), days_since_contact=3, keys=OF_A_LETTER) is None
    assert left_out(parliament, keys=OF_A_LETTER) is None


def test_a_campaign_without_an_audience_writes_to_everybody() -> None:
    assert (
        replace(CAMPAIGN, audience=EVERYBODY, bar=None).leaves_out(office(country="RU"), Knowledge()) is None
    )


def test_a_request_says_how_many_reminders_there_are() -> None:
    told = request("by-post", wants_answer=False, reminders=0)

    assert told.no_reminder(1) == "it was told that no answer is asked (request by-post)"
    assert request(reminders=0).no_reminder(1) == "it gets no reminder (request ministry)"
    assert request(reminders=1).no_reminder(1) is None
    assert request(reminders=1).no_reminder(2) == "it gets 1 reminder and no more (request ministry)"


def test_a_step_has_its_number() -> None:
    assert [CAMPAIGN.number_of(name) for name in ("first", "reminder", "last-word", "gone")] == [0, 1, 2, 0]


def test_the_steps_follow_each_other_to_the_last() -> None:
    assert CAMPAIGN.step_after("first") == Step(name="reminder")
    assert CAMPAIGN.step_after("reminder") == Step(name="last-word")
    assert CAMPAIGN.step_after("last-word") is None


def test_a_step_that_is_no_more_has_none_after_it() -> None:
    with pytest.raises(NotFound, match="campaign free-x has no step 'second': its steps are first, reminder"):
        CAMPAIGN.step_after("second")
