"""Flat chats in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from core.people import PersonId
from core.ports.chats import Chat, SetAside


@dataclass
class ChatsInMemory:
    """Implements core.ports.chats.Chats. One transaction runs at a time, so that nobody else can hold a chat."""

    chats: dict[tuple[PersonId, str], Chat] = field(default_factory=dict)
    words: dict[tuple[PersonId, str], SetAside] = field(default_factory=dict)

    def chat(self, person: PersonId, place: str) -> Chat:
        return self.chats.get((person, place), Chat())

    def hold_chat(self, person: PersonId, place: str) -> Chat:
        return self.chat(person, place)

    def unanswered(self, after: datetime, before: datetime) -> list[tuple[PersonId, str]]:
        found = (whose for whose, one in self.chats.items() if one.waiting and one.asked_at)
        return sorted(whose for whose in found if after <= (self.chats[whose].asked_at or after) < before)

    def keep_chat(self, person: PersonId, place: str, chat: Chat) -> None:
        self.chats[person, place] = chat

    def set_aside(self, person: PersonId, words: SetAside, at: datetime) -> None:
        self.words[person, words.key] = words

    def aside(self, person: PersonId, key: str) -> SetAside | None:
        return self.words.get((person, key))
