"""What was given by requests that ended under an older version is taken away on its day after all.

There what undoes it stood still (`blocked`) while people had to agree anew, and went on standing still once the request
ended. Each such request is asked once to bring its tasks into agreement (`storage/backfill.py` writes the errands). A
process of the release before would do these errands and change nothing: none may run meanwhile.
"""

from __future__ import annotations

from alembic import op

revision = "0041"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Most desks have no request with tasks: they are not gone through.
    op.execute(
        "INSERT INTO memos (name, value) SELECT 'backfill\\:owed', '0'"
        " WHERE EXISTS (SELECT 1 FROM tickets WHERE kind = 'task')"
    )


def downgrade() -> None:
    op.execute("DELETE FROM memos WHERE name = 'backfill\\:owed'")
