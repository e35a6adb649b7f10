"""What was parked because its place was shut is known as such; and when somebody is away.

Processes of the release before may go on: they park as before, and ask nobody who is away.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notices", sa.Column("shut", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "absences",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("start_at", sa.BigInteger(), nullable=False),
        sa.Column("end_at", sa.BigInteger(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_absences"),
    )


def downgrade() -> None:
    op.drop_table("absences")
    with op.batch_alter_table("notices") as table:
        table.drop_column("shut")
