"""What could not be said holds back its ticket, not everything else that is said in its conversation.

Every process of the release before must have ended first: it would say what is held.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_HELD = sa.text("done_at IS NULL AND held_until IS NOT NULL")


def upgrade() -> None:
    op.add_column("notices", sa.Column("held_until", sa.BigInteger(), nullable=True))
    op.create_index("ix_notices_held", "notices", ["lane", "ticket", "id"], sqlite_where=_HELD, postgresql_where=_HELD)


def downgrade() -> None:
    op.drop_index("ix_notices_held", "notices")
    with op.batch_alter_table("notices") as table:
        table.drop_column("held_until")
