"""A count remembers when it was taken from, so that a server's clock that is set back does not silence it.

What lay so many seconds ahead when the row was written lies no further ahead for that. The functions keep their names
and what they take: a process of the release before goes on beside it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# All in microseconds. `taken_at` is the server's clock when the row was written: where that lies ahead, the clock has
# been set back by so much at least.
_TAKE_TURN = """
CREATE OR REPLACE FUNCTION deskbell_take_turn(
    counted text, every bigint, credit bigint, within bigint, OUT wait bigint, OUT rest bigint
) LANGUAGE plpgsql AS $$
DECLARE
    instant bigint;
    free bigint;
    taken bigint;
BEGIN
    INSERT INTO paces AS p (name, free_at) VALUES (counted, 0)
        ON CONFLICT (name) DO UPDATE SET free_at = p.free_at RETURNING p.free_at, p.taken_at INTO free, taken;
    instant := extract(epoch FROM clock_timestamp()) * 1000000;
    free := free - greatest(taken - instant, 0);
    wait := greatest(free - instant, 0);
    IF wait <= within THEN
        free := greatest(free, instant - credit) + every;
        UPDATE paces SET free_at = free, taken_at = instant WHERE name = counted;
    ELSIF taken > instant THEN
        UPDATE paces SET free_at = free, taken_at = instant WHERE name = counted;
    END IF;
    rest := greatest(free - instant, 0);
END $$
"""
_HOLD_TURNS = """
CREATE OR REPLACE FUNCTION deskbell_hold_turns(counted text, hold bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO paces AS p (name, free_at, taken_at)
        SELECT counted, instant + hold, instant
            FROM (SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint) AS instant) AS clock
        ON CONFLICT (name) DO UPDATE SET taken_at = excluded.taken_at,
            free_at = greatest(p.free_at - greatest(p.taken_at - excluded.taken_at, 0), excluded.free_at)
$$
"""
_TAKE_TURN_AS_BEFORE = """
CREATE OR REPLACE FUNCTION deskbell_take_turn(
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
_HOLD_TURNS_AS_BEFORE = """
CREATE OR REPLACE FUNCTION deskbell_hold_turns(counted text, hold bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO paces AS p (name, free_at) SELECT counted, extract(epoch FROM clock_timestamp()) * 1000000 + hold
        ON CONFLICT (name) DO UPDATE SET free_at = greatest(p.free_at, excluded.free_at)
$$
"""


def upgrade() -> None:
    op.add_column("paces", sa.Column("taken_at", sa.BigInteger(), nullable=False, server_default=sa.text("0")))
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_TAKE_TURN)
        op.execute(_HOLD_TURNS)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_TAKE_TURN_AS_BEFORE)
        op.execute(_HOLD_TURNS_AS_BEFORE)
    with op.batch_alter_table("paces") as paces:
        paces.drop_column("taken_at")
