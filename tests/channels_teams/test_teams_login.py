"""A login that does not answer: nobody waits for it for long, and once it answers all goes on."""

from __future__ import annotations

import asyncio
import time

import aiohttp
import pytest
from aiohttp import web

from adapters.channel_kind import WrongSecret
from adapters.inbound_kit.link import Link
from adapters.teams import tokens
from adapters.teams.settings import TeamsSettings
from adapters.teams.tokens import Tokens
from core.ports.channel import RetryLater
from tests.channels_teams.house import opened

AT_ONCE = 9.0
"""Seconds: below the ten that a login may take, which each of these would wait for at least once."""


async def test_the_channel_starts_and_says_that_it_cannot_speak_yet_while_the_login_hangs() -> None:
    async with (
        asyncio.timeout(AT_ONCE),
        opened(introduce=False, prepare=lambda teams: teams.faults("token", "timeout")) as house,
    ):
        await house.teams.introduce()
        for _ in range(3):
            with pytest.raises(RetryLater):
                await house.channel.deliver(house.post(house.place("Help")))
        house.teams.heal()


async def test_only_the_first_wait_for_a_silent_login_and_it_is_used_once_it_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tokens, "LOGIN_SECONDS", 0.3)
    monkeypatch.setattr(tokens, "FIRST", 0.2)
    silent, asked = True, 0

    async def login(_: web.Request) -> web.Response:
        nonlocal asked
        asked += 1
        if silent:
            await asyncio.Event().wait()
        return web.json_response({"access_token": "good", "expires_in": 3600})

    app = web.Application()
    app.add_routes([web.post("/{tenant}/oauth2/v2.0/token", login)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with aiohttp.ClientSession() as session:
            login_url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
            given = Tokens(TeamsSettings("app", "secret", "tenant", "", login_url), Link(time.monotonic))
            given.open(session)
            answers = await asyncio.gather(*(given.get() for _ in range(20)), return_exceptions=True)
            assert {type(answer) for answer in answers} == {RetryLater}
            assert asked == 1
            assert given._fetching is not None
            await asyncio.wait({given._fetching})
            silent = False
            with pytest.raises(RetryLater):  # nobody waits for the next try; it goes on all the same
                await given.get()
            await asyncio.wait({given._fetching})
            assert await asyncio.gather(*(given.get() for _ in range(20))) == ["good"] * 20
            assert asked == 2
            await given.close()
    finally:
        await runner.cleanup()


async def test_a_login_that_fails_is_tried_again_by_itself_and_told_of_until_it_works(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tokens, "PAUSE", 0.01)
    async with (
        asyncio.timeout(AT_ONCE),
        opened(introduce=False, prepare=lambda teams: teams.faults("token", "http_500", times=1000)) as house,
    ):
        house.now[0] += 61
        cut = house.channel.link
        assert cut is not None
        assert (cut.connected, cut.down_for >= 61, cut.silent_for) == (False, True, None)
        house.teams.heal()
        while not (link := house.channel.link) or not link.connected:  # noqa: ASYNC110 nobody is told
            await asyncio.sleep(0.01)
        await house.teams.introduce()
        house.now[0] += 30
        link = house.channel.link
        assert link is not None
        assert link.silent_for is not None
        assert 30 <= link.silent_for < 36


@pytest.mark.parametrize("wrong", ["app_password", "app_id", "tenant_id"])
async def test_what_the_login_refuses_is_named(wrong: str) -> None:
    with pytest.raises(WrongSecret) as refused:
        async with opened(introduce=False, wrong={wrong: "another"}):
            pass
    assert refused.value.variable == f"TEAMS_{wrong.upper()}"
