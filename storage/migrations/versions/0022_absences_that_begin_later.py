"""What somebody has is offered to others when their absence begins, and no more when it ends: each has its instant.

Processes of the release before may go on: they offer at once, as before, and what they keep is not taken up again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("absences", sa.Column("due_at", sa.BigInteger(), nullable=True))
    op.create_index("ix_absences_due_at", "absences", ["due_at"])
    op.execute("UPDATE absences SET due_at = end_at")  # what was known was offered when it was said


def downgrade() -> None:
    op.drop_index("ix_absences_due_at", "absences")
    with op.batch_alter_table("absences") as table:
        table.drop_column("due_at")
