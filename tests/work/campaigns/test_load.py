"""A campaign is taken in as its file says it."""

import pytest
from sqlalchemy import Engine

from outreach.model.errors import NotAllowed
from outreach.model.ids import CampaignId
from outreach.store import campaigns
from outreach.work.campaigns.approve import approve_campaign
from outreach.work.campaigns.load import load_campaign
from tests.builders import MORNING, actor, campaign, digest_of, furnish, texts


def test_a_load_says_whether_anything_changed(sqlite: Engine) -> None:
    furnish(sqlite)

    assert load_campaign(sqlite, actor("ann"), campaign(id="new"), texts(), now=MORNING)
    assert not load_campaign(sqlite, actor("bob"), campaign(id="new"), texts(), now=MORNING)


def test_a_change_voids_the_approval(sqlite: Engine) -> None:
    furnish(sqlite)
    approve_campaign(sqlite, actor("bob"), CampaignId("appeal"), digest_of(sqlite), now=MORNING)

    load_campaign(sqlite, actor("ann"), campaign(reference="A-2"), texts(), now=MORNING)

    with sqlite.begin() as connection:
        assert campaigns.get(connection, CampaignId("appeal")).approved_by is None


def test_a_campaign_is_loaded_by_a_person(sqlite: Engine) -> None:
    with pytest.raises(NotAllowed):
        load_campaign(sqlite, actor("ann"), campaign(), texts(), now=MORNING)
