"""What the routes behind the pages share: JSON in and out, refusals as sentences, news as Server-Sent Events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

from aiohttp import web
from aiohttp.typedefs import Handler

from playground.protocol import AppFailed, Json, NotPossible

_SILENCE = 15.0


def answer(body: Json, status: int = 200) -> web.Response:
    """JSON that no browser keeps."""
    return web.json_response(body, status=status, headers={"Cache-Control": "no-store"})


def guarded(handler: Handler) -> Handler:
    """Answer what is not possible with 400 and what the app did wrong with 424, each with its sentence."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except NotPossible as refusal:
            return answer({"error": str(refusal)}, 400)
        except AppFailed as failure:
            return answer({"error": str(failure)}, 424)

    return handle


def posted(handler: Callable[[Json], Awaitable[Json]]) -> Handler:
    """A handler of a JSON object. Nothing else is taken: a form of a strange page cannot send that unasked."""

    async def handle(request: web.Request) -> web.StreamResponse:
        if request.content_type != "application/json":
            raise NotPossible("Send JSON.")
        try:
            body = await request.json()
        except ValueError:
            raise NotPossible("This is not JSON.") from None
        if not isinstance(body, dict):
            raise NotPossible("Send a JSON object.")
        return answer(await handler(body))

    return handle


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


async def stream(request: web.Request, news: AsyncIterator[Json | None]) -> web.StreamResponse:
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


async def heard(queue: asyncio.Queue[Json | None], concerns: Callable[[Json], bool]) -> AsyncIterator[Json | None]:
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
