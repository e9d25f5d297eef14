"""A campaign is taken in as its file says it."""

import pytest
from sqlalchemy import Engine

from outreach.model.errors import NotAllowed
from outreach.model.ids import CampaignId
from outreach.store import campaigns
from outreach.work.campaigns.approve import approve_campaign
from outreach.work.campaigns.load import load_campaign
from tests.builders import MORNING, campaign, furnish


def test_a_load_says_whether_anything_changed(sqlite: Engine) -> None:
    furnish(sqlite)

    assert load_campaign(sqlite, campaign(id="new"), who="ann", now=MORNING)
    assert not load_campaign(sqlite, campaign(id="new"), who="bob", now=MORNING)


def test_a_change_voids_the_approval(sqlite: Engine) -> None:
    furnish(sqlite)
    approve_campaign(sqlite, CampaignId("appeal"), who="bob", now=MORNING)

    load_campaign(sqlite, campaign(reference="A-2"), who="ann", now=MORNING)

    with sqlite.begin() as connection:
        assert campaigns.get(connection, CampaignId("appeal")).approved_by is None


def test_a_campaign_is_loaded_by_a_person(sqlite: Engine) -> None:
    with pytest.raises(NotAllowed):
        load_campaign(sqlite, campaign(), who="ann", now=MORNING)
