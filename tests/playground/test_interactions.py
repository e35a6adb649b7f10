"""Commands, shortcuts, buttons, home tabs: what people do, and what the app may answer."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from playground.server import Playground
from playground.slack.people import Actor
from playground.slack.protocol import AppFailed, NotPossible
from playground.slack.screen import Form, Message
from tests.playground.conftest import Got, SmallApp, actions, button, modal, opens, option, refused, section

NAME = {"type": "plain_text_input", "action_id": "name", "min_length": 3}
KIND = {"type": "static_select", "action_id": "kind", "options": [option("Red"), option("Blue")]}


# commands


async def test_a_commands_answer_is_seen_by_its_person_alone(mia: Actor, app: SmallApp, pg: Playground):
    app.answers["command"] = {"text": "*Rang* for <@UMIAFELD>"}
    seen = await mia.types("/ring the bell & <run>", channel="#it-help")
    assert isinstance(seen, Message)
    assert (seen.text, seen.is_ephemeral) == ("Rang for @Mia Feld", True)
    sent = app.got[0].payload
    assert (sent["command"], sent["text"], sent["channel_id"]) == ("/ring", "the bell & <run>", "CITHELP")
    assert mia.channel("#it-help").messages == []


async def test_a_command_can_answer_to_all(mia: Actor, app: SmallApp):
    app.answers["command"] = {"response_type": "in_channel", "text": "Ring!"}
    assert not await mia.types("/ring")
    assert mia.channel("#it-help").texts == ["Ring!"]


async def test_plain_text_is_an_answer_too_and_nothing_is_none(mia: Actor, app: SmallApp):
    app.answers["command"] = "just words"
    seen = await mia.types("/ring")
    assert isinstance(seen, Message)
    assert seen.text == "just words"
    app.answers["command"] = ""
    assert not await mia.types("/ring")


async def test_escaped_commands_carry_mentions_with_their_names(mia: Actor, app: SmallApp):
    await mia.types("/ringto @dana.roth in #desk-triage")
    assert app.got[0].payload["text"] == "<@UDANAROTH|dana.roth> in <#CDESKTRIAGE|desk-triage>"
    await mia.types("/ring @dana.roth")
    assert app.got[1].payload["text"] == "@dana.roth"


async def test_private_places_have_no_name_in_a_command(pg: Playground, app: SmallApp):
    await pg.person("ciso").types("/ring", channel="#sec-triage")
    await pg.person("ciso").types("/ring", channel=None)
    assert [got.payload["channel_name"] for got in app.got] == ["privategroup", "directmessage"]


async def test_a_failing_or_slow_app_is_named_to_the_person(mia: Actor, app: SmallApp, pg: Playground):
    app.answers["command"] = 500
    with pytest.raises(AppFailed, match=r"/ring failed with the error dispatch_failed"):
        await mia.types("/ring")
    pg.slack.outbound.patience = 0.05
    pg.faults("auth.test", "timeout")
    hung = AsyncWebClient(pg.bot_token, base_url=pg.api_url, timeout=30)

    async def slow(got: Got) -> None:
        await hung.auth_test()

    app.answers["command"] = slow
    with pytest.raises(AppFailed, match=r"/ring failed with the error operation_timeout"):
        await mia.types("/ring")
    pg.point_at("http://127.0.0.1:9/nobody")
    with pytest.raises(AppFailed, match="dispatch_failed"):
        await mia.types("/ring")
    with pytest.raises(NotPossible, match="not a valid command"):
        await mia.types("/unheard of")


# messages


async def test_a_sight_is_watched_until_it_changes(mia: Actor, app: SmallApp, client):
    posted = await client.chat_postMessage(channel="CITHELP", text="new", blocks=[section("new")])
    card = await mia.channel("#it-help").shows("new")
    waiting = asyncio.gather(card.shows("taken"), card.offers("Resolve"))
    changed = [section("taken"), actions(button("Resolve"))]
    await client.chat_update(channel="CITHELP", ts=posted["ts"], text="taken", blocks=changed)
    await waiting
    with pytest.raises(AssertionError, match=r"'never' did not appear within 0.01 s; there is 'taken'"):
        await card.shows("never", within=0.01)


async def test_a_button_is_pressed_by_its_label_and_the_message_is_replaced(mia: Actor, app, client, pg):
    menu = {"type": "overflow", "action_id": "more", "options": [option("Hold"), option("Note")]}
    row = actions(button("Claim", "claim", value="INC-1"), menu)
    await client.chat_postMessage(channel="CITHELP", text="card", blocks=[section("card"), row])
    card = mia.channel("#it-help").last
    assert card.buttons == ["Claim", "More > Hold", "More > Note"]
    await mia.presses(card, "Claim")
    sent = app.of("block_actions")[0].payload
    assert sent["actions"][0] | {"action_ts": ""} == {
        "type": "button", "block_id": "row", "action_id": "claim", "value": "INC-1", "action_ts": "",
        "text": {"type": "plain_text", "text": "Claim"},
    }  # fmt: skip
    assert sent["container"] == {
        "type": "message", "message_ts": card.ts, "channel_id": "CITHELP", "is_ephemeral": False,
    }  # fmt: skip
    assert sent["message"]["ts"] == card.ts
    await mia.presses(card, "More > Note")
    assert app.of("block_actions")[1].payload["actions"][0]["selected_option"]["value"] == "note"
    answer = AsyncWebhookClient(sent["response_url"])
    assert (await answer.send(text="taken", replace_original=True)).status_code == 200
    assert (card.text, card.buttons) == ("taken", [])
    with pytest.raises(LookupError, match="no button 'Claim'"):
        await mia.presses(card, "Claim")


async def test_a_press_in_a_stale_message_arrives_too(mia: Actor, app: SmallApp, client):
    row = actions(button("Claim", "claim", value="INC-1"))
    posted = await client.chat_postMessage(channel="CITHELP", text="card", blocks=[row])
    stale = mia.channel("#it-help").last.as_it_is_now()
    await client.chat_update(channel="CITHELP", ts=posted["ts"], text="taken", blocks=[section("taken")])
    assert (stale.buttons, mia.channel("#it-help").last.buttons) == (["Claim"], [])
    await stale.presses("Claim")
    assert app.of("block_actions")[0].payload["actions"][0]["value"] == "INC-1"


async def test_a_response_url_serves_five_times_in_half_an_hour(mia: Actor, app, client, pg: Playground):
    await mia.types("/ring")
    answer = AsyncWebhookClient(app.got[-1].payload["response_url"])
    for number in range(4):
        assert (await answer.send(text=f"note {number}")).body == "ok"
    assert (await answer.send(text="for all", response_type="in_channel")).status_code == 200
    sixth = await answer.send(text="too much")
    assert (sixth.status_code, json.loads(sixth.body)["error"]) == (404, "used_url")
    assert [message.text for message in mia.ephemerals] == [f"note {number}" for number in range(4)]
    assert mia.channel("#it-help").texts == ["for all"]
    await mia.types("/ring")
    late = AsyncWebhookClient(app.got[-1].payload["response_url"])
    pg.clock.advance(30 * 60 + 1)
    expired = await late.send(text="late")
    assert (expired.status_code, json.loads(expired.body)["error"]) == (404, "expired_url")


async def test_an_ephemeral_message_is_replaced_and_deleted_by_its_response_url(mia: Actor, app, client):
    await client.chat_postEphemeral(channel="CITHELP", user="UMIAFELD", text="q", blocks=[actions(button("Yes"))])
    await mia.presses(mia.ephemerals[0], "Yes")
    sent = app.of("block_actions")[0].payload
    assert sent["container"]["is_ephemeral"]
    assert "message" not in sent
    answer = AsyncWebhookClient(sent["response_url"])
    await answer.send(text="thanks", replace_original=True)
    assert [message.text for message in mia.ephemerals] == ["thanks"]
    await answer.send(delete_original=True)
    assert mia.ephemerals == []


async def test_a_response_url_refuses_broken_blocks_without_counting(mia: Actor, app: SmallApp):
    await mia.types("/ring")
    answer = AsyncWebhookClient(app.got[-1].payload["response_url"])
    broken = await answer.send(text="x", blocks=[{"type": "section"}])
    assert (broken.status_code, json.loads(broken.body)["error"]) == (400, "invalid_blocks")


async def test_shortcuts_bring_their_message(mia: Actor, app: SmallApp, client):
    app.answers["message_action"] = opens(client, modal(section("about this")))
    said = await mia.says("my screen is black", channel="#it-help")
    form = await mia.shortcut("Ring about this", said)
    assert isinstance(form, Form)
    sent = app.of("message_action")[0].payload
    assert (sent["callback_id"], sent["message"]["text"]) == ("ring_message", "my screen is black")
    assert sent["response_url"]
    await mia.shortcut("Ring")
    assert "response_url" not in app.of("shortcut")[0].payload


async def test_the_home_tab_is_each_persons_own(pg: Playground, app: SmallApp, client, mia: Actor):
    async def opened(got: Got) -> None:
        user = got.event["user"]
        view = {"type": "home", "blocks": [section(f"Home of <@{user}>"), actions(button("Order"))]}
        await client.views_publish(user_id=user, view=view)

    app.answers["app_home_opened"] = opened
    home = await mia.opens_home()
    assert home.text == "Home of @Mia Feld"
    assert (await pg.person("dana.roth").opens_home()).text == "Home of @Dana Roth"
    app.answers["block_actions"] = opens(client, modal(section("Order what?")))
    assert "Order what?" in (await home.presses("Order")).text
    assert app.of("block_actions")[0].payload["container"]["type"] == "view"
    assert (await mia.opens_home()).raw["id"] == app.of("app_home_opened")[-1].event["view"]["id"]
    stale = client.views_publish(user_id="UMIAFELD", hash="1.x", view={"type": "home", "blocks": []})
    await refused(stale, "hash_conflict")


async def test_a_page_that_is_not_ours_cannot_press_buttons(pg: Playground):
    words = json.dumps({"as": "UMIAFELD", "channel": "CITHELP", "text": "not mine"})
    async with aiohttp.ClientSession(pg.url) as session:
        for headers, status in (
            ({"Content-Type": "text/plain"}, 400),
            ({"Content-Type": "application/json", "Origin": "https://elsewhere.example"}, 403),
            ({"Content-Type": "application/json", "Host": "elsewhere.example"}, 403),
        ):
            async with session.post("/ui/say", data=words, headers=headers) as answer:
                assert answer.status == status
    assert pg.person("mia.feld").channel("#it-help").messages == []
