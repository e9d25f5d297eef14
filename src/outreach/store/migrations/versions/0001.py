"""The tables of the first release."""

import sqlalchemy as sa
from alembic import op

from outreach.store.database import Instant, WallClock

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pauses",
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("target", name=op.f("pk_pauses")),
    )
    op.create_table(
        "people",
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("handle", name=op.f("pk_people")),
    )
    op.create_table(
        "campaigns",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("loaded_by", sa.String(), nullable=False),
        sa.Column("loaded_at", Instant(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("approved_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["approved_by"], ["people.handle"], name=op.f("fk_campaigns_approved_by")),
        sa.ForeignKeyConstraint(["loaded_by"], ["people.handle"], name=op.f("fk_campaigns_loaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
    )
    op.create_table(
        "offices",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("office_kind", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=True),
        sa.Column("gender", sa.String(), nullable=False),
        sa.Column("languages", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("seat_country", sa.String(), nullable=True),
        sa.Column("approach", sa.String(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("source_date", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("loaded_by", sa.String(), nullable=False),
        sa.Column("loaded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["loaded_by"], ["people.handle"], name=op.f("fk_offices_loaded_by")),
        sa.ForeignKeyConstraint(
            ["parent"], ["offices.id"], name=op.f("fk_offices_parent"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offices")),
    )
    op.create_table(
        "suppressions",
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["said_by"], ["people.handle"], name=op.f("fk_suppressions_said_by")),
        sa.PrimaryKeyConstraint("target", name=op.f("pk_suppressions")),
    )
    op.create_table(
        "addresses",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("checked_by", sa.String(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_addresses_office")),
        sa.PrimaryKeyConstraint("office", "channel", name=op.f("pk_addresses")),
    )
    op.create_table(
        "letters",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("references", sa.Text(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("language_reason", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("envelope_sender", sa.String(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("editors", sa.String(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("approved_at", Instant(), nullable=True),
        sa.Column("seal", sa.String(), nullable=True),
        sa.Column("due_local", WallClock(), nullable=True),
        sa.Column("due_zone", sa.String(), nullable=True),
        sa.Column("due_said", sa.Boolean(), nullable=True),
        sa.Column("retry_at", Instant(), nullable=True),
        sa.Column("date_header", sa.String(), nullable=True),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["approved_by"], ["people.handle"], name=op.f("fk_letters_approved_by")),
        sa.ForeignKeyConstraint(["author"], ["people.handle"], name=op.f("fk_letters_author")),
        sa.ForeignKeyConstraint(["campaign"], ["campaigns.id"], name=op.f("fk_letters_campaign")),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_letters_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("message_id", name=op.f("uq_letters_message_id")),
    )
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.create_index("ix_letters_office", ["office"], unique=False)
        batch_op.create_index("ix_letters_status", ["status"], unique=False)
        batch_op.create_index(
            "uq_letters_standing",
            ["campaign", "step", "office", "channel"],
            unique=True,
            sqlite_where=sa.text("status NOT IN ('cancelled', 'bounced')"),
            postgresql_where=sa.text("status NOT IN ('cancelled', 'bounced')"),
        )

    op.create_table(
        "answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["campaign"], ["campaigns.id"], name=op.f("fk_answers_campaign")),
        sa.ForeignKeyConstraint(["letter"], ["letters.id"], name=op.f("fk_answers_letter")),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_answers_office")),
        sa.ForeignKeyConstraint(["recorded_by"], ["people.handle"], name=op.f("fk_answers_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
    )
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answers_office"), ["office"], unique=False)

    op.create_table(
        "attempts",
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["letter"], ["letters.id"], name=op.f("fk_attempts_letter")),
        sa.PrimaryKeyConstraint("letter", "number", "phase", name=op.f("pk_attempts")),
    )
    op.create_table(
        "contents",
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("mime", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["letter"], ["letters.id"], name=op.f("fk_contents_letter")),
        sa.PrimaryKeyConstraint("letter", name=op.f("pk_contents")),
    )
    op.create_table(
        "moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["letter"], ["letters.id"], name=op.f("fk_moves_letter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moves")),
    )
    with op.batch_alter_table("moves", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_moves_letter"), ["letter"], unique=False)

    op.create_table(
        "tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("letter", sa.String(), nullable=True),
        sa.Column("instructions", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("done_by", sa.String(), nullable=True),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("proof", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["campaign"], ["campaigns.id"], name=op.f("fk_tasks_campaign")),
        sa.ForeignKeyConstraint(["letter"], ["letters.id"], name=op.f("fk_tasks_letter")),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_tasks_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tasks_letter"), ["letter"], unique=False)
