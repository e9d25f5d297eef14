"""Take a campaign in as its file says it; what has changed since its approval wants a new one."""

from datetime import datetime

from sqlalchemy import Connection, Engine

from outreach.model.actor import Act, Actor
from outreach.model.campaign import Campaign
from outreach.model.made_from import Texts
from outreach.store import audit, campaigns, people
from outreach.store.gate import wait_until_clear


def load_campaign(engine: Engine, actor: Actor, campaign: Campaign, texts: Texts, *, now: datetime) -> bool:
    """Load it, in a transaction of its own; see `load`."""
    with engine.begin() as connection:
        changed = load(connection, actor, campaign, texts, now=now)
    if changed:  # a name that is withdrawn leaves with no letter any more, once that is said
        wait_until_clear(engine)
    return changed


def load(connection: Connection, actor: Actor, campaign: Campaign, texts: Texts, *, now: datetime) -> bool:
    """Write the campaign and the digests of its texts down; False if they were there just so.

    Letters made from what has changed are held at their claim, and rewritten by the next drafting.
    """
    by = people.authorize(connection, actor, Act.LOAD_CAMPAIGN)
    changed = campaigns.put(connection, campaign, texts, by=by, now=now)
    if changed:
        digest = campaigns.digest(campaign, texts)
        audit.write(connection, by, Act.LOAD_CAMPAIGN, campaign.id, now=now, digest=digest)
    return changed
