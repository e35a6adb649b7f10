"""News of what changed, for pages that show it; whoever waits looks again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from playground.protocol import Json
from playground.runtime import Runtime


class Changes:
    """Tells listeners of every change; `only` names the one person whom it concerns, if it is private."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._queues: dict[asyncio.Queue[Json | None], str] = {}
        runtime.clock.subscribe(lambda: self.tell("clock"))

    def tell(self, kind: str, *, only: str | None = None, **where: object) -> None:
        """Something changed: a kind from the page's contract, and the channel, thread_ts, ts it is about."""
        self._runtime.stir()
        if self._queues:
            news = {"type": kind, **{name: value for name, value in where.items() if value is not None}}
            for queue, viewer in self._queues.items():
                if only is None or only == viewer:
                    queue.put_nowait(news)

    @contextmanager
    def listening(self, viewer: str) -> Iterator[asyncio.Queue[Json | None]]:
        """A queue of the news for this viewer; None in it means the end."""
        queue: asyncio.Queue[Json | None] = asyncio.Queue()
        self._queues[queue] = viewer
        try:
            yield queue
        finally:
            del self._queues[queue]

    def end(self) -> None:
        """Tell every listener that nothing more comes."""
        for queue in self._queues:
            queue.put_nowait(None)
