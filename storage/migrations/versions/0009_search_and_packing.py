"""Tickets are found by an index of trigrams, and words with a slip in them by a table of words; SQLite packs texts.

SQLite's FTS5 and PostgreSQL's GIN each have their own table `ticket_search`; PostgreSQL needs no extension for it. On
SQLite the log lies in the order of its key, and what is in it and in the tickets' state is packed. The tickets that are
there follow afterwards, a batch at a time (`storage/backfill.py`). Every process of the release before must have ended
first: it would write a column that is gone, and what it opened would not be found.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_FTS = (
    "CREATE VIRTUAL TABLE ticket_search USING fts5"
    "(words, content='', columnsize=0, detail=none, tokenize='trigram case_sensitive 1')"
)
_GRAMS = """
CREATE FUNCTION deskbell_grams(words text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
    SELECT array_agg(DISTINCT gram) FROM (
        SELECT letter || lead(letter, 1) OVER line || lead(letter, 2) OVER line AS gram
        FROM unnest(string_to_array(words, NULL)) WITH ORDINALITY AS letters (letter, place)
        WINDOW line AS (ORDER BY place)
    ) AS grams WHERE gram IS NOT NULL
$$
"""
_EVENTS_ON_SQLITE = """
CREATE TABLE events_anew (
    ticket VARCHAR NOT NULL,
    seq INTEGER NOT NULL,
    occurred_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    actor VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    data TEXT NOT NULL,
    CONSTRAINT pk_events PRIMARY KEY (ticket, seq),
    CONSTRAINT fk_events_ticket FOREIGN KEY(ticket) REFERENCES tickets (ref)
)
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_GRAMS)
        op.create_table(
            "ticket_search",
            sa.Column("number", sa.BigInteger(), nullable=False, autoincrement=False),
            sa.Column("words", sa.Text(), nullable=False),
            sa.PrimaryKeyConstraint("number", name="pk_ticket_search"),
        )
        # What waits in the index's list is gone through by each search: so let little wait.
        op.execute(
            "CREATE INDEX ix_ticket_search_grams ON ticket_search USING gin (deskbell_grams(words))"
            " WITH (gin_pending_list_limit = 64)"
        )
    else:
        op.execute(_FTS)
        _lay_events_anew(" WITHOUT ROWID")
        op.execute(
            "INSERT INTO memos (name, value) SELECT 'backfill\\:packing', '0' WHERE EXISTS (SELECT 1 FROM tickets)"
        )
    op.create_table(
        "search_terms",
        sa.Column("slip", sa.String(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("slip", "term", name="pk_search_terms"),
        sqlite_with_rowid=False,
    )
    op.drop_column("tickets", "search")
    op.execute("INSERT INTO memos (name, value) SELECT 'backfill\\:search', '0' WHERE EXISTS (SELECT 1 FROM tickets)")


def _lay_events_anew(how: str) -> None:
    op.execute(_EVENTS_ON_SQLITE + how)
    op.execute("INSERT INTO events_anew SELECT * FROM events ORDER BY ticket, seq")
    op.execute("DROP TABLE events")
    op.execute("ALTER TABLE events_anew RENAME TO events")


def downgrade() -> None:
    op.execute("DELETE FROM memos WHERE name IN ('backfill\\:search', 'backfill\\:packing')")
    if op.get_bind().dialect.name == "sqlite":
        _lay_events_anew("")
    op.add_column("tickets", sa.Column("search", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.drop_table("search_terms")
    op.drop_table("ticket_search")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION deskbell_grams")
