"""Words that were set aside are kept for each form that takes them: those of one no longer end those of another.

Every process of the release before must have ended first: it would go on to keep one row for each person, which this
table does not promise any more.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_anew("person", "key")


def downgrade() -> None:
    op.execute(
        "DELETE FROM words_aside WHERE EXISTS (SELECT 1 FROM words_aside later WHERE later.person = words_aside.person"
        " AND (COALESCE(later.at, 0) > COALESCE(words_aside.at, 0)"
        " OR (COALESCE(later.at, 0) = COALESCE(words_aside.at, 0) AND later.key > words_aside.key)))"
    )
    _make_anew("person")


def _make_anew(*unique: str) -> None:
    """The table with that key and what stood in it; it is a small one, of what was typed in the last days."""
    rows: Sequence[sa.RowMapping] = (
        op.get_bind().execute(sa.text("SELECT person, key, text, files, at FROM words_aside")).mappings().all()
    )
    op.drop_table("words_aside")
    table = op.create_table(
        "words_aside",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint(*unique, name="pk_words_aside"),
    )
    if rows:
        op.bulk_insert(table, [dict(row) for row in rows])
