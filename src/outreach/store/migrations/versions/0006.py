"""How many letters of each campaign stand in which state: differences, of which the first is a count."""

import json
from collections import defaultdict

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_STATES = frozenset(
    {
        "draft",
        "blocked",
        "approved",
        "queued",
        "claimed",
        "transmitting",
        "by_hand",
        "accepted",
        "delivered",
        "bounced",
        "in_doubt",
        "held",
        "failed",
        "cancelled",
    }
)


def upgrade() -> None:
    tallies = op.create_table(
        "tallies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tallies")),
    )
    counted: defaultdict[str, dict[str, int]] = defaultdict(dict)
    query = "SELECT campaign_id, status, count(*) FROM letters GROUP BY campaign_id, status"
    for campaign_id, status, count in op.get_bind().execute(sa.text(query)):
        if status in _STATES:
            counted[str(campaign_id)][status] = count
    if counted:
        op.bulk_insert(tallies, [{"changes": json.dumps(counted, sort_keys=True)}])
