"""Typed words, with everything found out about them before they are understood."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.commands.registry import Registry
from core.commands.reply import Spoken
from core.conversation.addressing import with_sign
from core.people import Person
from core.ports.bindings import Binding
from core.ui.grammar import MentionPart
from core.ui.inbound import Words
from core.ui.text import Run, clean, styles_of


@dataclass(frozen=True, slots=True)
class Utterance:
    """Who said it, where, in which ticket's thread, and what can be asked for."""

    words: Words
    person: Person
    parts: tuple[str | MentionPart, ...]
    bound: Binding | None
    registry: Registry
    runs: tuple[Run, ...] = ()
    """All that was said, in its styles; nothing where it has none."""
    said: tuple[str | MentionPart, ...] = ()
    """What was typed, where `parts` are the English command that it may be."""

    @property
    def text(self) -> str:
        """The words as they are kept: mentions as @name."""
        return with_sign(clean("".join(map(str, self.parts))))

    def in_english(self, command: str) -> Utterance:
        """What was typed as the English command that it may be."""
        return replace(self, parts=(command,), said=self.said or self.parts)

    def as_said(self) -> Utterance:
        """What was typed as it was typed: words that are no command are kept so."""
        return replace(self, parts=self.said or self.parts, said=())

    def styles_of(self, text: str) -> tuple[str, ...]:
        """The styles of `text`, which is what was said or a part of it."""
        return styles_of(text, self.runs)

    def public(self, *, at_home: bool) -> Spoken:
        """All of it as words for everybody; `at_home` when they stand in the requester's own thread or flat chat."""
        text, files = self.text, self.words.files
        return Spoken(
            text, said_in=self.message, files=files, at_home=at_home, elsewhere=not at_home, styles=self.styles_of(text)
        )

    @property
    def message(self) -> str | None:
        """The message as `place#message`."""
        return self.words.where.key or None

    @property
    def in_chat(self) -> bool:
        """Whether it was said in a chat with the desk alone."""
        return self.words.where.kind == "direct"

    @property
    def addressed(self) -> bool:
        """Whether it was said to the desk and to nobody else: by its name, or among others."""
        return self.words.mentioned or (self.words.to_bot and not self.in_chat)

    @property
    def quotes(self) -> bool:
        """Whether the message that it stands below was quoted: a chat without threads has no other way."""
        return self.in_chat and self.words.where.flat

    @property
    def stands_alone(self) -> bool:
        """Whether no thread says which ticket it is about, so that the message itself has to."""
        return self.words.where.flat or self.bound is None
