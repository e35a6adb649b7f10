"""Drivers that act as a person, for tests that read like stories: what people of a Slack and a Teams have in common.

They know protocol and state, never the app. What a person can say and press is each platform's own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Generic, Protocol, TypeVar

from playground.runtime import Runtime
from playground.screen import PATIENCE


class Readable(Protocol):
    """A message, as far as one looks for words in it."""

    @property
    def text(self) -> str:
        """All that is to be read in it."""
        ...


T = TypeVar("T")
M = TypeVar("M", bound=Readable)
P = TypeVar("P", bound="Place[Any]")


class Place(Generic[M]):
    """Messages in a place, oldest first, as one person sees them."""

    _actor: Actor[M, Any]

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
        return _newest(self.messages, words)

    async def shows(self, words: str, within: float = PATIENCE) -> M:
        """Wait until a message with these words is here. AssertionError with what is here instead."""
        return await _appears(self._actor.runtime, lambda: self.messages, words, within)


class Actor(Generic[M, P]):
    """One person at their client. Acts return what the person then sees.

    AppFailed is raised when the app did not answer as it should, NotPossible when the client would not let them.
    """

    def __init__(self, runtime: Runtime, name: str) -> None:
        self.runtime = runtime
        self._name = name

    def __repr__(self) -> str:
        return f"<{self._name}>"

    def channel(self, name: str) -> P:
        """A channel they can see. NotPossible when they cannot."""
        raise NotImplementedError

    @property
    def direct(self) -> P:
        """Their conversation with the app."""
        raise NotImplementedError

    def directs(self) -> list[M]:
        """Everything the app wrote to them directly, oldest first."""
        raise NotImplementedError

    @property
    def ephemerals(self) -> list[M]:
        """What only they see, in any place, oldest first."""
        raise NotImplementedError

    async def gets_direct(self, words: str, within: float = PATIENCE) -> M:
        """Wait until the app wrote these words to them directly."""
        return await _appears(self.runtime, self.directs, words, within)

    def _place(self, channel: str | P | None) -> P:
        """Where they mean: a place, a channel by its name, or without either their conversation with the app."""
        if channel is None:
            return self.direct
        return self.channel(channel) if isinstance(channel, str) else channel

    async def _watching(self, act: Callable[[], Awaitable[T]]) -> tuple[T, M | None]:
        """Act; what came of it, and the newest message that only they see, if there is a new one."""
        known = set(self.ephemerals)
        done = await act()
        fresh = [message for message in self.ephemerals if message not in known]
        return done, fresh[-1] if fresh else None


def _newest(messages: Sequence[M], words: str) -> M | None:
    return next((message for message in reversed(messages) if words in message.text), None)


async def _appears(runtime: Runtime, messages: Callable[[], Sequence[M]], words: str, within: float) -> M:
    """Wait until one of these messages says these words. AssertionError with what they say instead."""
    await runtime.until(lambda: _newest(messages(), words) is not None, within)
    found = _newest(messages(), words)
    if found is None:
        said = [message.text for message in messages()]
        raise AssertionError(f"{words!r} did not appear within {within} s; there is {said}")
    return found
