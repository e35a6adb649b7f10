"""What was given by requests, and whether it has ended, has a table: a report of it reads no JSON.

Requests that are there already are gone through afterwards (`storage/backfill.py`). A process of the release before
would go on and leave the table as it was, and does not know what happens to automations: none may run meanwhile.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "grants",
        sa.Column("number", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("granted_at", sa.BigInteger(), nullable=True),
        sa.Column("until_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", "task", name="pk_grants"),
    )
    # Most desks have no request with tasks: they are not gone through.
    op.execute(
        "INSERT INTO memos (name, value) SELECT 'backfill\\:grants', '0'"
        " WHERE EXISTS (SELECT 1 FROM tickets WHERE kind = 'task')"
    )


def downgrade() -> None:
    op.execute("DELETE FROM memos WHERE name = 'backfill\\:grants'")
    op.drop_table("grants")
