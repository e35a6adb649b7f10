"""The Teams of tests/playground_teams and its small app, in the loop of the browser that looks at them."""

from __future__ import annotations

from collections.abc import AsyncIterator

from playground.clock import Clock
from playground.teams.server import TeamsPlayground
from tests.browser.chromium import in_the_browsers_loop
from tests.playground_teams.conftest import Client, SmallApp, clock, dana, listening, mia, microsoft, playing, speaking

__all__ = ["clock", "dana", "mia", "microsoft"]


@in_the_browsers_loop
async def pg(clock: Clock) -> AsyncIterator[TeamsPlayground]:
    async with playing(clock) as playground:
        yield playground


@in_the_browsers_loop
async def app(pg: TeamsPlayground, microsoft: None) -> AsyncIterator[SmallApp]:
    async with listening(pg) as small:
        yield small


@in_the_browsers_loop
async def client(pg: TeamsPlayground) -> AsyncIterator[Client]:
    async with speaking(pg) as made:
        yield made
