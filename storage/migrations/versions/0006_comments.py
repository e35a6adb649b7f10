"""What is said on a ticket has a table of its own, so that the ticket's row does not grow with it.

The table is made here; the comments of the tickets that are there are taken out of them afterwards, a batch at a time
(`storage/backfill.py`). On PostgreSQL a statement that finds that somebody else was there first says so by a function
of its own, so that the server's log names what it was. Every process of the release before must have ended first.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


_CONFLICT = """
CREATE FUNCTION deskbell_conflict() RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'somebody else changed it in between' USING ERRCODE = 'DB409';
END $$
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_CONFLICT)
    op.create_table(
        "comments",
        sa.Column("ticket", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("voice", sa.String(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("said_in", sa.String(), nullable=True),
        sa.Column("at_home", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("ticket", "id", name="pk_comments"),
    )
    told = sa.text("said_in IS NOT NULL")
    op.create_index("ix_comments_said_in", "comments", ["ticket", "said_in"], sqlite_where=told, postgresql_where=told)
    op.execute("INSERT INTO memos (name, value) SELECT 'backfill\\:comments', '0' WHERE EXISTS (SELECT 1 FROM tickets)")


def downgrade() -> None:
    op.execute("DELETE FROM memos WHERE name = 'backfill\\:comments'")
    op.drop_table("comments")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION deskbell_conflict")
