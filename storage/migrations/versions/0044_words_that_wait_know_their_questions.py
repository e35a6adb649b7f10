"""Words of a flat chat that wait for an answer know which questions are about them.

A process of the release before writes none: such words wait under every question, as they did.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chat_words", sa.Column("questions", sa.Text(), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("chat_words") as table:
        table.drop_column("questions")
