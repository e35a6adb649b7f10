"""What figures ask of a ticket has a table of its own, and where people work columns, so that no report reads JSON.

The tables are made here; the facts of the tickets that are there follow afterwards, a batch at a time
(`storage/backfill.py`). Every process of the release before must have ended first: it would keep no facts.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_PLACES = ("site", "department")
_PEOPLE = sa.table("people", sa.column("id"), sa.column("data"), *(sa.column(name) for name in _PLACES))


def upgrade() -> None:
    op.create_table(
        "ticket_facts",
        sa.Column("ticket", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=True),
        sa.Column("cost", sa.Integer(), nullable=False),
        sa.Column("acked_at", sa.BigInteger(), nullable=True),
        sa.Column("first_response_at", sa.BigInteger(), nullable=True),
        sa.Column("first_resolved_at", sa.BigInteger(), nullable=True),
        sa.Column("resolved_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("resolution_code", sa.String(), nullable=True),
        sa.Column("breach_reason", sa.String(), nullable=True),
        sa.Column("ack_outcome", sa.String(), nullable=True),
        sa.Column("ack_breached_at", sa.BigInteger(), nullable=True),
        sa.Column("response_outcome", sa.String(), nullable=True),
        sa.Column("response_breached_at", sa.BigInteger(), nullable=True),
        sa.Column("resolution_outcome", sa.String(), nullable=True),
        sa.Column("resolution_breached_at", sa.BigInteger(), nullable=True),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("handoffs", sa.Integer(), nullable=False),
        sa.Column("worked", sa.Integer(), nullable=False),
        sa.Column("resolution_misses", sa.Integer(), nullable=False),
        sa.Column("escalations", sa.Integer(), nullable=False),
        sa.Column("requester_messages", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("ticket", name="pk_ticket_facts"),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO memos (name, value) SELECT 'backfill\\:facts', '0' WHERE EXISTS (SELECT 1 FROM tickets)")
    for name in _PLACES:
        op.add_column("people", sa.Column(name, sa.String(), nullable=True))
    _say_where_people_work()


def _say_where_people_work() -> None:
    """People are few: theirs is done here."""
    connection = op.get_bind()
    for person, data in connection.execute(sa.select(_PEOPLE.c.id, _PEOPLE.c.data)).fetchall():
        places = {name: value for name in _PLACES if (value := json.loads(data).get(name)) is not None}
        if places:
            plain = {
                name: value.replace("\x00", "").encode("utf-8", "replace").decode() for name, value in places.items()
            }
            connection.execute(_PEOPLE.update().where(_PEOPLE.c.id == person).values(**plain))


def downgrade() -> None:
    with op.batch_alter_table("people") as table:
        for name in _PLACES:
            table.drop_column(name)
    op.execute("DELETE FROM memos WHERE name = 'backfill\\:facts'")
    op.drop_table("ticket_facts")
