"""What was made of a message follows its edits: which prompt or ticket has the words of which message.

A process of the release before writes none, which reads as a ticket whose message nobody knows: it stays as it is.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "source_words",
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("earlier", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("message", "holder", name="pk_source_words"),
    )
    op.create_index("ix_source_words_holder", "source_words", ["holder"])


def downgrade() -> None:
    op.drop_index("ix_source_words_holder", table_name="source_words")
    op.drop_table("source_words")
