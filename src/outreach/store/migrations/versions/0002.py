"""Names that say what they are; versions, causes, digests and keyed seals; the audit and the installation.

Letters that were approved or queued go back to draft: their approvals had neither a digest nor a MAC.
"""

import sqlalchemy as sa
from alembic import op

from outreach.store.database import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

#: (table, before, after)
RENAMED = (
    ("offices", "parent", "parent_id"),
    ("offices", "kind", "body_kind"),
    ("offices", "office", "title"),
    ("offices", "office_kind", "rank"),
    ("letters", "campaign", "campaign_id"),
    ("letters", "office", "office_id"),
    ("letters", "planned_on", "printed_on"),
    ("letters", "due_said", "due_is_manual"),
    ("contents", "letter", "letter_id"),
    ("moves", "letter", "letter_id"),
    ("attempts", "letter", "letter_id"),
    ("answers", "campaign", "campaign_id"),
    ("answers", "office", "office_id"),
    ("answers", "letter", "letter_id"),
    ("tasks", "campaign", "campaign_id"),
    ("tasks", "office", "office_id"),
    ("tasks", "letter", "letter_id"),
    ("suppressions", "said_by", "requested_by"),
    ("pauses", "said_by", "requested_by"),
)
#: (index before, table, column after)
REINDEXED = (
    ("ix_letters_office", "letters", "office_id"),
    ("ix_answers_office", "answers", "office_id"),
    ("ix_moves_letter", "moves", "letter_id"),
    ("ix_tasks_letter", "tasks", "letter_id"),
)


def upgrade() -> None:
    for table, before, after in RENAMED:
        op.execute(f'ALTER TABLE {table} RENAME COLUMN "{before}" TO "{after}"')
    for index, table, column in REINDEXED:
        op.drop_index(index, table)
        op.create_index(f"ix_{table}_{column}", table, [column])
    _add_columns()
    _remake_addresses()
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("mac", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
    )
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("set_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    _note_the_delivery()
    _back_to_draft()


def _add_columns() -> None:
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("enrolled_by", sa.String(), nullable=True))
        people.add_column(sa.Column("disabled_at", Instant(), nullable=True))
        people.add_column(sa.Column("disabled_by", sa.String(), nullable=True))
        people.create_foreign_key("fk_people_enrolled_by", "people", ["enrolled_by"], ["handle"])
        people.create_foreign_key("fk_people_disabled_by", "people", ["disabled_by"], ["handle"])
    op.add_column("suppressions", sa.Column("because_of", sa.String(), nullable=True))
    with op.batch_alter_table("campaigns") as campaigns:
        campaigns.add_column(sa.Column("texts", sa.Text(), nullable=False, server_default="{}"))
        campaigns.add_column(sa.Column("makers", sa.String(), nullable=False, server_default=""))
    op.execute("UPDATE campaigns SET makers = loaded_by")
    with op.batch_alter_table("letters") as letters:
        letters.add_column(sa.Column("content_version", sa.Integer(), nullable=False, server_default="1"))
        letters.add_column(sa.Column("made_from", sa.Text(), nullable=False, server_default="{}"))
        letters.add_column(sa.Column("own_body", sa.Text(), nullable=True))
        letters.add_column(sa.Column("mac", sa.String(), nullable=True))
        letters.add_column(sa.Column("audit_number", sa.Integer(), nullable=True))
        letters.add_column(sa.Column("hold_cause", sa.String(), nullable=True))
    op.execute("UPDATE letters SET hold_cause = 'stale' WHERE status = 'held'")
    with op.batch_alter_table("answers") as answers:
        answers.add_column(sa.Column("received_on", sa.Date(), nullable=True))
        answers.add_column(sa.Column("replaces_id", sa.Integer(), nullable=True))
        answers.create_foreign_key("fk_answers_replaces_id", "answers", ["replaces_id"], ["id"])
    op.add_column("pauses", sa.Column("until", Instant(), nullable=True))


def _remake_addresses() -> None:
    """Each address gets an id of its own, so that an office may have two of one channel."""
    columns = "office, channel, value, rank, state, checked_by, checked_on"
    known = op.get_bind().execute(sa.text(f"SELECT {columns} FROM addresses")).all()  # noqa: S608 - our own words
    people = set(op.get_bind().execute(sa.text("SELECT handle FROM people")).scalars())
    op.drop_table("addresses")
    addresses = op.create_table(
        "addresses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("checked_by", sa.String(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["changed_by"], ["people.handle"], name=op.f("fk_addresses_changed_by")),
        sa.ForeignKeyConstraint(["checked_by"], ["people.handle"], name=op.f("fk_addresses_checked_by")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_addresses_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addresses")),
        sa.UniqueConstraint(
            "office_id", "channel", "value", name=op.f("uq_addresses_office_id_channel_value")
        ),
    )
    op.create_index("ix_addresses_office_id", "addresses", ["office_id"])
    insert = sa.text(
        "INSERT INTO addresses (office_id, channel, value, position, state, checked_by, checked_on, version)"
        " VALUES (:office, :channel, :value, :rank, :state, :checked_by, :checked_on, 1)"
    )
    assert addresses is not None  # noqa: S101 - create_table gives it
    for row in known:
        values = dict(row._mapping)
        # A name in a cell was taken for a person's word; now only a person's own act is.
        values["checked_by"] = values["checked_by"] if values["checked_by"] in people else None
        op.get_bind().execute(insert, values)


def _note_the_delivery() -> None:
    op.execute(
        "INSERT INTO installation (id, delivery, set_at) "
        "SELECT 1, MIN(delivery), MIN(at) FROM attempts HAVING COUNT(*) > 0"
    )


def _back_to_draft() -> None:
    op.execute(
        'INSERT INTO moves (letter_id, source, target, "by", reason, at) '
        "SELECT id, status, 'draft', 'outreach', 'outreach was updated: draft and approve it again', "
        "CURRENT_TIMESTAMP FROM letters WHERE status IN ('approved', 'queued')"
    )
    op.execute(
        "UPDATE letters SET status = 'draft', reason = 'outreach was updated: draft and approve it again', "
        "approved_by = NULL, approved_at = NULL, seal = NULL, due_local = NULL, due_zone = NULL, "
        "due_is_manual = NULL, retry_at = NULL WHERE status IN ('approved', 'queued')"
    )
