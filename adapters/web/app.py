"""The aiohttp application: what channels mount, and `/healthz`, `/readyz`, `/metrics`. Those names do not change."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

MOST_BYTES = 2 * 1024 * 1024
"""The largest body that is read; a platform's largest payload is far below."""
_ANSWER_WITHIN = 3.0
_METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Checks:
    """What the pages ask: `problems` names what keeps the bot from working, empty when it is ready."""

    problems: Callable[[], Awaitable[tuple[str, ...]]]
    metrics: Callable[[], bytes]


def web_app(routes: Iterable[web.RouteDef], checks: Checks) -> web.Application:
    """The application with the channels' routes mounted."""

    async def alive(_: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def ready(_: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(_ANSWER_WITHIN):
                problems = await checks.problems()
        except TimeoutError:
            problems = ("the database does not answer",)
        body = {"status": "not ready" if problems else "ready", "problems": list(problems)}
        return web.json_response(body, status=503 if problems else 200)

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=checks.metrics(), headers={"Content-Type": _METRICS_TYPE})

    app = web.Application(client_max_size=MOST_BYTES)
    app.on_response_prepare.append(_plainly)
    app.add_routes([web.get("/healthz", alive), web.get("/readyz", ready), web.get("/metrics", metrics), *routes])
    return app


async def _plainly(_: web.Request, answer: web.StreamResponse) -> None:
    """No page of ours is to be framed, sniffed or kept, nor is what says that there is none."""
    answer.headers.setdefault("X-Content-Type-Options", "nosniff")
    answer.headers.setdefault("Cache-Control", "no-store")


@asynccontextmanager
async def listening(app: web.Application, host: str, port: int) -> AsyncIterator[str]:
    """The time in which HTTP is answered; gives the address. Raises OSError when it cannot listen there.

    At the end nothing new is taken, and what is being answered gets three seconds.
    """
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=3.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        taken = runner.addresses[0]
        shown = f"[{taken[0]}]" if ":" in str(taken[0]) else taken[0]
        yield f"http://{shown}:{taken[1]}"
    finally:
        await runner.cleanup()
