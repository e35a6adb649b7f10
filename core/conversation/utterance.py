"""Typed words, with everything found out about them before they are understood."""

from __future__ import annotations

from dataclasses import dataclass

from core.commands.registry import Registry
from core.people import Person
from core.ports.bindings import Binding
from core.ui.grammar import MentionPart
from core.ui.inbound import Words
from core.ui.text import clean


@dataclass(frozen=True, slots=True)
class Utterance:
    """Who said it, where, in which ticket's thread, and what can be asked for."""

    words: Words
    person: Person
    parts: tuple[str | MentionPart, ...]
    bound: Binding | None
    registry: Registry

    @property
    def text(self) -> str:
        """The words as they are kept: mentions as @name."""
        return clean("".join(map(str, self.parts)))

    @property
    def message(self) -> str | None:
        """The message as `place#message`."""
        where = self.words.where
        return f"{where.place}#{where.message}" if where.message else None

    @property
    def in_chat(self) -> bool:
        """Whether it was said in a chat with the desk alone that has no threads."""
        return self.words.where.flat and self.words.where.kind == "direct"
