"""The tables beside the tickets of what is ordered: private answers, who can decide, items as ordered, what was given.

No `from __future__ import annotations` in this module: SQLModel reads the annotations themselves.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Text, false, text
from sqlmodel import Field

from storage.rows import Instant, Row


class SealedAnswerRow(Row, table=True):
    """An answer that the fulfilment staff alone may read, shut in `box` with the key of that name (`sealing.py`).

    It stands from `version` of its ticket on; one with an empty `box` says that there is none from then on.
    """

    __tablename__ = "sealed_answers"

    number: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    field: str = Field(primary_key=True)
    version: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"server_default": text("0")})
    key: str = Field(index=True)
    box: str = Field(sa_type=Text)


class DeciderRow(Row, table=True):
    """Somebody who can decide about an order now (`deciders.py`).

    `asked_at` is since when they are asked, where they are; `unowned` that nobody knows whose a decision of it is.
    """

    __tablename__ = "deciders"

    person: str = Field(primary_key=True)
    number: int = Field(primary_key=True, index=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    asked_at: datetime | None = Field(default=None, sa_type=Instant)
    unowned: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class ItemVersionRow(Row, table=True):
    """An item of the catalog as it was ordered; `data` is the whole of it (JSON)."""

    __tablename__ = "item_versions"

    version: str = Field(primary_key=True)
    item: str
    data: str = Field(sa_type=Text)


class GrantRow(Row, table=True):
    """What a task of a request gave somebody, and whether it has ended (`grants.py`)."""

    __tablename__ = "grants"

    number: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    task: str = Field(primary_key=True)
    person: str = Field(default="", index=True, sa_column_kwargs={"server_default": text("''")})
    title: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": text("''")})
    item: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    granted_at: datetime | None = Field(default=None, sa_type=Instant)
    until_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    proof: str = Field(sa_type=Text)
    goes_on: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": text("''")})
