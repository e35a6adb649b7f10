"""Figures say how often another kind of record was made of a ticket.

What was converted before is counted afterwards (`storage/backfill.py`), where anything was. A process of the release
before would not count what it converts: none may run meanwhile.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ticket_facts", sa.Column("conversions", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.execute("DELETE FROM memos WHERE name = 'backfill\\:conversions'")
    op.execute(
        "INSERT INTO memos (name, value) SELECT 'backfill\\:conversions', '0'"
        " WHERE EXISTS (SELECT 1 FROM events WHERE kind = 'converted')"
    )


def downgrade() -> None:
    op.execute("DELETE FROM memos WHERE name = 'backfill\\:conversions'")
    with op.batch_alter_table("ticket_facts") as batch:
        batch.drop_column("conversions")
