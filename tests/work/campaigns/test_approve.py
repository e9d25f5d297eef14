"""Four eyes on a campaign."""

import pytest
from sqlalchemy import Engine

from outreach.model.errors import NotAllowed, NotFound
from outreach.model.ids import CampaignId
from outreach.store import campaigns
from outreach.work.campaigns.approve import approve_campaign
from outreach.work.campaigns.load import load_campaign
from tests.builders import MORNING, actor, campaign, digest_of, furnish, real_sender, texts


def approved_by(engine: Engine) -> str | None:
    with engine.begin() as connection:
        return campaigns.get(connection, CampaignId("appeal")).approved_by


def test_a_second_person_approves_it(sqlite: Engine) -> None:
    furnish(sqlite)

    assert approve_campaign(sqlite, actor("bob"), CampaignId("appeal"), digest_of(sqlite), now=MORNING) == 0
    assert approved_by(sqlite) == "bob"


@pytest.mark.parametrize("who", [None, "eve", "ann"], ids=["nobody", "a stranger", "who loaded it"])
def test_nobody_else_does(sqlite: Engine, who: str | None) -> None:
    furnish(sqlite)

    with pytest.raises(NotAllowed):
        approve_campaign(sqlite, actor(who), CampaignId("appeal"), digest_of(sqlite), now=MORNING)
    assert approved_by(sqlite) is None


def test_who_changed_it_last_cannot_approve_it(sqlite: Engine) -> None:
    furnish(sqlite)
    load_campaign(sqlite, actor("bob"), campaign(reference="A-2"), texts(), now=MORNING)

    with pytest.raises(NotAllowed, match="bob made campaign appeal and cannot approve it"):
        approve_campaign(sqlite, actor("bob"), CampaignId("appeal"), digest_of(sqlite), now=MORNING)


def test_a_campaign_that_is_not_there_is_not_found(sqlite: Engine) -> None:
    furnish(sqlite)

    with pytest.raises(NotFound):
        approve_campaign(sqlite, actor("bob"), CampaignId("another"), digest_of(sqlite), now=MORNING)


def test_live_a_campaign_is_not_approved_while_anything_is_wanting_of_who_writes(sqlite: Engine) -> None:
    furnish(sqlite)

    with pytest.raises(NotAllowed) as refused:
        approve_campaign(
            sqlite, actor("bob"), CampaignId("appeal"), digest_of(sqlite), now=MORNING, live=True
        )

    told = "campaign appeal cannot be approved for letters that leave: "
    assert str(refused.value).startswith(told)
    wants = str(refused.value).removeprefix(told).split("; ")
    assert len(wants) == 6
    assert wants[0] == 'nobody signs: fill in [sender.signed_by] name = "…"'


def test_live_a_campaign_is_approved_whose_sender_is_known(sqlite: Engine) -> None:
    furnish(sqlite, appeal=campaign(sender=real_sender()))

    assert (
        approve_campaign(
            sqlite, actor("bob"), CampaignId("appeal"), digest_of(sqlite), now=MORNING, live=True
        )
        == 0
    )
