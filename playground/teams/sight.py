"""What may be asked of anything that a person sees in Teams, and what is said when it is not there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from playground.teams.people import Actor
    from playground.teams.protocol import Json
    from playground.teams.seen import Form, Message

Value: TypeAlias = "str | bool | Sequence[str] | None"


class Sight:
    """What a person sees after an act: a `Form`, a `Message`, a `Notice`, or `Nothing` (which is false).

    Asking it for what it does not have is an AssertionError that tells what is seen instead.
    """

    def _lacks(self, what: str) -> AssertionError:
        return AssertionError(f"there is no {what}; what is seen is {self!r}")

    @property
    def card(self) -> Json | None:
        """The Adaptive Card, as this person sees it."""
        raise self._lacks("card")

    @property
    def text(self) -> str:
        """All that is to be read in it."""
        raise self._lacks("text")

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons."""
        raise self._lacks("button")

    @property
    def form(self) -> Form:
        """Itself, if it is a dialog."""
        raise self._lacks("form")

    @property
    def message(self) -> Message:
        """Itself, if it is a message."""
        raise self._lacks("message")

    @property
    def title(self) -> str:
        """A dialog's title."""
        return self.form.title

    @property
    def labels(self) -> list[str]:
        """The labels of its fields."""
        return self.form.labels

    @property
    def errors(self) -> dict[str, str]:
        """What Teams finds wrong in a dialog, by label."""
        return self.form.errors

    @property
    def values(self) -> dict[str, Value]:
        """What stands in its fields, by label."""
        return self.form.values

    @property
    def is_open(self) -> bool:
        """True while a dialog is open."""
        return self.form.is_open

    async def shows(self, words: str, within: float = 15.0) -> None:
        """Wait until these words are to be read in it; AssertionError after `within` real seconds."""
        raise self._lacks(f"text {words!r}")

    async def offers(self, label: str, within: float = 15.0) -> None:
        """Wait until it has a button with this label, "Hold" for "More > Hold"."""
        raise self._lacks(f"button {label!r}")

    def options(self, label: str) -> list[str]:
        """What a field offers."""
        return self.form.options(label)

    def fills(self, values: dict[str, Value] | None = None, **more: Value) -> Sight:
        """Put values into its fields."""
        return self.form.fills(values, **more)

    async def submits(self) -> Sight:
        """Submit a dialog."""
        return await self.form.submits()

    async def presses(self, label: str) -> Sight:
        """Press a button."""
        raise self._lacks(f"button {label!r}")

    async def chooses(self, label: str, value: str) -> Sight:
        """Choose in a field that asks while one types."""
        return await self.form.chooses(label, value)

    async def searches(self, label: str, words: str) -> list[str]:
        """Search in such a field."""
        return await self.form.searches(label, words)

    def closes(self) -> Sight:
        """Close a dialog."""
        return self.form.closes()


class Lasting(Sight):
    """A sight that stays and may change before one's eyes."""

    _actor: Actor

    async def shows(self, words: str, within: float = 15.0) -> None:
        """Wait until these words are to be read in it."""
        if not await self._actor.teams.ground.until(lambda: words in self.text, within):
            raise AssertionError(f"{words!r} did not appear within {within} s; there is {self.text!r}")

    async def offers(self, label: str, within: float = 15.0) -> None:
        """Wait until it has a button with this label."""
        if not await self._actor.teams.ground.until(lambda: self._has(label), within):
            raise AssertionError(f"no button {label!r} within {within} s; there are {self.buttons}")

    def _has(self, label: str) -> bool:
        return any(label in (known, known.rpartition(" > ")[2]) for known in self.buttons)


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

    async def shows(self, words: str, within: float = 15.0) -> None:
        """It does not change: these words are in it, or AssertionError."""
        if words not in self._text:
            raise self._lacks(f"text {words!r}")


class Nothing(Sight):
    """No dialog, no notice and no private message."""

    def __repr__(self) -> str:
        return "<Nothing>"

    def __bool__(self) -> bool:
        return False
