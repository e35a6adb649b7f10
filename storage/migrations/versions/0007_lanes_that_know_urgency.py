"""A lane serves what is due first: each notice has the instant until which it is due to be said, and may be urgent.

What waits keeps its order: it is due a day after it may be said, as words are. A process of the release before, still
running beside this, writes what is due at once, and leases what is oldest.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_A_DAY = 86_400_000_000
_PENDING = sa.text("done_at IS NULL")


def upgrade() -> None:
    op.add_column("notices", sa.Column("due_at", sa.BigInteger(), nullable=False, server_default=sa.text("0")))
    op.add_column("notices", sa.Column("urgent", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(sa.text("UPDATE notices SET due_at = not_before + :day WHERE done_at IS NULL").bindparams(day=_A_DAY))
    _index("ix_notices_due", "due_at", "id")
    _index("ix_notices_lane_due", "lane", "due_at", "id")
    _index("ix_notices_ticket_left", "ticket", "id")
    for name in ("ix_notices_pending", "ix_notices_lane_pending", "ix_notices_ticket_pending"):
        op.drop_index(name, "notices")


def downgrade() -> None:
    _index("ix_notices_pending", "id")
    _index("ix_notices_lane_pending", "lane", "id")
    _index("ix_notices_ticket_pending", "ticket", "kind")
    for name in ("ix_notices_due", "ix_notices_lane_due", "ix_notices_ticket_left"):
        op.drop_index(name, "notices")
    with op.batch_alter_table("notices") as table:
        table.drop_column("urgent")
        table.drop_column("due_at")


def _index(name: str, *columns: str) -> None:
    op.create_index(name, "notices", list(columns), sqlite_where=_PENDING, postgresql_where=_PENDING)
