"""Where tests reach in by request, on either platform: acts of an administrator by name, faults, and the log."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import ClassVar, Generic, TypeVar

from aiohttp import web

from playground.faults import Planned
from playground.platform import Platform
from playground.protocol import Json

F = TypeVar("F", bound=Planned)


class Admin(Generic[F]):
    """An administrator whose methods named in `ACTS` may be asked for by request; `fault` makes what is planned."""

    ACTS: ClassVar[tuple[str, ...]] = ()

    def __init__(self, platform: Platform[F], fault: Callable[..., F], *, base: str = "") -> None:
        self._platform, self._fault = platform, fault
        self._base = base

    def pacing(self, on: bool = True) -> None:
        """Switch the platform's limits on or off."""
        self._platform.pacing.on = on

    def _acted(self) -> None:
        """Something was done by request."""

    def routes(self) -> list[web.RouteDef]:
        """Where tests reach in."""
        return [
            web.post(f"{self._base}/faults", self.add_fault),
            web.delete(f"{self._base}/faults", self.clear_faults),
            web.get(f"{self._base}/log", self.show_log),
            web.post(f"{self._base}/admin/{{act}}", self.act),
        ]

    async def act(self, request: web.Request) -> web.StreamResponse:
        """POST /admin/{act} with the arguments as JSON."""
        name = request.match_info["act"]
        if name not in self.ACTS:
            return web.json_response({"error": f"one of {', '.join(self.ACTS)}, please"}, status=404)
        body: Json = await request.json() if request.can_read_body else {}
        try:
            done = getattr(self, name)(**body)
            if inspect.isawaitable(done):
                await done
        except (LookupError, TypeError, ValueError) as wrong:
            return web.json_response({"error": str(wrong)}, status=400)
        self._acted()
        return web.json_response({"ok": True})

    async def add_fault(self, request: web.Request) -> web.StreamResponse:
        """POST /faults."""
        try:
            self._platform.faults.add(self._fault(**await request.json()))
        except (TypeError, ValueError) as wrong:
            return web.json_response({"error": str(wrong)}, status=400)
        return web.json_response({"ok": True, "planned": len(self._platform.faults.planned)})

    async def clear_faults(self, request: web.Request) -> web.StreamResponse:
        """DELETE /faults."""
        self._platform.faults.clear()
        return web.json_response({"ok": True})

    async def show_log(self, request: web.Request) -> web.StreamResponse:
        """GET /log: every call of the app; `sent` has what the app was sent."""
        method = request.query.get("method")
        shown: Json = {"calls": [call.as_json() for call in self._platform.log.calls if method in (None, call.method)]}
        if request.query.get("sent"):
            shown["sent"] = [sent.as_json() for sent in self._platform.outbound.sent]
        return web.json_response(shown)
