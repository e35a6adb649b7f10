"""Who decides for whom: the delegate of an absence, managers and who left as the platforms tell, an approval's facts.

All of it is null until somebody says so, which is what a process of the release before writes.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0030"
branch_labels = None
depends_on = None

_ADDED: tuple[tuple[str, sa.Column[Any]], ...] = (
    ("absences", sa.Column("delegate", sa.String(), nullable=True)),
    ("people", sa.Column("manager", sa.String(), nullable=True)),
    ("people", sa.Column("gone", sa.Boolean(), nullable=True)),
    ("people", sa.Column("away_until", sa.BigInteger(), nullable=True)),
    ("ticket_facts", sa.Column("approval_outcome", sa.String(), nullable=True)),
    ("ticket_facts", sa.Column("approval_breached_at", sa.BigInteger(), nullable=True)),
    ("ticket_facts", sa.Column("approved_at", sa.BigInteger(), nullable=True)),
)


def upgrade() -> None:
    for table, column in _ADDED:
        op.add_column(table, column)


def downgrade() -> None:
    for table, column in reversed(_ADDED):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column.name)
