"""A queue that is looked through by an index, and moves that rewrite none."""

import sqlalchemy as sa
from alembic import op

from outreach.model.civil_time import CivilTime
from outreach.model.errors import BadInput
from outreach.store.database import Instant, WallClock

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


#: For a letter of which nobody knows when it is due.
_AT_ONCE = "1970-01-01 00:00:00.000000"


def upgrade() -> None:
    op.drop_index("uq_letters_standing", "letters")
    op.drop_index("ix_letters_status", "letters")
    with op.batch_alter_table("letters") as letters:
        letters.add_column(sa.Column("due_at", Instant(), nullable=False, server_default=_AT_ONCE))
        letters.add_column(sa.Column("standing", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.execute("UPDATE letters SET standing = false WHERE status IN ('cancelled', 'bounced')")
    _fill_due_at()
    with op.batch_alter_table("letters") as letters:
        letters.alter_column("standing", server_default=None)
        letters.alter_column("due_at", server_default=None)
    standing, queued = sa.text("standing"), sa.text("status = 'queued'")
    op.create_index(
        "uq_letters_standing",
        "letters",
        ["campaign_id", "step", "office_id", "channel"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    op.create_index(
        "ix_letters_queue",
        "letters",
        ["account", "campaign_id", "due_at", "id"],
        sqlite_where=queued,
        postgresql_where=queued,
    )


def _fill_due_at() -> None:
    letters = sa.table(
        "letters",
        sa.column("id", sa.String),
        sa.column("due_local", WallClock),
        sa.column("due_zone", sa.String),
        sa.column("retry_at", Instant),
        sa.column("due_at", Instant),
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(letters).where(letters.c.due_local.is_not(None))).all():
        try:
            due_at = CivilTime(local=row.due_local, zone=row.due_zone).instant()
        except BadInput:  # due at once: the claim sets it apart and says why
            continue
        if row.retry_at:
            due_at = max(due_at, row.retry_at)
        connection.execute(sa.update(letters).where(letters.c.id == row.id).values(due_at=due_at))
