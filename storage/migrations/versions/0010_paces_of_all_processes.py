"""What a platform counts is counted for all processes: a row a count, and functions that take a turn in one step.

On SQLite, where one process is alone, the table stays empty. On PostgreSQL it is not logged: what a fallen server
forgets is over before it stands again. A process of the release before may run beside it, but keeps a pace of its own.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# All in microseconds. `free_at` is when the next turn comes; it may lie as far back as the credit goes.
_TAKE_TURN = """
CREATE FUNCTION deskbell_take_turn(
    counted text, every bigint, credit bigint, within bigint, OUT wait bigint, OUT rest bigint
) LANGUAGE plpgsql AS $$
DECLARE
    instant bigint;
    free bigint;
BEGIN
    INSERT INTO paces AS p (name, free_at) VALUES (counted, 0)
        ON CONFLICT (name) DO UPDATE SET free_at = p.free_at RETURNING p.free_at INTO free;
    instant := extract(epoch FROM clock_timestamp()) * 1000000;
    wait := greatest(free - instant, 0);
    IF wait <= within THEN
        free := greatest(free, instant - credit) + every;
        UPDATE paces SET free_at = free WHERE name = counted;
    END IF;
    rest := greatest(free - instant, 0);
END $$
"""
_HOLD_TURNS = """
CREATE FUNCTION deskbell_hold_turns(counted text, hold bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO paces AS p (name, free_at) SELECT counted, extract(epoch FROM clock_timestamp()) * 1000000 + hold
        ON CONFLICT (name) DO UPDATE SET free_at = greatest(p.free_at, excluded.free_at)
$$
"""


def upgrade() -> None:
    op.create_table(
        "paces",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("free_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_paces"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE paces SET UNLOGGED")
        op.execute(_TAKE_TURN)
        op.execute(_HOLD_TURNS)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION deskbell_take_turn")
        op.execute("DROP FUNCTION deskbell_hold_turns")
    op.drop_table("paces")
