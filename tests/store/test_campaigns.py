"""Campaigns: kept as their file said it, and approved only as they stand."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select, update

from outreach.model.errors import DamagedRow, NotFound, WrongState
from outreach.model.ids import CampaignId
from outreach.store import campaigns
from outreach.store import schema as tables
from tests.builders import ANN, BOB, MORNING, campaign, furnish, request, texts

LATER = MORNING + timedelta(days=1)


def seen(connection: Connection) -> str:
    """The digest of the campaign as somebody reads it at this moment."""
    return campaigns.get(connection, CampaignId("appeal")).digest


def test_a_campaign_comes_back_as_it_was_loaded(engine: Engine) -> None:
    furnish(engine)

    with engine.begin() as connection:
        record = campaigns.get(connection, CampaignId("appeal"))

    assert record.campaign == campaign()
    assert record.texts == texts()
    assert (record.loaded_by, record.loaded_at, record.makers) == ("ann", MORNING, ("ann",))
    assert (record.approved_by, record.approved_at) == (None, None)


def test_a_campaign_that_is_not_there_is_not_found(sqlite: Engine) -> None:
    with sqlite.begin() as connection, pytest.raises(NotFound, match="there is no campaign appeal"):
        campaigns.get(connection, CampaignId("appeal"))


def test_an_approval_names_who_and_when(engine: Engine) -> None:
    furnish(engine)
    with engine.begin() as connection:
        campaigns.approve(connection, CampaignId("appeal"), seen(connection), by=BOB.handle, now=LATER)

        record = campaigns.get(connection, CampaignId("appeal"))

    assert (record.approved_by, record.approved_at) == ("bob", LATER)


def test_only_what_was_seen_is_approved(engine: Engine) -> None:
    furnish(engine)
    with engine.begin() as connection:
        read = seen(connection)
        campaigns.put(connection, campaign(name="Another appeal"), texts(), by=ANN.handle, now=LATER)

        with pytest.raises(WrongState, match="campaign appeal has changed since you read it"):
            campaigns.approve(connection, CampaignId("appeal"), read, by=BOB.handle, now=LATER)


def test_everybody_who_changed_it_since_its_approval_is_one_of_its_makers(engine: Engine) -> None:
    furnish(engine)
    with engine.begin() as connection:
        campaigns.put(connection, campaign(name="Bob's"), texts(), by=BOB.handle, now=LATER)
        campaigns.put(connection, campaign(name="Ann's"), texts(), by=ANN.handle, now=LATER)
        assert campaigns.get(connection, CampaignId("appeal")).makers == ("ann", "bob")

        campaigns.approve(connection, CampaignId("appeal"), seen(connection), by=BOB.handle, now=LATER)
        assert campaigns.get(connection, CampaignId("appeal")).makers == ()


def test_a_text_that_has_changed_takes_the_approval_away(engine: Engine) -> None:
    furnish(engine)
    with engine.begin() as connection:
        campaigns.approve(connection, CampaignId("appeal"), seen(connection), by=BOB.handle, now=MORNING)

        other = {**texts(), "fr/first/body.md": "another digest"}
        assert campaigns.put(connection, campaign(), other, by=ANN.handle, now=LATER)
        record = campaigns.get(connection, CampaignId("appeal"))

    assert (record.approved_by, record.texts) == (None, other)


def test_a_campaign_written_by_the_first_release_is_still_read(sqlite: Engine) -> None:
    furnish(sqlite)
    with sqlite.begin() as connection:
        written = _as_before(connection)
        connection.execute(update(tables.campaigns).values(definition=json.dumps(written)))

        assert campaigns.get(connection, CampaignId("appeal")).campaign == _UPGRADED


def test_a_campaign_from_before_its_requests_had_an_order_is_still_read(sqlite: Engine) -> None:
    furnish(sqlite)
    with sqlite.begin() as connection:
        written = {"version": 1, "campaign": _as_before(connection)}
        connection.execute(update(tables.campaigns).values(definition=json.dumps(written)))

        assert campaigns.get(connection, CampaignId("appeal")).campaign == _UPGRADED


def test_what_is_stored_has_a_digest_in_the_form_in_which_it_was_written(sqlite: Engine) -> None:
    furnish(sqlite)
    with sqlite.begin() as connection:
        today = campaigns.get(connection, CampaignId("appeal")).digest
        assert campaigns.digest_as_stored(connection, CampaignId("appeal")) == today

        written: dict[str, Any] = {"version": 1, "campaign": _as_before(connection)}
        connection.execute(update(tables.campaigns).values(definition=json.dumps(written)))
        before = campaigns.digest_as_stored(connection, CampaignId("appeal"))
        written["campaign"]["name"] = "Another"
        connection.execute(update(tables.campaigns).values(definition=json.dumps(written)))

        assert len({today, before, campaigns.digest_as_stored(connection, CampaignId("appeal"))}) == 3


#: What became of the requests that `_as_before` writes: exceptions come first.
#: Their texts went by their name.
BY_NAME: dict[str, Any] = {"opening": "", "asks": (), "ending": ""}
_UPGRADED = campaign(
    bar=None,
    requests=(
        request("policy", "office:parl-gb-fac", reminders=1, **BY_NAME),
        request("ministry", "kind:foreign-ministry", reminders=1, **BY_NAME),
        request("un", "kind:un-office", reminders=1, **BY_NAME),
    ),
)


def _as_before(connection: Connection) -> dict[str, Any]:
    """The stored campaign as it was written while requests went by a kind of body or an office."""
    stored = json.loads(connection.execute(select(tables.campaigns.c.definition)).scalar_one())
    kept = {key: value for key, value in stored["campaign"].items() if key not in ("audience", "bar")}
    return kept | {
        "requests": {"foreign-ministry": "ministry", "un-office": "un"},
        "request_exceptions": {"parl-gb-fac": "policy"},
    }


def test_a_campaign_that_no_version_has_written_is_named(sqlite: Engine) -> None:
    furnish(sqlite)
    with sqlite.begin() as connection:
        connection.execute(update(tables.campaigns).values(definition='{"version": 1, "campaign": {}}'))

        with pytest.raises(DamagedRow, match="campaign appeal is stored in a form that this version cannot"):
            campaigns.get(connection, CampaignId("appeal"))


def test_loading_the_same_again_leaves_its_approval(engine: Engine) -> None:
    furnish(engine)
    with engine.begin() as connection:
        campaigns.approve(connection, CampaignId("appeal"), seen(connection), by=BOB.handle, now=MORNING)

        assert not campaigns.put(connection, campaign(), texts(), by=BOB.handle, now=LATER)
        record = campaigns.get(connection, CampaignId("appeal"))

    assert (record.approved_by, record.loaded_by) == ("bob", "ann")


def test_a_change_takes_the_approval_away_and_is_its_loaders(engine: Engine) -> None:
    furnish(engine)
    with engine.begin() as connection:
        campaigns.approve(connection, CampaignId("appeal"), seen(connection), by=BOB.handle, now=MORNING)

        assert campaigns.put(connection, campaign(name="Another appeal"), texts(), by=BOB.handle, now=LATER)
        record = campaigns.get(connection, CampaignId("appeal"))

    assert (record.approved_by, record.approved_at) == (None, None)
    assert (record.loaded_by, record.campaign.name) == ("bob", "Another appeal")


def test_one_signatory_less_is_another_digest() -> None:
    whole = campaign()

    fewer = campaign(signatories=whole.signatories[:1])
    assert campaigns.digest(fewer, texts()) != campaigns.digest(whole, texts())
    assert campaigns.digest(campaign(), texts()) == campaigns.digest(whole, texts())


def test_one_text_changed_is_another_digest() -> None:
    other = {**texts(), "fr/first/body.md": "another digest"}

    assert campaigns.digest(campaign(), other) != campaigns.digest(campaign(), texts())


def test_campaigns_are_listed_by_id(sqlite: Engine) -> None:
    furnish(sqlite)
    with sqlite.begin() as connection:
        campaigns.put(connection, campaign(id="a-first"), texts(), by=ANN.handle, now=MORNING)

        assert [record.campaign.id for record in campaigns.list_all(connection)] == ["a-first", "appeal"]
