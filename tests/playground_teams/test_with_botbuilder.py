"""Microsoft's own library as the app: its adapter takes the activities, its connector client makes the calls."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest
from aiohttp import web
from botbuilder.core import MessageFactory, TurnContext
from botbuilder.core.cloud_adapter_base import CloudAdapterBase
from botbuilder.core.teams import TeamsInfo
from botbuilder.schema import Activity
from botframework.connector.auth import (
    AuthenticationConfiguration,
    BotFrameworkAuthenticationFactory,
    MicrosoftAppCredentials,
    ServiceClientCredentialsFactory,
)

from playground.slack.protocol import Json
from playground.teams.people import Actor
from playground.teams.server import TeamsPlayground
from tests.playground_teams.conftest import Client

Turn = Callable[[TurnContext], Awaitable[None]]


class FixedToken(MicrosoftAppCredentials):  # type: ignore[misc, unused-ignore]
    """Credentials with a token that was fetched before: msal itself insists on Microsoft's hosts."""

    def __init__(self, app_id: str, token: str) -> None:
        super().__init__(app_id, "")
        self._token = token

    def get_access_token(self, force_refresh: bool = False) -> str:
        return self._token


class Credentials(ServiceClientCredentialsFactory):  # type: ignore[misc, unused-ignore]
    def __init__(self, app_id: str, token: str) -> None:
        self._app_id = app_id
        self._token = token

    async def is_valid_app_id(self, app_id: str) -> bool:
        return app_id == self._app_id

    async def is_authentication_disabled(self) -> bool:
        return False

    async def create_credentials(self, *about: object, **more: object) -> FixedToken:
        return FixedToken(self._app_id, self._token)


class Bot:
    """One turn at a time, each in a loop of its own: the library fetches keys synchronously."""

    def __init__(self, adapter: CloudAdapterBase) -> None:
        self.turn: Turn | None = None
        self.seen: list[object] = []
        self.failed: list[Exception] = []
        self._adapter = adapter

    async def hear(self, request: web.Request) -> web.StreamResponse:
        given, header = await request.json(), request.headers["Authorization"]
        await asyncio.to_thread(lambda: asyncio.run(self._take(given, header)))
        return web.Response(status=500 if self.failed else 200)

    async def _take(self, given: Json, header: str) -> None:
        assert self.turn
        try:
            await self._adapter.process_activity(header, Activity().deserialize(given), self.turn)
        except Exception as error:  # noqa: BLE001  (the test reads what happened in the other thread)
            self.failed.append(error)


@pytest.fixture
async def bot(pg: TeamsPlayground, client: Client, microsoft: None) -> AsyncIterator[Bot]:
    authentication = BotFrameworkAuthenticationFactory.create(
        to_channel_from_bot_login_url=pg.login_url,
        to_channel_from_bot_oauth_scope="https://api.botframework.com",
        to_bot_from_channel_token_issuer="https://api.botframework.com",
        oauth_url="https://api.botframework.com",
        to_bot_from_channel_open_id_metadata_url=pg.openid_metadata_url,
        to_bot_from_emulator_open_id_metadata_url=pg.openid_metadata_url,
        credential_factory=Credentials(pg.app_id, client.header.removeprefix("Bearer ")),
        auth_configuration=AuthenticationConfiguration(),
    )
    made = Bot(CloudAdapterBase(authentication))
    served = web.Application()
    served.router.add_post("/api/messages", made.hear)
    runner = web.AppRunner(served, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    pg.point_at(f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages")
    yield made
    await runner.cleanup()
    assert made.failed == []


async def test_it_answers_changes_and_deletes_in_a_channels_thread(bot: Bot, mia: Actor):
    async def turn(context: TurnContext) -> None:
        sent = await context.send_activity("on it")
        gone = await context.send_activity("a slip")
        changed = MessageFactory.text("done")
        changed.id = sent.id
        await context.update_activity(changed)
        await context.delete_activity(gone.id)

    bot.turn = turn
    root = await mia.says("@Bell my VPN drops", "Help")
    assert mia.thread(root).texts == ["done"]


async def test_it_reads_rosters_and_team_details(bot: Bot, mia: Actor):
    async def turn(context: TurnContext) -> None:
        member = await TeamsInfo.get_member(context, context.activity.from_property.id)
        page = await TeamsInfo.get_paged_members(context, page_size=10)
        bot.seen += [member.email, member.user_principal_name, len(page.members), page.continuation_token]
        bot.seen.append(context.activity.channel_data["team"]["id"])

    bot.turn = turn
    await mia.says("@Bell who am I?", "Help")
    assert bot.seen == ["mia.feld@nordlicht.example"] * 2 + [10, "10", "19:it@thread.tacv2"]


async def test_a_wrong_token_does_not_reach_its_logic(pg: TeamsPlayground, bot: Bot, mia: Actor):
    async def turn(context: TurnContext) -> None:
        bot.seen.append(context.activity.text)

    bot.turn = turn
    pg.wrong_tokens("wrong_audience")
    await mia.says("let me in")
    assert [type(error) for error in bot.failed] == [PermissionError]
    assert bot.seen == []
    bot.failed.clear()


async def test_the_login_and_the_connector_work_together_without_any_library(pg: TeamsPlayground):
    async with aiohttp.ClientSession() as session:
        client = Client(pg, session)
        assert (await client.send("19:ithelp@thread.tacv2", "hi")).status == 401
        await client.login()
        assert (await client.send("19:ithelp@thread.tacv2", "hi")).status == 201
