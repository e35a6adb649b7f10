"""What may be asked of anything that a person sees in Teams, and what is said when it is not there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from playground.protocol import Json
from playground.runtime import Runtime
from playground.screen import PATIENCE, Blank, Seen, Stays

if TYPE_CHECKING:
    from playground.teams.people import Actor
    from playground.teams.screen import Form, Message

Value: TypeAlias = "str | bool | Sequence[str] | None"


class Sight(Seen):
    """What a person sees after an act: a `Form`, a `Message`, a `Notice`, or `Nothing` (which is false)."""

    @property
    def form(self) -> Form:
        """Itself, if it is a form."""
        raise self._lacks("form")

    @property
    def message(self) -> Message:
        """Itself, if it is a message."""
        raise self._lacks("message")

    async def submits(self) -> Sight:
        """Submit a form."""
        return await self.form.submits()

    async def presses(self, label: str) -> Sight:
        """Press a button."""
        raise self._lacks(f"button {label!r}")

    @property
    def card(self) -> Json | None:
        """The Adaptive Card, as this person sees it."""
        raise self._lacks("card")

    @property
    def values(self) -> dict[str, Value]:
        """What stands in its fields, by label."""
        return self.form.values

    def fills(self, values: dict[str, Value] | None = None, **more: Value) -> Sight:
        """Put values into its fields."""
        return self.form.fills(values, **more)

    async def chooses(self, label: str, value: str) -> Sight:
        """Choose in a field that asks while one types."""
        return await self.form.chooses(label, value)

    async def closes(self) -> Sight:
        """Close a dialog."""
        return await self.form.closes()


class Lasting(Stays, Sight):
    """A sight that stays and may change before one's eyes."""

    _actor: Actor

    @property
    def _runtime(self) -> Runtime:
        return self._actor.teams.runtime


class Notice(Sight):
    """A sentence in a small window or under a card, to be read and closed."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return f"<Notice {self._text!r}>"

    @property
    def text(self) -> str:
        """The sentence."""
        return self._text

    async def shows(self, words: str, within: float = PATIENCE) -> None:
        """It does not change: these words are in it, or AssertionError."""
        if words not in self._text:
            raise self._lacks(f"text {words!r}")


class Nothing(Blank, Sight):
    """No dialog, no notice and no private message."""
