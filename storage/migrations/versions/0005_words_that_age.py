"""Words of people do not stay for ever: what was set aside for a form has an age, by which it is purged.

The small named values that 0004 carried over (`chat:`, `aside:`) have no reader any more, and go.
"""

from __future__ import annotations

import time

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("words_aside") as table:
        # A process of the release before, still running beside this, sets words aside without it.
        table.add_column(sa.Column("at", sa.BigInteger(), nullable=True))
    # How old those are that are there is not known: they are as young as this step.
    op.execute(sa.text("UPDATE words_aside SET at = :now").bindparams(now=time.time_ns() // 1000))
    op.execute("DELETE FROM memos WHERE name LIKE 'chat:%' OR name LIKE 'aside:%'")


def downgrade() -> None:
    with op.batch_alter_table("words_aside") as table:
        table.drop_column("at")
