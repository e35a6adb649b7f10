"""What was parked because a place was shut knows which, so that it waits for that one alone.

What an older process parks knows none, and is tried again whenever any place comes back, as before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notices", sa.Column("refused_by", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("notices") as table:
        table.drop_column("refused_by")
