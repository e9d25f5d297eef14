"""Campaigns: kept as their file said it, and approved only as they stand."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from outreach.model.errors import NotFound
from outreach.model.ids import CampaignId
from outreach.store import campaigns
from tests.builders import MORNING, campaign, furnish

LATER = MORNING + timedelta(days=1)


def test_a_campaign_comes_back_as_it_was_loaded(engine: Engine) -> None:
    furnish(engine)

    with engine.begin() as connection:
        record = campaigns.get(connection, CampaignId("appeal"))

    assert record.campaign == campaign()
    assert (record.loaded_by, record.loaded_at) == ("ann", MORNING)
    assert (record.approved_by, record.approved_at) == (None, None)


def test_a_campaign_that_is_not_there_is_not_found(sqlite: Engine) -> None:
    with sqlite.begin() as connection, pytest.raises(NotFound, match="there is no campaign appeal"):
        campaigns.get(connection, CampaignId("appeal"))


def test_an_approval_names_who_and_when(engine: Engine) -> None:
    furnish(engine)
    with engine.begin() as connection:
        campaigns.approve(connection, CampaignId("appeal"), by="bob", now=LATER)

        record = campaigns.get(connection, CampaignId("appeal"))

    assert (record.approved_by, record.approved_at) == ("bob", LATER)


def test_loading_the_same_again_leaves_its_approval(engine: Engine) -> None:
    furnish(engine)
    with engine.begin() as connection:
        campaigns.approve(connection, CampaignId("appeal"), by="bob", now=MORNING)

        assert not campaigns.put(connection, campaign(), by="bob", now=LATER)
        record = campaigns.get(connection, CampaignId("appeal"))

    assert (record.approved_by, record.loaded_by) == ("bob", "ann")


def test_a_change_takes_the_approval_away_and_is_its_loaders(engine: Engine) -> None:
    furnish(engine)
    with engine.begin() as connection:
        campaigns.approve(connection, CampaignId("appeal"), by="bob", now=MORNING)

        assert campaigns.put(connection, campaign(name="Another appeal"), by="bob", now=LATER)
        record = campaigns.get(connection, CampaignId("appeal"))

    assert (record.approved_by, record.approved_at) == (None, None)
    assert (record.loaded_by, record.campaign.name) == ("bob", "Another appeal")


def test_one_signatory_less_is_another_digest() -> None:
    whole = campaign()

    assert campaigns.digest(campaign(signatories=whole.signatories[:1])) != campaigns.digest(whole)
    assert campaigns.digest(campaign()) == campaigns.digest(whole)


def test_campaigns_are_listed_by_id(sqlite: Engine) -> None:
    furnish(sqlite)
    with sqlite.begin() as connection:
        campaigns.put(connection, campaign(id="a-first"), by="ann", now=MORNING)

        assert [record.campaign.id for record in campaigns.list_all(connection)] == ["a-first", "appeal"]
