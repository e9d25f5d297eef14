"""What a turn of the sender goes by whatever its letters: the stops, and the campaigns as they are.

Both are short, asked for in every turn, and so asked for together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, false, null, select, true, union_all

from outreach.model.ids import CampaignId
from outreach.store.pauses import Pause, lasts, pause_of
from outreach.store.schema import campaigns, pauses


@dataclass(frozen=True, kw_only=True)
class InForce:
    """The stops and the campaigns of one moment."""

    #: By target.
    paused: Mapping[str, Pause]
    #: Every campaign → what differs, compared with itself, once anything that is said of it has changed.
    versions: Mapping[CampaignId, object]


_BOTH = union_all(
    select(true().label("is_pause"), *pauses.c, null().label("approved_by")),
    select(
        false(),
        campaigns.c.id,
        campaigns.c.digest,
        campaigns.c.makers,
        campaigns.c.approved_at,
        null(),
        campaigns.c.approved_by,
    ),
)


def in_force(connection: Connection, now: datetime) -> InForce:
    """What stands still at ``now`` (UTC), and which campaigns there are."""
    rows = connection.execute(_BOTH).all()
    return InForce(
        paused={row.target: pause_of(row) for row in rows if row.is_pause and lasts(row, now)},
        versions={CampaignId(row.target): tuple(row) for row in rows if not row.is_pause},
    )
