"""What a message has become, and where a flat chat stands, have tables: neither is forgotten with old receipts.

What stood in receipts (`made-of:`) and small named values (`chat:`, `aside:`) is carried over. It is left where it was;
receipts go by themselves, the values with a later step. Every process of the release before must have ended first: it
cannot read the tickets that this one writes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.instants import micros

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# A person is an address or an account, a place begins with its platform: both may hold an "@".
_CHAT = re.compile(r"chat:(.+?)@([a-z][a-z0-9_-]*:.+)", re.DOTALL)


def upgrade() -> None:
    origins = op.create_table(
        "origins",
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("ticket", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("message", name="pk_origins"),
    )
    chats = op.create_table(
        "chats",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("ticket", sa.String(), nullable=True),
        sa.Column("since", sa.BigInteger(), nullable=True),
        sa.Column("last", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("person", "place", name="pk_chats"),
    )
    words = op.create_table(
        "chat_words",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said_in", sa.String(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person", "place", "seq", name="pk_chat_words"),
    )
    aside = op.create_table(
        "words_aside",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_words_aside"),
    )
    connection = op.get_bind()
    _carry(connection, origins, _origins(connection))
    for name, kept in _memos(connection, "chat:"):
        found = _CHAT.fullmatch(name)
        if found is not None:
            _carry(connection, chats, iter([_chat(found[1], found[2], kept)]))
            _carry(connection, words, _words(found[1], found[2], kept))
    _carry(connection, aside, (_aside(name, kept) for name, kept in _memos(connection, "aside:")))


def downgrade() -> None:
    for table in ("words_aside", "chat_words", "chats", "origins"):
        op.drop_table(table)


def _carry(connection: sa.Connection, table: sa.Table, rows: Iterator[dict[str, Any]]) -> None:
    found = list(rows)
    if found:
        connection.execute(table.insert(), found)


def _origins(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    statement = "SELECT key, outcome, at FROM receipts WHERE key LIKE 'made-of:%'"
    for key, outcome, at in connection.execute(sa.text(statement)).fetchall():
        if ticket := json.loads(outcome):
            yield {"message": key.removeprefix("made-of:"), "ticket": ticket, "at": at}


def _memos(connection: sa.Connection, prefix: str) -> Iterator[tuple[str, dict[str, Any]]]:
    statement = sa.text("SELECT name, value FROM memos WHERE name LIKE :like ORDER BY name")
    for name, value in connection.execute(statement, {"like": f"{prefix}%"}).fetchall():
        if written := json.loads(value):
            yield name, json.loads(written)


def _chat(person: str, place: str, kept: dict[str, Any]) -> dict[str, Any]:
    instants = {name: _micros(kept[name]) for name in ("since", "last", "asked_at")}
    return {"person": person, "place": place, "ticket": kept["ticket"], **instants}


def _words(person: str, place: str, kept: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for seq, each in enumerate(kept["waiting"]):
        said = {"text": json.dumps(each["text"]), "said_in": each["said_in"], "at": _micros(each["at"])}
        yield {"person": person, "place": place, "seq": seq, **said, "files": json.dumps(each["files"])}


def _aside(name: str, kept: dict[str, Any]) -> dict[str, Any]:
    files, text = json.dumps(kept["files"]), json.dumps(kept["text"])
    return {"person": name.removeprefix("aside:"), "key": kept["key"], "text": text, "files": files}


def _micros(written: str | None) -> int | None:
    return micros(datetime.fromisoformat(written)) if written else None
