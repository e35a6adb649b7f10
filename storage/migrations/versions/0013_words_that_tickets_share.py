"""PostgreSQL finds tickets by their words, and words by their trigrams: far fewer entries, and hardly ever a wrong one.

The index is emptied here and filled anew afterwards, a batch at a time (`storage/backfill.py`). Every process of the
release before must have ended first: what it opened would not be found. On SQLite nothing changes.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# With the spaces around it, which tell where it begins and ends. Of a very long one, which no index takes, there are
# parts that overlap by a hundred letters: as many as are ever asked for.
_WORDS = """
CREATE FUNCTION deskbell_words(words text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
    SELECT array_agg(DISTINCT substr(' ' || word || ' ', place, 200))
    FROM unnest(string_to_array(btrim(words), ' ')) AS word,
        generate_series(1, greatest(length(word) - 98, 1), 100) AS place
$$
"""


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("DROP INDEX ix_ticket_search_grams")
    op.execute(_WORDS)
    op.create_table(
        "ticket_search_words",
        sa.Column("word", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("word", name="pk_ticket_search_words"),
    )
    op.execute(
        "CREATE INDEX ix_ticket_search_words_grams ON ticket_search_words USING gin (deskbell_grams(word))"
        " WITH (fastupdate = off)"
    )
    _empty_search()
    op.execute(
        "CREATE INDEX ix_ticket_search_words ON ticket_search USING gin (deskbell_words(words)) WITH (fastupdate = off)"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("DROP INDEX ix_ticket_search_words")
    op.drop_table("ticket_search_words")
    op.execute("DROP FUNCTION deskbell_words")
    _empty_search()
    op.execute(
        "CREATE INDEX ix_ticket_search_grams ON ticket_search USING gin (deskbell_grams(words))"
        " WITH (gin_pending_list_limit = 64)"
    )


def _empty_search() -> None:
    """Whichever way it goes, all tickets are to be indexed anew."""
    op.execute("TRUNCATE ticket_search")
    op.execute("DELETE FROM memos WHERE name = 'backfill\\:search'")
    op.execute("INSERT INTO memos (name, value) SELECT 'backfill\\:search', '0' WHERE EXISTS (SELECT 1 FROM tickets)")
