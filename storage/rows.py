"""What all tables are made of: the base of their rows, and types of columns that are alike on both databases.

No `from __future__ import annotations` in this module: SQLModel reads the annotations themselves.
"""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Integer, MetaData
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

from storage.instants import instant_or_none, micros_or_none


class Instant(TypeDecorator[datetime]):
    """An aware datetime in a column of microseconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """To the database. Raises TypeError for a naive datetime."""
        return micros_or_none(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """From the database, in UTC."""
        return instant_or_none(value)


Serial = BigInteger().with_variant(Integer, "sqlite")
"""A row's own number: SQLite numbers rows only in a column of type INTEGER."""


class Row(SQLModel):
    """What all tables share: one collection of tables, with constraints named alike on both databases."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
