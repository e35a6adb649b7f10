"""A Slack and a Teams on one port: the same people, the same time, and whoever waits, waits for both."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from playground.clock import Clock
from playground.server import Playground
from playground.teams.server import TeamsPlayground

from .conftest import MANIFEST


@pytest.fixture
async def both(clock: Clock) -> AsyncIterator[Playground]:
    playground = await Playground.start(
        manifest=MANIFEST, teams_manifest={"name": {"short": "Bell"}}, teams_app_id="an-app",
        teams_app_password="a-password", clock=clock, pacing=False,
    )  # fmt: skip
    yield playground
    await playground.stop()


@pytest.fixture
def teams(both: Playground) -> TeamsPlayground:
    assert both.teams
    return both.teams


async def slow_app(points: Playground, opened: asyncio.Event) -> web.AppRunner:
    """An app that answers the Teams only when the door is opened."""

    async def hear(request: web.Request) -> web.StreamResponse:
        await opened.wait()
        return web.Response()

    served = web.Application()
    served.router.add_post("/", hear)
    runner = web.AppRunner(served, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    assert points.teams
    points.teams.point_at(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    return runner


async def test_without_an_app_for_it_there_is_no_teams(pg: Playground):
    assert pg.teams is None


async def test_both_are_served_on_one_port(both: Playground, teams: TeamsPlayground):
    assert teams.url == both.url
    assert (await AsyncWebClient(both.bot_token, base_url=both.api_url).auth_test())["ok"]
    form = {
        "grant_type": "client_credentials", "client_id": "an-app", "client_secret": "a-password",
        "scope": "https://api.botframework.com/.default",
    }  # fmt: skip
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{both.url}/teams/ui/state", params={"as": "mia.feld"}) as page:
            assert page.status == 200
        async with session.post(f"{teams.login_url}/{teams.tenant_id}/oauth2/v2.0/token", data=form) as granted:
            header = {"Authorization": f"Bearer {(await granted.json())['access_token']}"}
        async with session.get(f"{teams.service_url}v3/teams/19:it@thread.tacv2", headers=header) as team:
            assert (await team.json())["name"] == "IT"


async def test_the_bare_address_leads_to_the_page_of_both(both: Playground):
    async with aiohttp.ClientSession(both.url) as session:
        for chosen, to in (
            (None, "as=UMIAFELD&teams_as=jan.brandt"),
            (("UDANAROTH", "mia.feld"), "as=UDANAROTH&teams_as=mia.feld"),
        ):
            both.slack.first_look = chosen
            async with session.get("/", allow_redirects=False) as bare:
                assert bare.headers["Location"] == f"/both?{to}"
        async with session.get("/?as=UDANAROTH&show=teams", allow_redirects=False) as named:
            assert named.headers["Location"] == "/both?as=UDANAROTH&show=teams"


async def test_the_people_of_both_are_the_same(both: Playground, teams: TeamsPlayground):
    on_slack = {one.email for one in both.slack.space.members.values() if one.email}
    assert on_slack == {one.email for one in teams.teams.tenant.people.values()}
    assert teams.person("hugo.lenz").person.email_hidden


async def test_a_tenant_that_names_no_people_has_those_of_the_workspace(clock: Clock):
    workspace = {"people": [{"handle": "zoe", "real_name": "Zoe Ott", "email": "zoe@nordlicht.example"}]}
    playground = await Playground.start(
        workspace=workspace, tenant={"tenant": {"id": "t-1"}}, teams_manifest={"name": {"short": "Bell"}}, clock=clock
    )
    assert playground.teams
    assert playground.teams.person("zoe@nordlicht.example").person.name == "Zoe Ott"
    await playground.stop()


async def test_one_clock_moves_both(both: Playground, teams: TeamsPlayground, clock: Clock):
    clock.advance(3600)
    said = await teams.person("mia.feld").says("an hour later")
    assert both.clock.now() == teams.clock.now() == said.post.at


async def test_who_waits_at_the_slack_is_woken_by_the_teams(both: Playground, teams: TeamsPlayground):
    mia = teams.person("mia.feld")
    waiting = asyncio.create_task(both.until(lambda: "VPN drops" in mia.direct.texts))
    await asyncio.sleep(0)
    await mia.says("VPN drops")
    await waiting


async def test_nothing_is_settled_while_the_teams_waits_for_its_app(both: Playground, teams: TeamsPlayground):
    opened = asyncio.Event()
    runner = await slow_app(both, opened)
    saying = asyncio.create_task(teams.person("mia.feld").says("hello"))
    await teams.until(lambda: teams.person("mia.feld").direct.texts == ["hello"])
    settling = asyncio.create_task(both.settle())
    for _ in range(20):
        await asyncio.sleep(0)
    assert not settling.done()
    opened.set()
    await asyncio.gather(settling, saying)
    await runner.cleanup()


async def test_one_heal_heals_both(both: Playground, teams: TeamsPlayground):
    both.faults("chat.postMessage", "http_500")
    teams.faults("send", "http_502")
    teams.wrong_tokens("expired")
    both.heal()
    assert not both.slack.faults.planned
    assert not teams.teams.faults.planned
