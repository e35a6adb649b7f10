"""Words of a flat chat that wait for an answer keep their styles.

A process of the release before writes none, which reads as words without any.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chat_words", sa.Column("styles", sa.Text(), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("chat_words") as table:
        table.drop_column("styles")
