"""Answers that the fulfilment staff alone may read stand sealed in a table of their own.

Those of older requests stand in the tickets and their logs until a desk with a key has sealed them: the small value
`sealing` says up to which ticket that was done (`storage/older_answers.py`). A process of the release before would
write such answers as they are, and lose the count of those that are sealed: none may run meanwhile.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sealed_answers",
        sa.Column("number", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("box", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", "field", name="pk_sealed_answers"),
    )
    op.create_index("ix_sealed_answers_key", "sealed_answers", ["key"])
    # Under another kind by now, a request's log still has what it was opened with.
    op.execute("INSERT INTO memos (name, value) SELECT 'sealing', '\"0\"' FROM tickets LIMIT 1")


def downgrade() -> None:
    op.execute("DELETE FROM memos WHERE name = 'sealing'")
    op.drop_index("ix_sealed_answers_key", table_name="sealed_answers")
    op.drop_table("sealed_answers")
