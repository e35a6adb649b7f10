"""What waits for the one who asked waits in a row of that person's, not in one of each ticket.

A platform counts what one person is told together, however many tickets it is about: rows of their own came up in vain,
all of them, whenever one had its turn. Every process of the release before must have ended first: it would write into
the old rows, beside what waits in the new ones.
"""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_PERSON = "(SELECT 'requester\\:' || tickets.requester FROM tickets WHERE tickets.ref = notices.ticket)"
_LEFT = "(done_at IS NULL OR state = 'parked')"


def upgrade() -> None:
    op.execute(
        f"UPDATE notices SET lane = CASE WHEN lane = 'requester\\:' || ticket THEN {_PERSON} ELSE lane END,"  # noqa: S608  # only constants
        f" address = {_PERSON} WHERE {_LEFT} AND address = 'requester' AND ticket IN (SELECT ref FROM tickets)"
    )
    # Who had leased some has ended: nobody holds the new rows for it, and it is to be found out whether it was said.
    op.execute(
        "UPDATE notices SET state = 'unknown', leased_by = NULL"
        " WHERE done_at IS NULL AND state = 'leased' AND address LIKE 'requester\\:%'"
    )


def downgrade() -> None:
    op.execute(
        "UPDATE notices SET lane = CASE WHEN lane = address THEN 'requester\\:' || ticket ELSE lane END,"  # noqa: S608  # only constants
        f" address = 'requester' WHERE {_LEFT} AND address LIKE 'requester\\:%'"
    )
