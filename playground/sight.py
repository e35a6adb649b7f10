"""What may be asked of anything that a person sees, and what is said when it is not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from playground.slack.protocol import Json

if TYPE_CHECKING:
    from playground.people import Actor
    from playground.seen import Form, Message

Value: TypeAlias = "str | Sequence[str] | Mapping[str, bytes] | None"


class Sight:
    """What a person sees after an act: a `Form`, a `Message`, or `Nothing` (which is false).

    Asking it for what it does not have is an AssertionError that tells what is seen instead.
    """

    def _lacks(self, what: str) -> AssertionError:
        return AssertionError(f"there is no {what}; what is seen is {self!r}")

    @property
    def raw(self) -> Json:
        """Slack's object."""
        raise self._lacks("object")

    @property
    def blocks(self) -> list[Json]:
        """Its blocks."""
        raise self._lacks("block")

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
        """Itself, if it is a form."""
        raise self._lacks("form")

    @property
    def message(self) -> Message:
        """Itself, if it is a message."""
        raise self._lacks("message")

    @property
    def title(self) -> str:
        """A form's title."""
        return self.form.title

    @property
    def view_id(self) -> str:
        """A form's id."""
        return self.form.view_id

    @property
    def labels(self) -> list[str]:
        """The labels of a form's fields."""
        return self.form.labels

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong in a form, by label."""
        return self.form.errors

    @property
    def values(self) -> dict[str, Value]:
        """What stands in a form's fields, by label."""
        return self.form.values

    @property
    def is_open(self) -> bool:
        """True while a form is open."""
        return self.form.is_open

    async def shows(self, words: str, within: float = 15.0) -> None:
        """Wait until these words are to be read in it; AssertionError after `within` real seconds."""
        raise self._lacks(f"text {words!r}")

    async def offers(self, label: str, within: float = 15.0) -> None:
        """Wait until it has a button with this label, "Hold" for "More > Hold"."""
        raise self._lacks(f"button {label!r}")

    def options(self, label: str) -> list[str]:
        """What a form's field offers."""
        return self.form.options(label)

    def fills(self, values: dict[str, Value] | None = None, **more: Value) -> Form:
        """Put values into a form's fields."""
        return self.form.fills(values, **more)

    async def submits(self) -> Sight:
        """Submit a form."""
        return await self.form.submits()

    async def presses(self, label: str) -> Sight:
        """Press a button."""
        raise self._lacks(f"button {label!r}")

    async def chooses(self, label: str, value: Value) -> Sight:
        """Choose in a form's field."""
        return await self.form.chooses(label, value)

    async def searches(self, label: str, words: str) -> list[str]:
        """Search in a form's field."""
        return await self.form.searches(label, words)

    async def closes(self, *, all_of_them: bool = False) -> Sight:
        """Cancel a form."""
        return await self.form.closes(all_of_them=all_of_them)


class Lasting(Sight):
    """A sight that stays and may change before one's eyes."""

    _actor: Actor

    async def shows(self, words: str, within: float = 15.0) -> None:
        """Wait until these words are to be read in it."""
        if not await self._actor.slack.ground.until(lambda: words in self.text, within):
            raise AssertionError(f"{words!r} did not appear within {within} s; there is {self.text!r}")

    async def offers(self, label: str, within: float = 15.0) -> None:
        """Wait until it has a button with this label."""
        if not await self._actor.slack.ground.until(lambda: self._has(label), within):
            raise AssertionError(f"no button {label!r} within {within} s; there are {self.buttons}")

    def _has(self, label: str) -> bool:
        return any(label in (known, known.rpartition(" > ")[2]) for known in self.buttons)


class Nothing(Sight):
    """No form and no private message."""

    def __repr__(self) -> str:
        return "<Nothing>"

    def __bool__(self) -> bool:
        return False
