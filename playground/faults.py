"""What a test asks a Slack or a Teams to break, and how a call then hangs or loses its connection."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Generic, NoReturn, TypeVar

from aiohttp import web

from playground.protocol import Json

_GIVE_UP = 60.0


@dataclass(slots=True, kw_only=True)
class Planned:
    """Something that shall go wrong `times` times, after `skip` calls that pass.

    `where` narrows it to calls whose arguments contain these values.
    """

    times: int = 1
    skip: int = 0
    where: Json = field(default_factory=dict)

    def concerns(self, call: str) -> bool:
        """True when it is meant for this kind of call."""
        raise NotImplementedError

    def hits(self, call: str, args: Json) -> bool:
        """True when it strikes this call; counts it."""
        if self.times <= 0 or not self.concerns(call):
            return False
        if any(str(args.get(name)) != str(value) for name, value in self.where.items()):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.times -= 1
        return True


F = TypeVar("F", bound=Planned)


class Faults(Generic[F]):
    """The faults that are still to come."""

    def __init__(self) -> None:
        self.planned: list[F] = []

    def add(self, fault: F) -> None:
        """Plan one."""
        self.planned.append(fault)

    def clear(self) -> None:
        """Forget them all."""
        self.planned.clear()

    def strike(self, call: str, args: Json) -> F | None:
        """The fault that hits this call, if any."""
        for fault in self.planned:
            if fault.hits(call, args):
                if fault.times <= 0:
                    self.planned.remove(fault)
                return fault
        return None


class Hanging:
    """The calls that hang by a fault."""

    def __init__(self) -> None:
        self._calls: set[asyncio.Event] = set()

    async def hang(self, seconds: float = _GIVE_UP) -> None:
        """Hang for so many real seconds, or until all are let go."""
        released = asyncio.Event()
        self._calls.add(released)
        try:
            async with asyncio.timeout(seconds):
                await released.wait()
        except TimeoutError:
            return
        finally:
            self._calls.discard(released)

    def release(self) -> None:
        """Let go of every one."""
        for event in self._calls:
            event.set()


def cut(request: web.Request) -> NoReturn:
    """Break the connection of a request without an answer."""
    if request.transport is not None:
        request.transport.abort()
    raise ConnectionResetError("dropped by a fault")
