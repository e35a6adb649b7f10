"""What one Slack and one Teams have in common: time, news for pages, faults, the log, and what their app was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, Protocol, TypeVar

from playground.changes import Changes
from playground.faults import Faults, Hanging, Planned
from playground.log import Log
from playground.protocol import Json
from playground.runtime import Running, Runtime

F = TypeVar("F", bound=Planned)


class Sent(Protocol):
    """A line of the log of what the app was sent."""

    def as_json(self) -> Json:
        """The line for GET /log."""
        ...


class Outbound(Protocol):
    """The way to the app."""

    @property
    def sent(self) -> Iterable[Sent]:
        """Everything the app was sent, oldest first."""
        ...

    def point_at(self, url: str | None) -> None:
        """Send to this address from now on; None sends nothing. ValueError when it is not on this machine."""
        ...

    async def close(self) -> None:
        """Stop speaking; what was under way is dropped."""
        ...


class Pacing(Protocol):
    """The limits of a platform."""

    on: bool


class Platform(Generic[F]):
    """The state that either platform has; `address` is its server's, without a slash at the end."""

    outbound: Outbound
    pacing: Pacing

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.clock = runtime.clock
        self.changes = Changes(runtime)
        self.faults: Faults[F] = Faults()
        self.hanging = Hanging()
        self.log = Log()
        self.address = ""


class RunningPlatform(Running, Generic[F]):
    """A platform that serves an app and people. `fault` makes what tests plan to go wrong."""

    def __init__(self, platform: Platform[F], fault: Callable[..., F]) -> None:
        self.runtime = platform.runtime
        self._platform = platform
        self._fault = fault

    async def stop(self) -> None:
        """Stop speaking."""
        self._platform.hanging.release()
        self._platform.changes.end()
        await self._platform.outbound.close()

    @property
    def url(self) -> str:
        """Where it is, without a slash at its end."""
        return self._platform.address

    def point_at(self, url: str | None) -> None:
        """Send what concerns the app to this loopback address from now on; None sends nothing."""
        self._platform.outbound.point_at(url)

    def faults(self, call: str, kind: str, **more: object) -> None:
        """Plan a fault: see the platform's `Fault` for calls, kinds and what else may be said."""
        self._platform.faults.add(self._fault(call, kind, **more))

    def heal(self) -> None:
        """Forget all faults and let hanging calls go."""
        self._platform.faults.clear()
        self._platform.hanging.release()

    @property
    def log(self) -> Log:
        """Every call of the app."""
        return self._platform.log
