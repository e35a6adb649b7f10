"""What a person has on their screen, in a Slack and a Teams alike: what may be asked of it, by its visible words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from playground.people import Actor

PATIENCE = 60.0

T = TypeVar("T")
S = TypeVar("S")
F = TypeVar("F")
M = TypeVar("M")
V = TypeVar("V")


class Sight(Generic[S, F, M, V]):
    """What a person sees after an act: a form, a message, or something else.

    Asking it for what it does not have is an AssertionError that tells what is seen instead. A platform says what its
    sights, forms and messages are, and which values its fields take.
    """

    def _lacks(self, what: str) -> AssertionError:
        return AssertionError(f"there is no {what}; what is seen is {self!r}")

    @property
    def text(self) -> str:
        """All that is to be read in it."""
        raise self._lacks("text")

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons."""
        raise self._lacks("button")

    @property
    def form(self) -> F:
        """Itself, if it is a form."""
        raise self._lacks("form")

    @property
    def message(self) -> M:
        """Itself, if it is a message."""
        raise self._lacks("message")

    @property
    def title(self) -> str:
        """A form's title."""
        raise self._lacks("form")

    @property
    def labels(self) -> list[str]:
        """The labels of its fields, in order."""
        raise self._lacks("form")

    @property
    def values(self) -> dict[str, V]:
        """What stands in its fields, by label."""
        raise self._lacks("form")

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong in a form, by label."""
        raise self._lacks("form")

    @property
    def is_open(self) -> bool:
        """True while a form is open."""
        raise self._lacks("form")

    def options(self, label: str) -> list[str]:
        """What a field offers."""
        raise self._lacks("form")

    def fills(self, values: dict[str, V] | None = None, **more: V) -> S:
        """Put values into its fields."""
        raise self._lacks("form")

    async def shows(self, words: str, within: float = PATIENCE) -> None:
        """Wait until these words are to be read in it; AssertionError after `within` real seconds."""
        raise self._lacks(f"text {words!r}")

    async def offers(self, label: str, within: float = PATIENCE) -> None:
        """Wait until it has a button with this label, "Hold" for "More > Hold"."""
        raise self._lacks(f"button {label!r}")

    async def presses(self, label: str) -> S:
        """Press a button."""
        raise self._lacks(f"button {label!r}")

    async def submits(self) -> S:
        """Submit a form."""
        raise self._lacks("form")

    async def searches(self, label: str, words: str) -> list[str]:
        """Search in a form's field that asks while one types."""
        raise self._lacks("form")

    async def closes(self) -> S:
        """Close a form."""
        raise self._lacks("form")


class Lasting(Sight[S, F, M, V]):
    """A sight that stays and may change before one's eyes."""

    _actor: Actor[Any, Any]

    async def shows(self, words: str, within: float = PATIENCE) -> None:
        """Wait until these words are to be read in it."""
        if not await self._actor.runtime.until(lambda: words in self.text, within):
            raise AssertionError(f"{words!r} did not appear within {within} s; there is {self.text!r}")

    async def offers(self, label: str, within: float = PATIENCE) -> None:
        """Wait until it has a button with this label."""
        runtime = self._actor.runtime
        if not await runtime.until(lambda: any(_is_called(known, label) for known in self.buttons), within):
            raise AssertionError(f"no button {label!r} within {within} s; there are {self.buttons}")


class Nothing:
    """Nothing to be seen, which is false."""

    def __repr__(self) -> str:
        return "<Nothing>"

    def __bool__(self) -> bool:
        return False


def _is_called(known: str, label: str) -> bool:
    """True when a button may be called so: "Hold" is "More > Hold", too."""
    return label in (known, known.rpartition(" > ")[2])


def called(known: Iterable[tuple[str, T]], label: str) -> T:
    """What is behind the button with this label, whole labels first. LookupError names what there is."""
    buttons = list(known)
    for name, found in [*(one for one in buttons if one[0] == label), *buttons]:
        if _is_called(name, label):
            return found
    raise LookupError(f"no button {label!r}; there are {[name for name, _ in buttons]}")


def named(known: Iterable[tuple[Sequence[str], T]], label: str) -> T:
    """The field with this name, else the first whose label begins so. LookupError names what there is.

    A field's names are its label and then its ids.
    """
    fields = list(known)
    for names, found in fields:
        if label in names:
            return found
    for names, found in fields:
        if names[0].lower().startswith(label.lower()):
            return found
    raise LookupError(f"no field {label!r}; there are {[names[0] for names, _ in fields]}")
