"""The Slack of tests/playground and its small app, in the loop of the browser that looks at them."""

from __future__ import annotations

from collections.abc import AsyncIterator

from slack_sdk.web.async_client import AsyncWebClient

from playground.clock import Clock
from playground.server import Playground
from tests.browser.chromium import in_the_browsers_loop
from tests.playground.conftest import SmallApp, clock, listening, playing, speaking

__all__ = ["clock"]


@in_the_browsers_loop
async def pg(clock: Clock) -> AsyncIterator[Playground]:
    async with playing(clock) as playground:
        yield playground


@in_the_browsers_loop
async def app(pg: Playground) -> AsyncIterator[SmallApp]:
    async with listening(pg) as small:
        yield small


@in_the_browsers_loop
async def client(pg: Playground) -> AsyncWebClient:
    return speaking(pg)
