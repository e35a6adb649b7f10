"""Figures say how whoever asked found what was done, and how long those who had to agree took for it.

When somebody was asked how it was, when they answered, which score of how many: null until they are, which is what a
process of the release before writes. Of stages of approval it writes none; they are counted from here on.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_ADDED: tuple[sa.Column[Any], ...] = (
    sa.Column("survey_asked_at", sa.BigInteger(), nullable=True),
    sa.Column("survey_answered_at", sa.BigInteger(), nullable=True),
    sa.Column("survey_score", sa.Integer(), nullable=True),
    sa.Column("survey_scale", sa.Integer(), nullable=True),
    *(
        sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text("0"))
        for name in ("stages_decided", "stages_seconds", "stages_expired", "approvers_replaced")
    ),
)


def upgrade() -> None:
    for column in _ADDED:
        op.add_column("ticket_facts", column)


def downgrade() -> None:
    with op.batch_alter_table("ticket_facts") as batch:
        for column in reversed(_ADDED):
            batch.drop_column(column.name)
