"""What was given anew goes on by the later order: that stands beside what was given, and no more in place of a proof.

Who was given the same twice is looked at once: under an older version a task that people do was let go on its day
alone, so one may be open that need not be (`storage/backfill.py` writes the errands). A process of the release before
could not read what happens then: none may run meanwhile.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("grants", sa.Column("goes_on", sa.Text(), nullable=False, server_default=""))
    op.execute(
        "UPDATE grants SET goes_on = proof WHERE ended_at IS NOT NULL AND EXISTS (SELECT 1 FROM tickets AS later"
        " JOIN tickets AS own ON own.number = grants.number WHERE later.ref = grants.proof"
        " AND later.number <> grants.number AND later.beneficiary = own.beneficiary)"
    )
    op.execute(
        "INSERT INTO memos (name, value) SELECT 'backfill\\:access', '0'"
        " WHERE EXISTS (SELECT 1 FROM tickets WHERE kind = 'task')"
    )


def downgrade() -> None:
    op.execute("DELETE FROM memos WHERE name = 'backfill\\:access'")
    with op.batch_alter_table("grants") as table:
        table.drop_column("goes_on")
