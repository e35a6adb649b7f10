"""Beside who can decide stands since when they are asked, and whether anybody knows whose decision it is.

The digest of approvers and `deskbell doctor` read these rows and no orders. Beside a cancelled ticket stands who
cancelled it, which its log knows. Both are made afterwards (`storage/backfill.py`); a process of the release before
would write rows without: none may run meanwhile.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.processes import APPROVING

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM deciders")
    with op.batch_alter_table("deciders") as batch:
        batch.add_column(sa.Column("asked_at", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("unowned", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("DELETE FROM memos WHERE name = 'backfill\\:deciders'")
    waiting = ", ".join(f"'{status}'" for status in APPROVING)
    op.execute(
        "INSERT INTO memos (name, value) SELECT 'backfill\\:deciders', '0'"  # noqa: S608  # our own statuses
        f" WHERE EXISTS (SELECT 1 FROM tickets WHERE status IN ({waiting}))"
    )
    op.execute("DELETE FROM memos WHERE name = 'backfill\\:withdrawals'")
    op.execute(
        "INSERT INTO memos (name, value) SELECT 'backfill\\:withdrawals', '0'"
        " WHERE EXISTS (SELECT 1 FROM events WHERE kind = 'cancelled')"
    )


def downgrade() -> None:
    with op.batch_alter_table("deciders") as batch:
        batch.drop_column("unowned")
        batch.drop_column("asked_at")
