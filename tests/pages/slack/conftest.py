"""The Slack of tests/playground and its small app, in the loop of the browser that looks at them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.clock import Clock
from playground.server import Playground
from tests.browser.chromium import in_the_browsers_loop
from tests.playground.conftest import Got, SmallApp, asks, clock, listening, modal, playing, speaking

__all__ = ["clock"]

NAME = {"type": "plain_text_input", "action_id": "name", "min_length": 3}


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


@pytest.fixture
def form_on_command(app: SmallApp, client: AsyncWebClient) -> SmallApp:
    async def open_form(got: Got) -> None:
        view = modal(asks("What is wrong?", NAME, "what"), title="Ring the bell")
        await client.views_open(trigger_id=got.payload["trigger_id"], view=view)

    app.answers["command"] = open_form
    return app
