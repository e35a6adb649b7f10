"""What may be asked of anything that a person sees in Slack, and what is said when it is not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from playground.protocol import Json
from playground.runtime import Runtime
from playground.screen import Blank, Seen, Stays

if TYPE_CHECKING:
    from playground.slack.people import Actor
    from playground.slack.screen import Form, Message

Value: TypeAlias = "str | Sequence[str] | Mapping[str, bytes] | None"


class Sight(Seen):
    """What a person sees after an act: a `Form`, a `Message`, or `Nothing` (which is false)."""

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
    def raw(self) -> Json:
        """Slack's object."""
        raise self._lacks("object")

    @property
    def blocks(self) -> list[Json]:
        """Its blocks."""
        raise self._lacks("block")

    @property
    def view_id(self) -> str:
        """A form's id."""
        return self.form.view_id

    @property
    def values(self) -> dict[str, Value]:
        """What stands in a form's fields, by label."""
        return self.form.values

    def fills(self, values: dict[str, Value] | None = None, **more: Value) -> Form:
        """Put values into a form's fields."""
        return self.form.fills(values, **more)

    async def chooses(self, label: str, value: Value) -> Sight:
        """Choose in a form's field."""
        return await self.form.chooses(label, value)

    async def closes(self, *, all_of_them: bool = False) -> Sight:
        """Cancel a form."""
        return await self.form.closes(all_of_them=all_of_them)


class Lasting(Stays, Sight):
    """A sight that stays and may change before one's eyes."""

    _actor: Actor

    @property
    def _runtime(self) -> Runtime:
        return self._actor.slack.runtime


class Nothing(Blank, Sight):
    """No form and no private message."""
