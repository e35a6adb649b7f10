"""Items of the catalog are kept as they were ordered, each version once.

Requests from before go by the settings of the last start: the small value `unversioned` asks the next start to keep
those. A process of the release before would lose the versions that requests name: none may run meanwhile.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "item_versions",
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_item_versions"),
    )
    # A request that is of another kind by now may become one again.
    op.execute("INSERT INTO memos (name, value) SELECT 'unversioned', '\"yes\"' FROM tickets LIMIT 1")


def downgrade() -> None:
    op.execute("DELETE FROM memos WHERE name = 'unversioned'")
    op.drop_table("item_versions")
