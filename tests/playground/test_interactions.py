"""Commands, shortcuts, buttons, modals, home tabs, external options: what people do, and what the app may answer."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from playground.people import Actor
from playground.seen import Form, Message
from playground.server import Playground
from playground.slack.protocol import AppFailed, NotPossible
from tests.playground.conftest import Got, SmallApp, actions, asks, button, modal, option, section

NAME = {"type": "plain_text_input", "action_id": "name", "min_length": 3}
KIND = {"type": "static_select", "action_id": "kind", "options": [option("Red"), option("Blue")]}


def opens(client: AsyncWebClient, view: dict):
    async def answer(got: Got) -> None:
        await client.views_open(trigger_id=got.payload["trigger_id"], view=view)

    return answer


async def refused(call, code: str) -> dict:
    with pytest.raises(SlackApiError) as caught:
        await call
    assert caught.value.response["error"] == code
    return caught.value.response.data


@pytest.fixture
def mia(pg: Playground) -> Actor:
    return pg.person("mia.feld")


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


# modals


async def test_a_form_is_filled_by_what_is_visible_and_arrives_whole(mia: Actor, app: SmallApp, client):
    view = modal(
        section("Hello *you*"), asks("Your name", NAME, "n"), asks("Colour", KIND, "k"),
        asks("Sizes", {"type": "checkboxes", "action_id": "s", "options": [option("S"), option("M")]}, "s"),
        asks("When", {"type": "datepicker", "action_id": "d"}, "d", optional=True),
        asks("Who", {"type": "users_select", "action_id": "u"}, "u", optional=True),
        private_metadata="42",
    )  # fmt: skip
    app.answers["command"] = opens(client, view)
    form = await mia.types("/ring")
    assert isinstance(form, Form)
    assert form.labels == ["Your name", "Colour", "Sizes", "When", "Who"]
    assert form.options("Colour") == ["Red", "Blue"]
    assert "Hello you" in form.text
    form.fills({"Your name": "Mia", "k": "Blue", "Sizes": ["M"], "When": "2026-10-28", "Who": "dana.roth"})
    assert not await form.submits()
    sent = app.of("view_submission")[0].payload["view"]
    assert (sent["private_metadata"], sent["callback_id"]) == ("42", "ring")
    assert sent["state"]["values"]["n"]["name"] == {"type": "plain_text_input", "value": "Mia"}
    assert sent["state"]["values"]["k"]["kind"]["selected_option"]["value"] == "blue"
    assert sent["state"]["values"]["s"]["s"]["selected_options"] == [option("M")]
    assert sent["state"]["values"]["d"]["d"]["selected_date"] == "2026-10-28"
    assert sent["state"]["values"]["u"]["u"]["selected_user"] == "UDANAROTH"
    assert not form.is_open


async def test_slack_itself_refuses_empty_and_short_fields(mia: Actor, app: SmallApp, client):
    app.answers["command"] = opens(client, modal(asks("Your name", NAME, "n"), asks("Colour", KIND, "k")))
    form = await mia.types("/ring")
    assert await form.submits() == form
    assert set(form.errors) == {"Your name", "Colour"}
    await form.fills({"Your name": "ab", "Colour": "Red"}).submits()
    assert form.errors == {"Your name": "Must be at least 3 characters."}
    assert app.of("view_submission") == []
    with pytest.raises(LookupError, match="no option 'Green'"):
        form.fills({"Colour": "Green"})
    with pytest.raises(LookupError, match="no field 'Shape'"):
        form.fills({"Shape": "Round"})


async def test_the_apps_errors_stay_with_what_was_put_in(mia: Actor, app: SmallApp, client):
    app.answers["command"] = opens(client, modal(asks("Your name", NAME, "n")))
    form = await mia.types("/ring")
    app.answers["view_submission"] = {"response_action": "errors", "errors": {"n": "Say more."}}
    await form.fills({"Your name": "Mia"}).submits()
    assert form.errors == {"Your name": "Say more."}
    assert form.values == {"Your name": "Mia"}
    app.answers["view_submission"] = {"response_action": "errors", "errors": {"elsewhere": "x"}}
    with pytest.raises(AppFailed, match="not inputs: elsewhere"):
        await form.submits()
    app.answers["view_submission"] = {}
    await form.submits()
    assert not form.is_open


async def test_a_submission_may_update_push_or_clear(mia: Actor, app: SmallApp, client):
    app.answers["command"] = opens(client, modal(section("one"), title="One"))
    first = await mia.types("/ring")
    app.answers["view_submission"] = {"response_action": "push", "view": modal(section("two"), title="Two")}
    second = await first.submits()
    assert ([form.title for form in mia.forms], second.title) == (["One", "Two"], "Two")
    app.answers["view_submission"] = {"response_action": "update", "view": modal(section("2"), title="Two again")}
    assert (await second.submits()).title == "Two again"
    app.answers["view_submission"] = ""
    assert (await mia.forms[-1].submits()).title == "One"
    app.answers["view_submission"] = {"response_action": "clear"}
    assert not await mia.forms[-1].submits()
    assert mia.forms == []


async def test_a_broken_view_in_an_answer_is_trouble_and_says_why(mia: Actor, app: SmallApp, client):
    app.answers["command"] = opens(client, modal(section("one")))
    form = await mia.types("/ring")
    app.answers["view_submission"] = {"response_action": "update", "view": modal(section("x"), title="t" * 25)}
    with pytest.raises(AppFailed, match=r"trouble connecting.*json-pointer:/view/title/text"):
        await form.submits()
    assert form.is_open


async def test_a_trigger_works_once_and_for_three_seconds(mia: Actor, app: SmallApp, client, pg: Playground):
    await mia.types("/ring")
    trigger = app.got[-1].payload["trigger_id"]
    pg.clock.advance(2.9)
    await client.views_open(trigger_id=trigger, view=modal(section("in time")))
    await refused(client.views_open(trigger_id=trigger, view=modal(section("again"))), "exchanged_trigger_id")
    await mia.types("/ring")
    pg.clock.advance(3.1)
    late = app.got[-1].payload["trigger_id"]
    await refused(client.views_open(trigger_id=late, view=modal(section("late"))), "expired_trigger_id")
    await refused(client.views_open(trigger_id="1.2.3", view=modal(section("x"))), "invalid_trigger_id")


async def test_the_stack_holds_three_and_closing_shows_what_is_below(mia: Actor, app: SmallApp, client):
    app.answers["command"] = opens(client, modal(actions(button("Deeper")), title="1", notify_on_close=True))
    form = await mia.types("/ring")

    async def deeper(got: Got) -> None:
        number = str(len(mia.forms) + 1)
        await client.views_push(
            trigger_id=got.payload["trigger_id"],
            view=modal(actions(button("Deeper")), title=number, notify_on_close=True),
        )

    app.answers["block_actions"] = deeper
    second = await form.presses("Deeper")
    third = await second.presses("Deeper")
    assert (third.title, third.raw["previous_view_id"], third.raw["root_view_id"]) == (
        "3", second.view_id, form.view_id,
    )  # fmt: skip
    app.answers["block_actions"] = None
    await third.presses("Deeper")
    trigger = app.got[-1].payload["trigger_id"]
    await refused(client.views_push(trigger_id=trigger, view=modal(section("4"))), "push_limit_reached")
    assert (await third.closes()).title == "2"
    closed = app.of("view_closed")
    assert [(got.payload["view"]["id"], got.payload["is_cleared"]) for got in closed] == [(third.view_id, False)]
    assert mia.form
    await mia.form.closes(all_of_them=True)
    assert [got.payload["is_cleared"] for got in app.of("view_closed")[1:]] == [True, True]
    await refused(client.views_update(view_id=form.view_id, view=modal(section("gone"))), "not_found")


async def test_an_update_keeps_the_input_and_a_stale_hash_is_refused(mia: Actor, app: SmallApp, client):
    start = modal(asks("Your name", NAME, "n"), asks("Colour", KIND, "k", dispatch_action=True), external_id="e1")
    app.answers["command"] = opens(client, start)
    form = await mia.types("/ring")
    old_hash = form.raw["hash"]

    async def chosen(got: Got) -> None:
        more = modal(asks("Your name", NAME, "n"), asks("Colour", KIND, "k", dispatch_action=True), section("Blue!"))
        view = got.payload["view"]
        await client.views_update(view_id=view["id"], hash=view["hash"], view=more)

    app.answers["block_actions"] = chosen
    form.fills({"Your name": "Mia"})
    assert await form.chooses("Colour", "Blue") == form
    assert form.values == {"Your name": "Mia", "Colour": "Blue"}
    assert "Blue!" in form.text
    sent = app.of("block_actions")[0].payload
    assert sent["actions"][0]["selected_option"]["value"] == "blue"
    assert sent["view"]["state"]["values"]["n"]["name"]["value"] == "Mia"
    stale = client.views_update(view_id=form.view_id, hash=old_hash, view=modal(section("stale")))
    await refused(stale, "hash_conflict")


async def test_an_external_id_belongs_to_one_open_view(mia: Actor, app: SmallApp, client, pg: Playground):
    app.answers["command"] = opens(client, modal(section("a"), external_id="same"))
    form = await mia.types("/ring")
    await client.views_update(external_id="same", view=modal(section("b"), external_id="same"))
    assert "b" in form.text
    app.answers["command"] = None
    await pg.person("dana.roth").types("/ring")
    taken = client.views_open(
        trigger_id=app.got[-1].payload["trigger_id"], view=modal(section("c"), external_id="same")
    )
    await refused(taken, "duplicate_external_id")


async def test_options_come_from_the_app_for_what_is_typed(mia: Actor, app: SmallApp, client):
    search = {"type": "external_select", "action_id": "find", "min_query_length": 2}
    app.answers["command"] = opens(client, modal(asks("Service", search, "svc")))
    form = await mia.types("/ring")

    async def offers(got: Got) -> dict:
        known = [option("VPN Berlin"), option("VPN Hamburg"), option("Printer")]
        return {"options": [o for o in known if got.payload["value"].lower() in o["text"]["text"].lower()]}

    app.answers["block_suggestion"] = offers
    assert await form.searches("Service", "vpn") == ["VPN Berlin", "VPN Hamburg"]
    assert await form.searches("Service", "v") == []
    await form.chooses("Service", "Printer")
    await form.submits()
    state = app.of("view_submission")[0].payload["view"]["state"]["values"]
    assert state["svc"]["find"]["selected_option"] == option("Printer")


async def test_a_form_that_is_sent_twice_is_closed_once(mia: Actor, app: SmallApp, client, pg: Playground):
    app.answers["command"] = opens(client, modal(asks("Your name", NAME, "n")))
    form = await mia.types("/ring")
    form.fills({"Your name": "Mia"})
    app.answers["view_submission"] = {"response_action": "update", "view": modal(section("thanks"), title="Done")}
    await asyncio.gather(form.submits(), form.submits())
    assert len(app.of("view_submission")) == 2
    assert form.title == "Done"
    app.answers["view_submission"] = ""
    await asyncio.gather(form.submits(), form.submits())
    assert mia.forms == []


async def test_what_a_form_said_when_it_was_sent_is_kept(mia: Actor, app: SmallApp, client, pg: Playground):
    app.answers["command"] = opens(client, modal(asks("Your name", NAME, "n")))
    app.answers["view_submission"] = {"response_action": "errors", "errors": {"n": "no"}}
    form = await mia.types("/ring")
    await form.fills({"Your name": "Mia"}).submits()
    form.fills({"Your name": "Dana"})
    assert pg.sent[-1].payload["view"]["state"]["values"]["n"]["name"]["value"] == "Mia"


async def test_seeing_nothing_says_so(mia: Actor, app: SmallApp):
    nothing = await mia.types("/ring")
    with pytest.raises(AssertionError, match="there is no form; what is seen is <Nothing>"):
        nothing.fills({"Your name": "Mia"})
    app.answers["command"] = {"text": "not now"}
    with pytest.raises(AssertionError, match=r"what is seen is <Message .*not now"):
        assert (await mia.types("/ring")).labels


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
