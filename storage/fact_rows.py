"""The table that figures are read from, a row a ticket.

No `from __future__ import annotations` in this module: SQLModel reads the annotations themselves.
"""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import text
from sqlmodel import Field

from storage.rows import Instant, Row


class TicketFactsRow(Row, table=True):
    """What figures ask of a ticket beside its header, which is in `tickets`: the fields of `core.tickets.facts`.

    Where those who asked work is a column of `people`.
    """

    __tablename__ = "ticket_facts"
    __table_args__: ClassVar[dict[str, bool]] = {"sqlite_with_rowid": False}

    ticket: str = Field(primary_key=True)
    source: str
    item: str | None = None
    cost: int
    acked_at: datetime | None = Field(default=None, sa_type=Instant)
    first_response_at: datetime | None = Field(default=None, sa_type=Instant)
    first_resolved_at: datetime | None = Field(default=None, sa_type=Instant)
    resolved_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    resolution_code: str | None = None
    breach_reason: str | None = None
    ack_outcome: str | None = None
    ack_breached_at: datetime | None = Field(default=None, sa_type=Instant)
    response_outcome: str | None = None
    response_breached_at: datetime | None = Field(default=None, sa_type=Instant)
    resolution_outcome: str | None = None
    resolution_breached_at: datetime | None = Field(default=None, sa_type=Instant)
    approval_outcome: str | None = None
    approval_breached_at: datetime | None = Field(default=None, sa_type=Instant)
    approved_at: datetime | None = Field(default=None, sa_type=Instant)
    survey_asked_at: datetime | None = Field(default=None, sa_type=Instant)
    survey_answered_at: datetime | None = Field(default=None, sa_type=Instant)
    survey_score: int | None = None
    survey_scale: int | None = None
    reopened: int
    handoffs: int
    worked: int
    resolution_misses: int
    escalations: int
    requester_messages: int
    stages_decided: int = Field(sa_column_kwargs={"server_default": text("0")})
    stages_seconds: int = Field(sa_column_kwargs={"server_default": text("0")})
    stages_expired: int = Field(sa_column_kwargs={"server_default": text("0")})
    approvers_replaced: int = Field(sa_column_kwargs={"server_default": text("0")})
    conversions: int = Field(sa_column_kwargs={"server_default": text("0")})
