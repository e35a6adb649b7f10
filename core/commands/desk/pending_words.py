"""What the desk does with a flat chat: words that wait change with their message, or are set aside for a form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from core.people import PersonId
from core.ports.chats import SetAside, Waiting
from core.ports.tickets import Transaction
from core.tickets.events import File
from core.ui.text import clean


def change(tx: Transaction, person: PersonId, said_in: str, text: str | None) -> None:
    """A message that may be waiting was edited, or deleted (`text` None)."""
    place = said_in.partition("#")[0]
    if not any(each.said_in == said_in for each in tx.chat(person, place).waiting):
        return
    chat = tx.hold_chat(person, place)
    changed = tuple(
        replace(each, text=clean(text or "")) if each.said_in == said_in else each
        for each in chat.waiting
        if each.said_in != said_in or text is not None
    )
    tx.keep_chat(person, place, replace(chat, waiting=changed))


def set_aside(tx: Transaction, person: PersonId, key: str, words: Sequence[Waiting], at: datetime) -> None:
    """Keep words for a form that has not opened yet, under `key`; only the last ones are."""
    files = tuple(file for each in words for file in each.files)
    tx.set_aside(person, SetAside(key, "\n".join(each.text for each in words if each.text), files), at)


def set_aside_for(tx: Transaction, person: PersonId, key: str) -> tuple[str, tuple[File, ...]]:
    """The words and files that were set aside under `key`; nothing when others were since."""
    kept = tx.aside(person) if key else None
    return (kept.text, kept.files) if kept is not None and kept.key == key else ("", ())
