"""Private answers are kept by the version of their order, and what was given by whom it was given to.

What was answered before is not lost by what is answered later: what was given is taken away by what was agreed to.
Answers that are there already stand for every version until another one is given. Who was given something is whoever
its order is for by now, but where whoever asked was another one before: those are read from their logs afterwards
(`storage/backfill.py`). A process of the release before would write answers over one another: none may run meanwhile.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sealed_answers") as table:
        table.add_column(sa.Column("version", sa.BigInteger(), nullable=False, server_default="0"))
        table.drop_constraint("pk_sealed_answers", type_="primary")
        table.create_primary_key("pk_sealed_answers", ["number", "field", "version"])
    op.add_column("grants", sa.Column("person", sa.String(), nullable=False, server_default=""))
    op.execute(
        "UPDATE grants SET person ="
        " COALESCE((SELECT beneficiary FROM tickets WHERE tickets.number = grants.number), '')"
    )
    op.create_index("ix_grants_person", "grants", ["person"])
    op.execute(
        "INSERT INTO memos (name, value) SELECT 'backfill\\:holders', '0'"
        " WHERE EXISTS (SELECT 1 FROM events WHERE kind = 'requester_changed')"
    )


def downgrade() -> None:
    op.execute("DELETE FROM memos WHERE name = 'backfill\\:holders'")
    op.drop_index("ix_grants_person", table_name="grants")
    with op.batch_alter_table("grants") as table:
        table.drop_column("person")
    op.execute(
        "DELETE FROM sealed_answers WHERE version <> (SELECT MAX(version) FROM sealed_answers AS newer"
        " WHERE newer.number = sealed_answers.number AND newer.field = sealed_answers.field) OR box = ''"
    )
    with op.batch_alter_table("sealed_answers") as table:
        table.drop_constraint("pk_sealed_answers", type_="primary")
        table.create_primary_key("pk_sealed_answers", ["number", "field"])
        table.drop_column("version")
