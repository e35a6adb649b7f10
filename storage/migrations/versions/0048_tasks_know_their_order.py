"""Lists of work leave an order out while a task of it stands for it: tasks know their order beside their state.

Those that were there before are told afterwards (`storage/backfill.py`), where there is any. A process of the release
before would open tasks that do not know it, and are counted beside their order: none may run meanwhile.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0045"
branch_labels = None
depends_on = None

_TASKS = sa.text("parent IS NOT NULL")


def upgrade() -> None:
    op.add_column("tickets", sa.Column("parent", sa.String(), nullable=True))
    op.create_index("ix_tickets_parent", "tickets", ["parent"], sqlite_where=_TASKS, postgresql_where=_TASKS)
    op.execute("DELETE FROM memos WHERE name = 'backfill\\:parents'")
    op.execute(
        "INSERT INTO memos (name, value) SELECT 'backfill\\:parents', '0'"
        " WHERE EXISTS (SELECT 1 FROM tickets WHERE kind = 'task')"
    )


def downgrade() -> None:
    op.execute("DELETE FROM memos WHERE name = 'backfill\\:parents'")
    op.drop_index("ix_tickets_parent", table_name="tickets")
    with op.batch_alter_table("tickets") as batch:
        batch.drop_column("parent")
