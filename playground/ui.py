"""The routes behind a page, as far as both platforms have them: whose acts, the news, the clock; JSON in and out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, Generic, TypeAlias, TypeVar

from aiohttp import web
from aiohttp.typedefs import Handler

from playground.platform import Platform
from playground.protocol import AppFailed, Json, NotPossible

_SILENCE = 15.0

T = TypeVar("T")
Who = TypeVar("Who")
Act: TypeAlias = Callable[[Who, Json], Awaitable[Json]]


class Ui(Generic[Who]):
    """What a page asks for, below `base`; `as` names the person who looks or acts."""

    def __init__(self, platform: Platform[Any], *, base: str) -> None:
        self._platform = platform
        self._base = base

    def _person(self, who: object) -> Who:
        """Who looks or acts. Raises NotPossible."""
        raise NotImplementedError

    def _hears(self, me: Who) -> str:
        """The id under which news are told to this person."""
        raise NotImplementedError

    def _concerns(self, me: Who, news: Json) -> bool:
        """True when news are for this person."""
        raise NotImplementedError

    def _routes(self, gets: Mapping[str, Handler], acts: Mapping[str, Act[Who]]) -> list[web.RouteDef]:
        """The routes of these, and of what every page asks for."""
        gets = {**gets, "events": self.events, "clock": self.clock}
        posts = {**{name: self._by_person(act) for name, act in acts.items()}, "clock": self.push_clock}
        return [
            *(web.get(f"{self._base}/{name}", _guarded(handler)) for name, handler in gets.items()),
            *(web.post(f"{self._base}/{name}", _guarded(_posted(handler))) for name, handler in posts.items()),
        ]

    def _by_person(self, act: Act[Who]) -> Callable[[Json], Awaitable[Json]]:
        async def handle(body: Json) -> Json:
            return await act(self._person(body.get("as")), body)

        return handle

    def _viewer(self, request: web.Request) -> Who:
        return self._person(request.query.get("as"))

    async def events(self, request: web.Request) -> web.StreamResponse:
        """GET .../events: news as Server-Sent Events."""
        me = self._viewer(request)
        with self._platform.changes.listening(self._hears(me)) as queue:
            return await _stream(request, _heard(queue, lambda news: self._concerns(me, news)))

    async def clock(self, request: web.Request) -> web.StreamResponse:
        """GET .../clock."""
        return answer(self._time())

    async def push_clock(self, body: Json) -> Json:
        """POST .../clock {advance_seconds}."""
        try:
            self._platform.clock.advance(float(body["advance_seconds"]))
        except (KeyError, TypeError, ValueError, OverflowError):
            raise NotPossible("Say how many seconds to move the clock forward.") from None
        return self._time()

    def _time(self) -> Json:
        clock = self._platform.clock
        return {"now": clock.now().isoformat(), "offset_seconds": clock.offset_seconds, "frozen": clock.frozen}


def _nothing(_: object) -> Json:
    return {}


async def attempt(work: Awaitable[T], told: Callable[[T], Json] = _nothing) -> Json:
    """Do what the app has a part in; the page learns `ok` with what is `told` of it, or why the app failed."""
    try:
        return {"ok": True} | told(await work)
    except AppFailed as failure:
        return {"ok": False, "error": str(failure)}


def answer(body: Json, status: int = 200) -> web.Response:
    """JSON that no browser keeps."""
    return web.json_response(body, status=status, headers={"Cache-Control": "no-store"})


def _guarded(handler: Handler) -> Handler:
    """Answer what is not possible with 400 and what the app did wrong with 424, each with its sentence."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except NotPossible as refusal:
            return answer({"error": str(refusal)}, 400)
        except AppFailed as failure:
            return answer({"error": str(failure)}, 424)

    return handle


def _posted(handler: Callable[[Json], Awaitable[Json]]) -> Handler:
    """A handler of a JSON object. Nothing else is taken: a form of a strange page cannot send that unasked."""

    async def handle(request: web.Request) -> web.StreamResponse:
        if request.content_type != "application/json":
            raise NotPossible("Send JSON.")
        try:
            body = await request.json()
        except ValueError:
            raise NotPossible("This is not JSON.") from None
        except web.HTTPRequestEntityTooLarge:
            await _let_it_end(request)
            return answer({"error": "That is more than can be sent at once: send fewer or smaller files."}, 413)
        if not isinstance(body, dict):
            raise NotPossible("Send a JSON object.")
        return answer(await handler(body))

    return handle


async def _let_it_end(request: web.Request) -> None:
    """Read on and keep nothing: a browser that is cut off while it sends reads no answer."""
    with suppress(ConnectionError):
        async for _ in request.content.iter_any():
            pass


def word(body: Json, name: str) -> str:
    """What must be there: words. Raises NotPossible."""
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise NotPossible(f"Missing: {name}.")
    return value


def words_by_name(given: object) -> dict[str, str]:
    """An object of words, whatever else was in it left out."""
    if not isinstance(given, dict):
        return {}
    return {str(name): value for name, value in given.items() if isinstance(value, str)}


def objects(given: object) -> list[Json]:
    """A list of objects, whatever else was in it left out."""
    return [one for one in given if isinstance(one, dict)] if isinstance(given, Iterable) else []


async def _stream(request: web.Request, news: AsyncIterator[Json | None]) -> web.StreamResponse:
    """Send news as Server-Sent Events until they end or nobody listens; a None keeps the connection alive."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
    await response.prepare(request)
    await response.write(b": hello\n\n")
    try:
        async for one in news:
            await response.write(b": still here\n\n" if one is None else f"data: {json.dumps(one)}\n\n".encode())
    except ConnectionResetError:
        pass  # the page was closed: that is how these streams end
    return response


async def _heard(queue: asyncio.Queue[Json | None], concerns: Callable[[Json], bool]) -> AsyncIterator[Json | None]:
    """The news in this queue that concern somebody, None when nothing happened for a while; ends with the queue."""
    while True:
        try:
            async with asyncio.timeout(_SILENCE):
                news = await queue.get()
        except TimeoutError:
            yield None
            continue
        if news is None:
            return
        if concerns(news):
            yield news
