"""What was given is called what its order was called when it was given, whatever that became since.

Rows that are there already are called what their orders are called by now, but where an order was converted, changed
or called otherwise since: what it was called then is read from its log afterwards (`storage/backfill.py`). A process of
the release before would go on without it: none may run meanwhile. It comes after 0051, which was there first.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("grants", sa.Column("title", sa.Text(), nullable=False, server_default=""))
    op.add_column("grants", sa.Column("item", sa.String(), nullable=False, server_default=""))
    op.execute(
        "UPDATE grants SET title = COALESCE((SELECT title FROM tickets WHERE tickets.number = grants.number), ''),"
        " item = COALESCE((SELECT item FROM ticket_facts JOIN tickets ON tickets.ref = ticket_facts.ticket"
        " WHERE tickets.number = grants.number), '')"
    )
    op.execute(
        "INSERT INTO memos (name, value) SELECT 'backfill\\:given', '0'"
        " WHERE EXISTS (SELECT 1 FROM tickets WHERE kind = 'task')"
    )


def downgrade() -> None:
    op.execute("DELETE FROM memos WHERE name = 'backfill\\:given'")
    with op.batch_alter_table("grants") as table:
        table.drop_column("item")
        table.drop_column("title")
