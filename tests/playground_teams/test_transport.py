"""Tokens of both directions, the login, limits, faults, sizes and the log."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest
from aiohttp import ClientConnectionError

from playground.clock import Clock
from playground.teams.keys import WRONG_TOKENS
from playground.teams.people import Actor
from playground.teams.server import TeamsPlayground
from tests.playground_teams.conftest import HELP, TRIAGE, Client, SmallApp, card, execute, says, shows, toast


async def test_microsofts_own_check_takes_the_tokens(pg: TeamsPlayground, app: SmallApp, mia: Actor):
    await mia.says("hello")
    assert [activity["text"] for activity in app.of("message")] == ["hello"]
    assert not app.refused
    assert app.got[0]["serviceUrl"] == pg.service_url


@pytest.mark.parametrize("how", WRONG_TOKENS)
async def test_microsofts_own_check_refuses_a_wrong_token(how: str, pg: TeamsPlayground, app: SmallApp, mia: Actor):
    pg.wrong_tokens(how)
    await mia.says("let me in")
    assert len(app.refused) == 1
    assert app.got == []
    await mia.says("and now")
    assert len(app.got) == 1


async def test_a_rotated_key_is_published_and_the_old_one_only_when_asked(pg: TeamsPlayground):
    first = pg.teams.keys.current.kid
    pg.admin.rotate_keys(retire=False)
    async with aiohttp.ClientSession() as session, session.get(pg.openid_metadata_url) as response:
        about = await response.json()
        async with session.get(about["jwks_uri"]) as listed:
            keys = (await listed.json())["keys"]
    assert [key["kid"] for key in keys] == [first, pg.teams.keys.current.kid]
    assert all(key["endorsements"] == ["msteams"] and key["kty"] == "RSA" for key in keys)
    pg.admin.rotate_keys()
    assert first not in {key["kid"] for key in pg.teams.keys.as_jwks()["keys"]}


async def test_a_token_is_refused_after_its_end_on_the_playgrounds_clock(clock: Clock, client: Client):
    assert (await client.send(HELP, "hi")).status == 201
    clock.advance(3600)
    refused = await client.send(HELP, "still here?")
    assert refused.status == 401
    assert "Authorization has been denied" in refused.body["message"]
    await client.login()
    assert (await client.send(HELP, "again")).status == 201


async def test_a_revoked_or_absent_token_is_refused(pg: TeamsPlayground, client: Client):
    pg.admin.revoke_tokens()
    assert (await client.send(HELP, "hi")).status == 401
    client.header = ""
    assert (await client.send(HELP, "hi")).status == 401


@pytest.mark.parametrize(
    ("field", "value", "status", "error"),
    [
        ("client_secret", "wrong", 401, "invalid_client"),
        ("client_id", "somebody", 400, "unauthorized_client"),
        ("scope", "openid", 400, "invalid_scope"),
        ("grant_type", "password", 400, "unsupported_grant_type"),
        ("tenant", "botframework.com", 400, "invalid_request"),
    ],
)
async def test_the_login_refuses_wrong_credentials(field: str, value: str, status: int, error: str, client: Client):
    given = await client.login(**{field: value})
    assert (given.status, given.body["error"]) == (status, error)


async def test_the_log_holds_no_tokens_and_no_secrets(pg: TeamsPlayground, client: Client):
    await client.login()
    written = json.dumps([call.as_json() for call in pg.log.calls])
    assert pg.app_password not in written
    assert client.header.removeprefix("Bearer ") not in written
    assert len(pg.log.of("token")) == 2


async def test_the_eighth_message_in_a_second_is_too_much_and_says_how_long_to_wait(
    pg: TeamsPlayground, clock: Clock, client: Client
):
    pg.admin.pacing()
    given = [await client.send(HELP, f"{n}") for n in range(8)]
    assert [one.status for one in given] == [201] * 7 + [429]
    assert (given[7].code, given[7].headers["Retry-After"]) == ("Throttled", "1")
    assert (await client.send(TRIAGE, "elsewhere")).status == 201
    clock.advance(1)
    assert (await client.send(HELP, "eighth in two")).status == 201
    assert (await client.send(HELP, "ninth in two")).status == 429


async def test_sixty_in_half_a_minute_and_eighteen_hundred_in_an_hour_are_the_most(
    pg: TeamsPlayground, clock: Clock, client: Client
):
    pacing = pg.teams.pacing
    pg.admin.pacing()
    for _ in range(60):
        clock.advance(0.4)
        pacing.check("send", HELP)
    with pytest.raises(Exception, match="429"):
        pacing.check("update", HELP)
    clock.advance(30)
    for _ in range(1740):
        clock.advance(0.6)
        pacing.check("send", HELP)
    clock.advance(30)
    refused = await client.send(HELP, "too much for an hour")
    assert refused.status == 429
    assert int(refused.headers["Retry-After"]) > 60


async def test_fifty_a_second_are_the_most_for_the_whole_tenant(pg: TeamsPlayground, clock: Clock):
    pg.admin.pacing()
    for n in range(50):
        pg.teams.pacing.check("send", f"chat {n}")
    with pytest.raises(Exception, match="429"):
        pg.teams.pacing.check("members", "another")


async def test_new_chats_are_counted_for_each_person(pg: TeamsPlayground, clock: Clock, client: Client):
    pg.admin.pacing()
    given = []
    for _ in range(8):
        given.append((await client.chat("29:mia.feld")).status)
    assert given == [201] * 7 + [429]
    assert (await client.chat("29:dana.roth")).status == 201


async def test_the_whole_roster_is_given_five_times_a_minute_its_pages_more_often(
    pg: TeamsPlayground, clock: Clock, client: Client
):
    pg.admin.pacing()
    whole = [(await client.call("GET", f"conversations/{HELP}/members")).status for _ in range(6)]
    assert whole == [200] * 5 + [429]
    pages = [(await client.call("GET", f"conversations/{HELP}/pagedmembers")).status for _ in range(15)]
    assert pages == [200] * 14 + [429]
    clock.advance(60)
    assert (await client.call("GET", f"conversations/{HELP}/members")).status == 200


async def test_a_429_may_come_without_saying_how_long(pg: TeamsPlayground, client: Client):
    pg.faults("send", "ratelimited", retry_after=None)
    given = await client.send(HELP, "hi")
    assert given.status == 429
    assert "Retry-After" not in given.headers


async def test_a_refused_call_does_not_count(pg: TeamsPlayground, clock: Clock, client: Client):
    pg.admin.pacing()
    statuses = [(await client.send(HELP, "x")).status for _ in range(20)]
    assert statuses.count(201) == 7
    clock.advance(2)
    assert (await client.send(HELP, "x")).status == 201


@pytest.mark.parametrize("status", [400, 401, 403, 404, 412, 413, 500, 502, 503, 504])
async def test_a_planned_status_is_answered_once_and_nothing_happens(
    status: int, pg: TeamsPlayground, client: Client, mia: Actor
):
    pg.faults("send", f"http_{status}")
    assert (await client.send(HELP, "lost")).status == status
    assert mia.channel("Help").texts == []
    assert (await client.send(HELP, "there")).status == 201


async def test_a_lost_answer_leaves_the_message(pg: TeamsPlayground, client: Client, mia: Actor):
    pg.faults("send", "http_502_after")
    pg.faults("send", "reset_after")
    assert (await client.send(HELP, "one")).status == 502
    with pytest.raises(ClientConnectionError):
        await client.send(HELP, "two")
    assert mia.channel("Help").texts == ["one", "two"]


async def test_a_fault_may_wait_and_choose_its_calls(pg: TeamsPlayground, client: Client):
    pg.faults("send", "ratelimited", retry_after=7, skip=2, where={"conversation": TRIAGE})
    assert (await client.send(TRIAGE, "first")).status == 201
    assert (await client.send(HELP, "elsewhere")).status == 201
    assert (await client.send(TRIAGE, "second")).status == 201
    struck = await client.send(TRIAGE, "third")
    assert (struck.status, struck.headers["Retry-After"]) == (429, "7")
    assert (await client.send(TRIAGE, "fourth")).status == 201


async def test_a_hanging_login_is_let_go_by_healing(pg: TeamsPlayground, client: Client):
    pg.faults("token", "slow", seconds=60)
    waiting = asyncio.create_task(client.login())
    done, _ = await asyncio.wait([waiting], timeout=0.05)
    assert not done
    pg.heal()
    assert (await waiting).status == 200


async def test_a_fault_of_the_login_needs_its_own_name(pg: TeamsPlayground, client: Client):
    pg.faults("*", "http_500")
    assert (await client.login()).status == 200
    assert (await client.send(HELP, "hi")).status == 500


async def test_keys_can_be_slow_and_answers_can_be_garbage(pg: TeamsPlayground, client: Client):
    pg.faults("keys", "slow", seconds=0.01)
    pg.faults("openid", "http_503")
    pg.faults("token", "garbage")
    async with aiohttp.ClientSession(pg.url) as session:
        async with session.get("/teams/openid/.well-known/keys") as response:
            assert len((await response.json())["keys"]) == 1
        async with session.get("/teams/openid/.well-known/openidconfiguration") as response:
            assert response.status == 503
        async with session.post(f"/teams/login/{pg.tenant_id}/oauth2/v2.0/token") as response:
            assert response.content_type == "text/html"
    pg.admin.latency(0.01)
    assert (await client.send(HELP, "late")).status == 201


async def test_the_settings_of_an_app_point_to_this_teams(pg: TeamsPlayground):
    assert pg.environment == {
        "TEAMS_APP_ID": pg.app_id, "TEAMS_APP_PASSWORD": pg.app_password, "TEAMS_TENANT_ID": pg.tenant_id,
        "TEAMS_OPENID_METADATA_URL": pg.openid_metadata_url, "TEAMS_LOGIN_URL": pg.login_url,
        "TEAMS_GRAPH_URL": pg.graph_url,
    }  # fmt: skip
    assert all(url.startswith(pg.url) for url in (pg.login_url, pg.openid_metadata_url, pg.service_url))


async def test_an_unknown_fault_or_operation_is_refused_with_what_there_is(pg: TeamsPlayground):
    with pytest.raises(ValueError, match="http_504"):
        pg.faults("send", "boom")
    with pytest.raises(ValueError, match="members"):
        pg.faults("chat.postMessage", "slow")


async def test_more_than_a_hundred_kilobytes_are_too_much_two_for_each_letter(client: Client):
    assert (await client.send(HELP, "ü" * 50_000)).status == 201
    given = await client.send(HELP, "x" * 52_000)
    assert (given.status, given.code) == (413, "MessageSizeTooBig")
    root = (await client.send(HELP, "short")).body["id"]
    assert (await client.update(HELP, root, says("x" * 52_000))).status == 413


async def test_a_picture_inside_a_card_does_not_count(client: Client):
    picture = {"type": "Image", "url": f"data:image/png;base64,{'A' * 120_000}", "altText": "a chart"}
    assert (await client.send(HELP, shows(card(picture)))).status == 201


async def test_an_invoke_that_got_lost_is_sent_again(pg: TeamsPlayground, app: SmallApp, client: Client, mia: Actor):
    await client.send(HELP, shows(card(actions=[execute("Ring")])))
    answers = iter([502, toast("rung")])

    async def second_time(activity: object) -> object:
        return next(answers)

    app.answers["adaptiveCard/action"] = second_time
    assert (await mia.channel("Help").last.presses("Ring")).text == "rung"
    first, again = app.of("adaptiveCard/action")
    assert first == again
    assert [sent.retry for sent in pg.sent] == [0, 1]


async def test_the_same_and_anything_else_can_be_sent_well_signed(pg: TeamsPlayground, app: SmallApp, mia: Actor):
    await mia.says("hello")
    await pg.resend(pg.sent[0])
    assert app.got[0] == app.got[1]
    await pg.send_raw({**app.got[0], "serviceUrl": "http://127.0.0.1:1/"})
    assert "service_url" in app.refused[0]


async def test_the_service_may_move_and_both_addresses_work(
    pg: TeamsPlayground, app: SmallApp, client: Client, mia: Actor
):
    pg.admin.move_service("emea")
    await mia.says("hello")
    assert app.got[0]["serviceUrl"].endswith("/teams/connector/emea/")
    assert (await client.send(HELP, "from there")).status == 201
    pg.admin.move_service("")
    assert (await client.send(HELP, "from here")).status == 201


async def test_tests_reach_in_by_request_too(pg: TeamsPlayground, client: Client):
    async with aiohttp.ClientSession(pg.url) as session:
        async with session.post("/teams/faults", json={"operation": "send", "kind": "http_504"}) as response:
            assert await response.json() == {"ok": True, "planned": 1}
        async with session.post("/teams/faults", json={"operation": "send", "kind": "nonsense"}) as response:
            assert response.status == 400
        assert (await client.send(HELP, "hi")).status == 504
        async with session.get("/teams/log", params={"method": "send", "sent": "1"}) as response:
            log = await response.json()
        assert [call["status"] for call in log["calls"]] == [504]
        async with session.post("/teams/admin/block", json={"user": "mia.feld"}) as response:
            assert response.status == 200
        async with session.post("/teams/admin/block", json={"user": "nobody"}) as response:
            assert response.status == 400
        async with session.post("/teams/admin/explode") as response:
            assert response.status == 404
        async with session.get("/teams/log", headers={"Origin": "https://elsewhere.example"}) as response:
            assert response.status == 403
    assert pg.teams.tenant.person("mia.feld").blocked


async def test_the_playground_speaks_to_this_machine_only(pg: TeamsPlayground):
    with pytest.raises(ValueError, match="loopback"):
        pg.point_at("https://deskbell.example/api/messages")
    with pytest.raises(ValueError, match="127"):
        await TeamsPlayground.start(host="0.0.0.0")


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b'"words"', b"\xff"])
async def test_a_body_that_is_no_object_is_malformed(body: bytes, client: Client):
    assert (await client.call("POST", "conversations/19:x/activities", body)).status == 400
    assert says("x")["type"] == "message"
