"""Contents that are kept as what differs from a letter that is like them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dictionaries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("mime", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dictionaries")),
        sa.UniqueConstraint("digest", name=op.f("uq_dictionaries_digest")),
    )
    op.create_index(op.f("ix_dictionaries_wording"), "dictionaries", ["wording"])
    with op.batch_alter_table("contents") as contents:
        contents.add_column(sa.Column("dictionary", sa.String(), nullable=True))
        contents.create_foreign_key(
            op.f("fk_contents_dictionary"), "dictionaries", ["dictionary"], ["digest"]
        )
