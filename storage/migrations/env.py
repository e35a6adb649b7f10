"""Alembic's entry: runs the steps on the connection it is handed, or on the database that the environment names."""

from __future__ import annotations

import os
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import make_url
from sqlmodel.sql.sqltypes import AutoString

from storage.models import Instant, Row, is_row_table


def spell_type(kind: str, item: Any, context: AutogenContext) -> str | Literal[False]:
    """A step names the database's own types, so that it still runs when ours have changed."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.BigInteger()"
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    return False


def run(connection: Connection) -> None:
    """Run the steps asked for. Batch mode, because SQLite cannot alter a column."""
    context.configure(
        connection=connection,
        target_metadata=Row.metadata,
        render_as_batch=True,
        render_item=spell_type,
        transactional_ddl=True,
        include_name=is_row_table,
    )
    with context.begin_transaction():
        context.run_migrations()


handed = context.config.attributes.get("connection")
if handed is not None:
    run(handed)
else:
    # Only alembic's own command line comes here, to compare the rows with a SQLite file.
    address = make_url(os.environ.get("DESKBELL_DATABASE_URL", "sqlite+aiosqlite:///data/deskbell.db"))
    with create_engine(address.set(drivername="sqlite")).begin() as own:
        run(own)
