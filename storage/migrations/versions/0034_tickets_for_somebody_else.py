"""Whoever something was ordered for finds it among their own: the few tickets that are not for who asked have an index.

A process of the release before does not know of it, and needs not.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_OTHERS = sa.text("beneficiary <> requester")


def upgrade() -> None:
    op.create_index(
        "ix_tickets_beneficiary_number",
        "tickets",
        ["beneficiary", "number"],
        sqlite_where=_OTHERS,
        postgresql_where=_OTHERS,
    )


def downgrade() -> None:
    op.drop_index("ix_tickets_beneficiary_number", table_name="tickets")
