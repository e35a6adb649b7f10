"""Channels that the app leads, people whom it cannot reach, what fields refuse before the app is asked."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.clock import Clock
from playground.server import Playground
from playground.slack.forms import check_inputs
from playground.slack.people import Actor
from playground.slack.protocol import NotPossible
from playground.slack.views import fill_state
from tests.playground.conftest import PRIVATE, SmallApp, actions, asks, modal, opens, option, refused, section


async def test_the_app_makes_a_channel_and_brings_people_in(client: AsyncWebClient, pg: Playground, app: SmallApp):
    made = (await client.conversations_create(name="major-1051", is_private=True))["channel"]
    assert (made["is_private"], made["is_member"], made["num_members"]) == (True, True, 1)
    await refused(client.conversations_create(name="major-1051"), "name_taken")
    await refused(client.conversations_create(name="Major!"), "invalid_name_specials")
    await client.conversations_invite(channel=made["id"], users=["UOMARHADDAD", "ULENAVOGT"])
    await refused(client.conversations_invite(channel=made["id"], users="ULENAVOGT"), "already_in_channel")
    await refused(client.conversations_invite(channel=made["id"], users="UNOBODY"), "user_not_found")
    await refused(client.conversations_invite(channel=made["id"], users="U0APPBOT"), "cant_invite_self")
    await client.conversations_setTopic(channel=made["id"], topic="VPN, all sites")
    assert (await client.conversations_info(channel=made["id"]))["channel"]["topic"]["value"] == "VPN, all sites"
    await pg.person("omar.haddad").says("here", channel="#major-1051")
    with pytest.raises(NotPossible):
        pg.person("mia.feld").channel("#major-1051")
    mine = [c["name"] for c in (await client.users_conversations(types="private_channel"))["channels"]]
    assert set(mine) == PRIVATE | {"major-1051"}
    await client.conversations_archive(channel=made["id"])
    await refused(client.conversations_archive(channel=made["id"]), "already_archived")
    with pytest.raises(NotPossible, match="archived"):
        await pg.person("omar.haddad").says("still here?", channel="#major-1051")
    await client.conversations_leave(channel=made["id"])
    await refused(client.conversations_info(channel=made["id"]), "channel_not_found")
    await pg.settle()
    assert {got.event["user"] for got in app.of("member_joined_channel")} == {"UOMARHADDAD", "ULENAVOGT"}


async def test_a_person_can_be_out_of_reach_and_come_back(client: AsyncWebClient, pg: Playground):
    pg.admin.block_directs("jan.brandt")
    await refused(client.chat_postMessage(channel="UJANBRANDT", text="x"), "restricted_action")
    pg.admin.block_directs("jan.brandt", on=False)
    pg.admin.deactivate("jan.brandt")
    await refused(client.conversations_open(users="UJANBRANDT"), "user_disabled")
    assert (await client.users_info(user="UJANBRANDT"))["user"]["deleted"]
    with pytest.raises(NotPossible, match="no such person"):
        await pg.person("jan.brandt").opens_home()
    pg.admin.reactivate("jan.brandt")
    await client.chat_postMessage(channel="UJANBRANDT", text="welcome back")
    assert (await pg.person("jan.brandt").gets_direct("welcome back")).by_app


async def test_a_kicked_app_is_out_until_it_is_invited(client: AsyncWebClient, pg: Playground, app: SmallApp):
    pg.admin.kick("#it-help")
    await refused(client.chat_postMessage(channel="CITHELP", text="x"), "not_in_channel")
    await refused(client.conversations_history(channel="CITHELP"), "not_in_channel")
    await pg.person("mia.feld").says("anyone?", channel="#it-help")
    assert app.of("message") == []
    pg.admin.invite("#it-help")
    await client.chat_postMessage(channel="CITHELP", text="back")


async def test_a_reply_can_be_shown_to_the_channel_too(client: AsyncWebClient, pg: Playground):
    root = await client.chat_postMessage(channel="CITHELP", text="root")
    await client.chat_postMessage(channel="CITHELP", text="loud", thread_ts=root["ts"], reply_broadcast=True)
    mia = pg.person("mia.feld")
    assert mia.channel("#it-help").texts == ["root", "loud"]
    assert mia.thread(mia.channel("#it-help").messages[0]).texts == ["loud"]


async def test_a_group_of_people_has_one_conversation(client: AsyncWebClient, pg: Playground):
    first = await client.conversations_open(users=["UMIAFELD", "UDANAROTH"])
    again = await client.conversations_open(users="UDANAROTH,UMIAFELD")
    assert first["channel"]["id"] == again["channel"]["id"]
    await client.chat_postMessage(channel=first["channel"]["id"], text="both of you")
    assert pg.person("dana.roth").channel(first["channel"]["id"]).texts == ["both of you"]
    known = await client.conversations_open(channel=first["channel"]["id"], return_im=True)
    assert known["channel"]["is_mpim"]
    await refused(client.conversations_open(users=""), "users_list_not_supplied")


@pytest.mark.parametrize(
    ("element", "value", "complaint"),
    [
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "whole number"),
        ({"type": "number_input", "is_decimal_allowed": True}, "many", "Please enter a number"),
        ({"type": "number_input", "is_decimal_allowed": True, "min_value": "2"}, "1", "at least 2"),
        ({"type": "number_input", "is_decimal_allowed": True, "max_value": "2"}, "3", "at most 2"),
        ({"type": "number_input", "is_decimal_allowed": True}, "1.5", None),
        ({"type": "email_text_input"}, "mia", "valid email"),
        ({"type": "email_text_input"}, "mia@x.example", None),
        ({"type": "url_text_input"}, "x.example", "valid URL"),
        ({"type": "plain_text_input", "max_length": 3}, "four", "at most 3"),
    ],
)
def test_a_field_refuses_what_does_not_fit(element, value, complaint):
    view = modal(asks("x", element | {"action_id": "a"}, "b"))
    fill_state(view, {"b": {"a": {"type": element["type"], "value": value}}})
    errors = check_inputs(view)
    assert (complaint is None and errors == {}) or complaint in errors["b"]


async def test_too_many_choices_are_refused(mia: Actor, app: SmallApp, client):
    groups = [{"label": {"type": "plain_text", "text": "G"}, "options": [option("a"), option("b")]}]
    many = {"type": "multi_static_select", "action_id": "m", "option_groups": groups, "max_selected_items": 1}
    app.answers["command"] = opens(client, modal(asks("Which?", many, "m"), actions(many | {"action_id": "n"})))
    form = await mia.types("/ring")
    await form.fills({"m": ["a", "b"]}).submits()
    assert form.errors == {"Which?": "Choose at most 1."}
    form.fills({"m": None})
    assert form.values["Which?"] == []
    assert app.of("view_submission") == []


async def test_a_menu_in_a_message_is_chosen_from(mia: Actor, app: SmallApp, client):
    menu = {
        "type": "static_select", "action_id": "prio", "options": [option("P1"), option("P2")],
        "placeholder": {"type": "plain_text", "text": "Priority"},
    }  # fmt: skip
    await client.chat_postMessage(channel="CITHELP", text="x", blocks=[section("card", accessory=menu)])
    await mia.presses(mia.channel("#it-help").last, "Priority > P2")
    assert app.of("block_actions")[0].payload["actions"][0]["selected_option"]["value"] == "p2"


async def test_a_sleeper_wakes_with_the_wall_clock_or_with_a_push():
    running = Clock()
    await asyncio.wait_for(running.sleep_until(running.now()), 60)
    sleeper = asyncio.create_task(running.sleep_until(running.now().replace(year=2999)))
    await asyncio.sleep(0)
    running.advance(10)
    await asyncio.sleep(0)
    assert not sleeper.done()
    running.set(running.now().replace(year=2999, month=12, day=31))
    await asyncio.wait_for(sleeper, 60)


async def test_sockets_are_asked_to_come_again_and_do(pg: Playground):
    client = AsyncWebClient(pg.app_token, base_url=pg.api_url)
    address = (await client.apps_connections_open(app_token=pg.app_token))["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(address) as socket:
        assert (await socket.receive_json())["type"] == "hello"
        await socket.send_str("this is no ack")
        await pg.slack.outbound.refresh_sockets()
        assert (await socket.receive_json())["type"] == "disconnect"
        assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
    assert not pg.slack.outbound.reachable
