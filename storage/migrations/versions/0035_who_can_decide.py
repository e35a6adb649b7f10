"""Whoever asks what waits for their decision reads their own orders: who can decide about which has a table.

Orders that wait already are gone through afterwards (`storage/backfill.py`). A process of the release before would
change orders and leave the table as it was: none may run meanwhile.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.processes import APPROVING

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deciders",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("person", "number", name="pk_deciders"),
    )
    op.create_index("ix_deciders_number", "deciders", ["number"])
    # Most desks have no such order: they are not gone through.
    waiting = ", ".join(f"'{status}'" for status in APPROVING)
    op.execute(
        "INSERT INTO memos (name, value) SELECT 'backfill\\:deciders', '0'"  # noqa: S608  # our own statuses
        f" WHERE EXISTS (SELECT 1 FROM tickets WHERE status IN ({waiting}))"
    )


def downgrade() -> None:
    op.execute("DELETE FROM memos WHERE name = 'backfill\\:deciders'")
    op.drop_index("ix_deciders_number", table_name="deciders")
    op.drop_table("deciders")
