"""Prompts know whom they ask and whether they stand, and words that wait know what they are not about.

What was kept of prompts among the words set aside moves to a table of its own. A process of the release before goes on
to keep it there: the buttons of what it asks stay until they are pressed, as they did.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

_STANDS = sa.text("outcome = ''")
_KEPT = "SELECT person, key, text, at FROM words_aside WHERE key LIKE 'stands %' AND at IS NOT NULL ORDER BY at"


def upgrade() -> None:
    op.add_column("chat_words", sa.Column("not_about", sa.Text(), nullable=False, server_default="[]"))
    prompts = op.create_table(
        "prompts",
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("message", name="pk_prompts"),
    )
    op.create_index("ix_prompts_of_person", "prompts", ["person", "at"], sqlite_where=_STANDS, postgresql_where=_STANDS)
    op.create_index("ix_prompts_by_age", "prompts", ["at"], sqlite_where=_STANDS, postgresql_where=_STANDS)
    op.create_index("ix_prompts_about", "prompts", ["about"])
    connection, moved = op.get_bind(), {}
    for person, key, text, at in connection.execute(sa.text(_KEPT)).all():
        kept = json.loads(text)
        for message, said, question in json.loads(kept) if kept else ():
            moved[message] = {
                "message": message,
                "person": person,
                "said": json.dumps(said),
                "at": at,
                "about": key.removeprefix("stands "),
                "question": question,
                "outcome": "",
            }
    if moved:
        op.bulk_insert(prompts, list(moved.values()))
    op.execute(sa.text("DELETE FROM words_aside WHERE key LIKE 'stands %' OR key LIKE 'over %'"))


def downgrade() -> None:
    op.drop_table("prompts")
    with op.batch_alter_table("chat_words") as table:
        table.drop_column("not_about")
