from datetime import date

import pytest

from outreach.model.campaign import Campaign, Sender, Step
from outreach.model.errors import NotFound
from outreach.model.ids import CampaignId, OfficeId

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
    requests={"foreign-ministry": "ministry", "parliament-committee": "parliament"},
    request_exceptions={"parl-gb-fac": "policy"},
    routes={},
    signatories=(),
)


def test_a_body_is_asked_what_its_kind_can_do() -> None:
    assert CAMPAIGN.request_for(OfficeId("gov-fr-mfa"), "foreign-ministry") == "ministry"
    assert CAMPAIGN.request_for(OfficeId("parl-us-hfac"), "parliament-committee") == "parliament"


def test_an_office_may_be_an_exception_to_its_kind() -> None:
    assert CAMPAIGN.request_for(OfficeId("parl-gb-fac"), "parliament-committee") == "policy"


def test_a_body_that_nobody_thought_of_is_asked_nothing() -> None:
    assert CAMPAIGN.request_for(OfficeId("eu-fra"), "eu-agency") is None


def test_the_steps_follow_each_other_to_the_last() -> None:
    assert CAMPAIGN.step_after("first") == Step(name="reminder")
    assert CAMPAIGN.step_after("reminder") == Step(name="last-word")
    assert CAMPAIGN.step_after("last-word") is None


def test_a_step_that_is_no_more_has_none_after_it() -> None:
    with pytest.raises(NotFound, match="campaign free-x has no step 'second': its steps are first, reminder"):
        CAMPAIGN.step_after("second")
