"""The pages for those who watch over the bot, and what the application does with everything else."""

from __future__ import annotations

import asyncio
import io

import aiohttp
import pytest
from aiohttp import web

from adapters.web import Checks, listening, web_app


async def _echo(request: web.Request) -> web.Response:
    return web.Response(text=str(len(await request.read())))


@pytest.fixture
async def pages():
    problems: list[str] = []

    async def check() -> tuple[str, ...]:
        if "slow" in problems:
            await asyncio.Event().wait()
        return tuple(problems)

    app = web_app([web.post("/slack/events", _echo)], Checks(check, lambda: b"figures 1\n"))
    async with listening(app, "127.0.0.1", 0) as address, aiohttp.ClientSession(address) as session:
        yield session, problems


async def test_alive_says_so_whatever_else_is_wrong(pages):
    session, problems = pages
    problems.append("the database does not answer")
    async with session.get("/healthz") as answer:
        assert answer.status == 200


async def test_not_ready_names_what_is_wrong(pages):
    session, problems = pages
    problems.append("the database does not answer")
    async with session.get("/readyz") as answer:
        assert answer.status == 503
        assert await answer.json() == {"status": "not ready", "problems": ["the database does not answer"]}


async def test_metrics_are_served_in_the_text_format(pages):
    session, _ = pages
    async with session.get("/metrics") as answer:
        assert await answer.text() == "figures 1\n"
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")


async def test_a_channels_route_is_mounted_and_its_errors_are_plain(pages):
    session, _ = pages
    async with session.post("/slack/events", data=b"x" * 10) as answer:
        assert await answer.text() == "10"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    async with session.get("/nowhere") as answer:
        assert answer.status == 404
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_body_that_is_too_large_is_refused(pages):
    session, _ = pages
    async with session.post("/slack/events", data=io.BytesIO(b"x" * (3 * 1024 * 1024))) as answer:
        assert answer.status == 413


async def test_a_port_that_is_taken_is_an_error_and_leaves_nothing_open(pages):
    session, _ = pages
    app = web_app([], Checks(_none, bytes))
    taken = session._base_url.port
    with pytest.raises(OSError, match="in use"):
        async with listening(app, "127.0.0.1", taken):
            pass


async def _none() -> tuple[str, ...]:
    return ()
