"""Tickets are found by what was said on them, too, and on both databases by whole words, which take fewer bytes.

SQLite's index of pieces gives way to one of words and one of their parts; PostgreSQL has a row for each word of a
ticket, in the order in which they are looked for. Both are emptied here and filled anew afterwards, a batch at a time
(`storage/backfill.py`). Every process of the release before must have ended first: what it wrote would not be found.
Whoever has a ticket is found by an index of theirs, the newest first.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_PIECES = (
    "CREATE VIRTUAL TABLE ticket_search USING fts5(words, content='', columnsize=0, detail=none, tokenize='ascii')"
)
_ON_SQLITE = (
    _PIECES,
    "CREATE TABLE ticket_search_words (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE)",
    "CREATE VIRTUAL TABLE ticket_search_parts USING fts5"
    "(word, content='', columnsize=0, detail=none, tokenize='trigram case_sensitive 1')",
    "CREATE TRIGGER ticket_search_words_parts AFTER INSERT ON ticket_search_words BEGIN"
    " INSERT INTO ticket_search_parts (rowid, word) VALUES (new.id, new.word); END",
)
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
    op.drop_table("ticket_search")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION deskbell_words")
        op.execute("TRUNCATE ticket_search_words")
        op.create_table(
            "ticket_search",
            sa.Column("word", sa.Integer(), nullable=False, autoincrement=False),
            sa.Column("number", sa.BigInteger(), nullable=False, autoincrement=False),
            sa.PrimaryKeyConstraint("word", "number", name="pk_ticket_search"),
        )
    else:
        for statement in _ON_SQLITE:
            op.execute(statement)
    told = sa.text("assignee IS NOT NULL")
    op.create_index(
        "ix_tickets_assignee_number", "tickets", ["assignee", "number"], sqlite_where=told, postgresql_where=told
    )
    _fill_anew()


def downgrade() -> None:
    op.drop_index("ix_tickets_assignee_number", "tickets")
    op.drop_table("ticket_search")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("TRUNCATE ticket_search_words")
        op.execute(_WORDS)
        op.create_table(
            "ticket_search",
            sa.Column("number", sa.BigInteger(), nullable=False, autoincrement=False),
            sa.Column("words", sa.Text(), nullable=False),
            sa.PrimaryKeyConstraint("number", name="pk_ticket_search"),
        )
        op.execute(
            "CREATE INDEX ix_ticket_search_words ON ticket_search USING gin (deskbell_words(words))"
            " WITH (fastupdate = off)"
        )
    else:
        op.drop_table("ticket_search_parts")
        op.drop_table("ticket_search_words")
        op.execute(_PIECES)
    _fill_anew()


def _fill_anew() -> None:
    """Whichever way it goes, all tickets are to be indexed anew."""
    op.execute("DELETE FROM search_terms")
    op.execute("DELETE FROM memos WHERE name = 'backfill\\:search'")
    op.execute("INSERT INTO memos (name, value) SELECT 'backfill\\:search', '0' WHERE EXISTS (SELECT 1 FROM tickets)")
