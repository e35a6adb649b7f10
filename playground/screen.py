"""What people see of a Slack and of a Teams alike: what may be asked of it, and how one waits for words to appear."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from playground.runtime import Runtime

PATIENCE = 15.0

T = TypeVar("T")
M = TypeVar("M", bound="Seen")


class Seen:
    """What a person sees after an act: a form, a message, or something else.

    Asking it for what it does not have is an AssertionError that tells what is seen instead.
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
    def form(self) -> Seen:
        """Itself, if it is a form."""
        raise self._lacks("form")

    @property
    def message(self) -> Seen:
        """Itself, if it is a message."""
        raise self._lacks("message")

    @property
    def title(self) -> str:
        """A form's title."""
        return self.form.title

    @property
    def labels(self) -> list[str]:
        """The labels of its fields, in order."""
        return self.form.labels

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong in a form, by label."""
        return self.form.errors

    @property
    def is_open(self) -> bool:
        """True while a form is open."""
        return self.form.is_open

    def options(self, label: str) -> list[str]:
        """What a field offers."""
        return self.form.options(label)

    async def shows(self, words: str, within: float = PATIENCE) -> None:
        """Wait until these words are to be read in it; AssertionError after `within` real seconds."""
        raise self._lacks(f"text {words!r}")

    async def offers(self, label: str, within: float = PATIENCE) -> None:
        """Wait until it has a button with this label, "Hold" for "More > Hold"."""
        raise self._lacks(f"button {label!r}")

    async def submits(self) -> Seen:
        """Submit a form."""
        return await self.form.submits()

    async def presses(self, label: str) -> Seen:
        """Press a button."""
        raise self._lacks(f"button {label!r}")

    async def searches(self, label: str, words: str) -> list[str]:
        """Search in a form's field that asks while one types."""
        return await self.form.searches(label, words)


class Stays(Seen):
    """A sight that stays and may change before one's eyes."""

    @property
    def _runtime(self) -> Runtime:
        raise NotImplementedError

    async def shows(self, words: str, within: float = PATIENCE) -> None:
        """Wait until these words are to be read in it."""
        if not await self._runtime.until(lambda: words in self.text, within):
            raise AssertionError(f"{words!r} did not appear within {within} s; there is {self.text!r}")

    async def offers(self, label: str, within: float = PATIENCE) -> None:
        """Wait until it has a button with this label."""
        if not await self._runtime.until(lambda: any(is_called(known, label) for known in self.buttons), within):
            raise AssertionError(f"no button {label!r} within {within} s; there are {self.buttons}")


class Blank:
    """Nothing to be seen."""

    def __repr__(self) -> str:
        return "<Nothing>"

    def __bool__(self) -> bool:
        return False


class Wall(Generic[M]):
    """Messages in a place, oldest first, as one person sees them."""

    @property
    def _runtime(self) -> Runtime:
        raise NotImplementedError

    @property
    def messages(self) -> list[M]:
        """What was posted here for all, oldest first: the place's own, or a thread's replies without its root."""
        raise NotImplementedError

    @property
    def texts(self) -> list[str]:
        """The words of those messages."""
        return [message.text for message in self.messages]

    @property
    def last(self) -> M:
        """The newest message here. LookupError when there is none."""
        if not self.messages:
            raise LookupError("nothing was posted here")
        return self.messages[-1]

    def find(self, words: str) -> M | None:
        """The newest message with these words in its text."""
        return newest(self.messages, words)

    async def shows(self, words: str, within: float = PATIENCE) -> M:
        """Wait until a message with these words is here. AssertionError with what is here instead."""
        return await appears(self._runtime, lambda: self.messages, words, within)


def newest(messages: Sequence[M], words: str) -> M | None:
    """The newest of these messages with these words in its text."""
    return next((message for message in reversed(messages) if words in message.text), None)


async def appears(runtime: Runtime, messages: Callable[[], Sequence[M]], words: str, within: float) -> M:
    """Wait until one of these messages says these words. AssertionError with what they say instead."""
    await runtime.until(lambda: newest(messages(), words) is not None, within)
    found = newest(messages(), words)
    if found is None:
        said = [message.text for message in messages()]
        raise AssertionError(f"{words!r} did not appear within {within} s; there is {said}")
    return found


def is_called(known: str, label: str) -> bool:
    """True when a button may be called so: "Hold" is "More > Hold", too."""
    return label in (known, known.rpartition(" > ")[2])


def called(known: Iterable[tuple[str, T]], label: str) -> T:
    """What is behind the button with this label, whole labels first. LookupError names what there is."""
    buttons = list(known)
    for name, found in [*(one for one in buttons if one[0] == label), *buttons]:
        if is_called(name, label):
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
