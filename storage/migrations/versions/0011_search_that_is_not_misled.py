"""SQLite finds tickets by five letters in a row, too; scripts without spaces are found by two of their letters.

Both ask for an index that is written anew: it is emptied here and filled afterwards, a batch at a time
(`storage/backfill.py`). Every process of the release before must have ended first: it would write into the index, and
ask of it, what only it understands. And what was reported lately of one service has an index.
"""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_FTS = "CREATE VIRTUAL TABLE ticket_search USING fts5(words, content='', columnsize=0, detail=none, tokenize='ascii')"
_FTS_BEFORE = (
    "CREATE VIRTUAL TABLE ticket_search USING fts5"
    "(words, content='', columnsize=0, detail=none, tokenize='trigram case_sensitive 1')"
)


def upgrade() -> None:
    _empty_search(_FTS)
    op.create_index("ix_tickets_service_created_at", "tickets", ["service", "created_at"])


def downgrade() -> None:
    op.drop_index("ix_tickets_service_created_at", "tickets")
    _empty_search(_FTS_BEFORE)


def _empty_search(fts: str) -> None:
    """Whichever way it goes, all tickets are to be indexed anew."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE ticket_search")
        op.execute(fts)
    else:
        op.execute("TRUNCATE ticket_search")
    op.execute("DELETE FROM search_terms")
    op.execute("DELETE FROM memos WHERE name = 'backfill\\:search'")
    op.execute("INSERT INTO memos (name, value) SELECT 'backfill\\:search', '0' WHERE EXISTS (SELECT 1 FROM tickets)")
