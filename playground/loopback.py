"""The one loopback port of a playground. It serves this machine only and speaks to this machine only."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_MOST_BYTES = 12 * 1024 * 1024


def loopback_only(url: str | None) -> str | None:
    """The address if it is on this machine, else nothing."""
    return url if url and urlsplit(url).hostname in LOOPBACK else None


def on_this_machine(url: str | None) -> str | None:
    """The same address, or nothing. ValueError when it is elsewhere."""
    if url is not None and loopback_only(url) is None:
        raise ValueError("the playground only speaks to this machine: give a loopback address")
    return url


@web.middleware
async def _from_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what a page of some other site sends through a browser on this machine."""
    for name in ("Host", "Origin"):
        value = request.headers.get(name)
        host = urlsplit(value if "//" in value else f"//{value}").hostname if value else None
        if value and host not in LOOPBACK:
            raise web.HTTPForbidden(text="The playground serves this machine only.")
    return await handler(request)


class Server:
    """Listens on one port of this machine. ValueError when `host` is not of it; `port` 0 takes any free one."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        if host not in LOOPBACK:
            raise ValueError("the playground listens on this machine only: give 127.0.0.1")
        self._host, self._port = host, port
        self._runner: web.AppRunner | None = None

    async def listen(self, routes: Iterable[web.RouteDef]) -> str:
        """Serve these routes from now on; returns the address, without a slash at its end. OSError when taken."""
        site = web.Application(client_max_size=_MOST_BYTES, middlewares=[_from_here])
        site.add_routes(routes)
        self._runner = web.AppRunner(site, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        name = self._runner.addresses[0]
        return f"http://{name[0]}:{name[1]}"

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner:
            await self._runner.cleanup()
