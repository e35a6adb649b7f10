"""What a ticket's message once read is kept no more beside the ticket, and the files that came with it are known.

A process of the release before keeps such words of what is edited while it still runs; they are used for nothing.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("source_words", sa.Column("files", sa.Text(), nullable=False, server_default="[]"))
    op.add_column("source_words", sa.Column("edited", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE source_words SET edited = (earlier <> '[]')")
    op.execute("UPDATE source_words SET earlier = '[]' WHERE ticket")


def downgrade() -> None:
    with op.batch_alter_table("source_words") as table:
        table.drop_column("edited")
        table.drop_column("files")
