"""How offices are called in each language, who holds them, the language set for one; their references."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("offices") as offices:
        offices.add_column(sa.Column("names", sa.Text(), nullable=False, server_default="[]"))
        offices.add_column(sa.Column("holders", sa.Text(), nullable=False, server_default="[]"))
        offices.add_column(sa.Column("contact_page", sa.Text(), nullable=False, server_default=""))
        offices.add_column(sa.Column("candidates", sa.Text(), nullable=False, server_default=""))
        offices.add_column(sa.Column("written_in", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("answers") as answers:
        answers.add_column(sa.Column("their_reference", sa.Text(), nullable=False, server_default=""))
