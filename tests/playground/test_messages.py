"""Messages, threads, reactions, metadata and their events, by the real slack_sdk client."""

from __future__ import annotations

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.server import Playground
from playground.slack.protocol import NotPossible
from tests.playground.conftest import PRIVATE, SmallApp, actions, button, refused, section


async def test_the_app_learns_who_it_is(client: AsyncWebClient, pg: Playground):
    me = await client.auth_test()
    assert (me["team_id"], me["user_id"], me["bot_id"]) == ("T0NORD", "U0APPBOT", "B0APPBOT")
    bot = await client.bots_info(bot=me["bot_id"])
    assert bot["bot"]["user_id"] == me["user_id"]
    assert (await client.team_info())["team"]["name"] == "Nordlicht GmbH"


async def test_a_wrong_or_missing_token_and_an_unknown_method_are_refused(pg: Playground, client: AsyncWebClient):
    await refused(AsyncWebClient("xoxb-wrong", base_url=pg.api_url).auth_test(), "invalid_auth")
    await refused(AsyncWebClient(None, base_url=pg.api_url).chat_postMessage(channel="x", text="x"), "not_authed")
    await refused(client.api_call("chat.fly"), "unknown_method")
    await refused(AsyncWebClient(pg.app_token, base_url=pg.api_url).users_list(), "not_allowed_token_type")


async def test_what_a_person_says_reaches_the_app_escaped_and_with_mentions(pg: Playground, app: SmallApp):
    mia = pg.person("mia.feld")
    said = await mia.says("hey @Bell: a < b & c > d, see https://x.example/a?b=1&c=2 @dana.roth", channel="#it-help")
    assert [got.kind for got in app.got] == ["message", "app_mention"]
    event = app.got[0].event
    assert event["text"] == (
        "hey <@U0APPBOT>: a &lt; b &amp; c &gt; d, see <https://x.example/a?b=1&amp;c=2> <@UDANAROTH>"
    )
    assert (event["user"], event["channel"], event["channel_type"]) == ("UMIAFELD", "CITHELP", "channel")
    assert event["ts"] == said.ts == f"{int(pg.clock.now().timestamp())}.{said.ts[-6:]}"
    assert app.got[0].payload["event_id"] != app.got[1].payload["event_id"]
    assert said.text == "hey @Bell: a < b & c > d, see https://x.example/a?b=1&c=2 @Dana Roth"


async def test_hostile_words_are_only_words(pg: Playground, app: SmallApp):
    words = "<!channel> <@U1> <@UDANAROTH> `x` *y* \u202e \U0001f600 <script>"
    said = await pg.person("mia.feld").says(words, channel="#it-help")
    assert app.got[0].event["text"].startswith("&lt;!channel&gt; &lt;@U1&gt; <@UDANAROTH> `x` *y*")
    assert said.text.startswith("<!channel> <@U1> @Dana Roth x y")


async def test_the_app_hears_nothing_from_where_it_is_not(pg: Playground, app: SmallApp):
    await pg.person("mia.feld").says("@Bell are you there?", channel="#general")
    assert app.got == []


async def test_events_that_the_manifest_does_not_name_are_not_sent(pg: Playground, app: SmallApp, client):
    mia = pg.person("mia.feld")
    said = await mia.says("hello", channel="#it-help")
    await mia.reacts(said, "eyes")
    await mia.reacts(said, "eyes", remove=True)
    assert [got.kind for got in app.got] == ["message", "reaction_added"]
    assert app.got[1].event["item"] == {"type": "message", "channel": "CITHELP", "ts": said.ts}


async def test_the_app_hears_its_own_words_only_with_its_bot_id_and_never_its_own_reactions(app, client, pg):
    posted = await client.chat_postMessage(channel="CITHELP", text="mine")
    await client.reactions_add(channel="CITHELP", timestamp=posted["ts"], name="eyes")
    await pg.settle()
    assert [(got.kind, got.event.get("bot_id")) for got in app.got] == [("message", "B0APPBOT")]
    assert "metadata" not in app.got[0].event


async def test_a_thread_counts_its_replies_and_reads_back_in_order(client: AsyncWebClient, pg: Playground):
    root = await client.chat_postMessage(channel="CITHELP", text="root")
    first = await client.chat_postMessage(channel="CITHELP", text="one", thread_ts=root["ts"])
    below = await client.chat_postMessage(channel="CITHELP", text="two", thread_ts=first["ts"])
    assert below["message"]["thread_ts"] == root["ts"]
    history = await client.conversations_history(channel="CITHELP")
    assert [(m["text"], m.get("reply_count")) for m in history["messages"]] == [("root", 2)]
    replies = await client.conversations_replies(channel="CITHELP", ts=root["ts"])
    assert [m["text"] for m in replies["messages"]] == ["root", "one", "two"]
    mia = pg.person("mia.feld")
    assert mia.thread(mia.channel("#it-help").last).texts == ["one", "two"]
    await refused(client.conversations_replies(channel="CITHELP", ts="1.000001"), "thread_not_found")
    await refused(client.chat_postMessage(channel="CITHELP", text="x", thread_ts="1.000001"), "thread_not_found")


async def test_metadata_is_read_back_only_by_who_asks_for_it(client: AsyncWebClient):
    known = {"event_type": "notice", "event_payload": {"id": "n-1"}}
    root = await client.chat_postMessage(channel="CITHELP", text="x", metadata=known)
    await client.chat_postMessage(channel="CITHELP", text="y", thread_ts=root["ts"], metadata=known)
    plain = await client.conversations_history(channel="CITHELP")
    assert "metadata" not in plain["messages"][0]
    asked = await client.conversations_history(channel="CITHELP", include_all_metadata=True)
    assert asked["messages"][0]["metadata"] == known
    replies = await client.conversations_replies(channel="CITHELP", ts=root["ts"], include_all_metadata=True)
    assert [m["metadata"]["event_payload"]["id"] for m in replies["messages"]] == ["n-1", "n-1"]
    await refused(client.chat_postMessage(channel="CITHELP", text="x", metadata={"a": 1}), "invalid_metadata_format")


async def test_history_is_cut_by_time_and_turned_by_cursor(client: AsyncWebClient, pg: Playground):
    stamps = []
    for number in range(7):
        stamps.append((await client.chat_postMessage(channel="CITHELP", text=str(number)))["ts"])
        pg.clock.advance(60)
    assert stamps == sorted(set(stamps))
    texts, cursor = [], None
    while cursor != "":
        page = await client.conversations_history(channel="CITHELP", limit=3, cursor=cursor)
        texts += [m["text"] for m in page["messages"]]
        cursor = page["response_metadata"]["next_cursor"]
    assert texts == list("6543210")
    between = await client.conversations_history(channel="CITHELP", oldest=stamps[2], latest=stamps[5])
    assert [m["text"] for m in between["messages"]] == ["4", "3"]
    with_ends = await client.conversations_history(
        channel="CITHELP", oldest=stamps[2], latest=stamps[5], inclusive=True
    )
    assert [m["text"] for m in with_ends["messages"]] == ["5", "4", "3", "2"]


async def test_an_update_keeps_what_it_does_not_name_and_tells_of_the_change(client, app, pg):
    posted = await client.chat_postMessage(channel="CITHELP", text="old", blocks=[section("old")])
    await client.chat_update(channel="CITHELP", ts=posted["ts"], text="new")
    mia = pg.person("mia.feld")
    message = mia.channel("#it-help").last
    assert (message.text, message.edited) == ("old", True), "blocks stay when only the text is named"
    await client.chat_update(channel="CITHELP", ts=posted["ts"], text="new", blocks=[section("*new*")])
    assert message.text == "new"
    await pg.settle()
    change = app.got[-1].event
    assert (change["subtype"], change["message"]["ts"]) == ("message_changed", posted["ts"])
    assert change["message"]["bot_id"] == "B0APPBOT"


async def test_the_app_changes_only_its_own_messages(client: AsyncWebClient, pg: Playground):
    said = await pg.person("mia.feld").says("mine", channel="#it-help")
    await refused(client.chat_update(channel="CITHELP", ts=said.ts, text="x"), "cant_update_message")
    await refused(client.chat_delete(channel="CITHELP", ts=said.ts), "cant_delete_message")
    await refused(client.chat_update(channel="CITHELP", ts="1.000001", text="x"), "message_not_found")


async def test_people_edit_and_delete_their_messages_and_the_app_is_told(pg: Playground, app: SmallApp):
    mia, dana = pg.person("mia.feld"), pg.person("dana.roth")
    said = await mia.says("first", channel="#it-help")
    await mia.edits(said, "second")
    assert (said.text, said.edited) == ("second", True)
    with pytest.raises(NotPossible, match="your own"):
        await dana.edits(said, "third")
    await mia.deletes(said)
    assert said.gone
    assert [got.event.get("subtype") for got in app.got] == [None, "message_changed", "message_deleted"]
    assert app.got[1].event["previous_message"]["text"] == "first"
    assert app.got[2].event["deleted_ts"] == said.ts


async def test_a_deleted_root_with_replies_stays_as_a_tombstone(client: AsyncWebClient, pg: Playground):
    root = await client.chat_postMessage(channel="CITHELP", text="root")
    reply = await client.chat_postMessage(channel="CITHELP", text="reply", thread_ts=root["ts"])
    await client.chat_delete(channel="CITHELP", ts=root["ts"])
    history = await client.conversations_history(channel="CITHELP")
    assert [m.get("subtype") for m in history["messages"]] == ["tombstone"]
    await client.chat_delete(channel="CITHELP", ts=reply["ts"])
    assert (await client.conversations_history(channel="CITHELP"))["messages"][0].get("reply_count") is None


async def test_places_refuse_with_slacks_own_words(client: AsyncWebClient, pg: Playground):
    post = client.chat_postMessage
    await refused(post(channel="CNOWHERE", text="x"), "channel_not_found")
    await refused(post(channel="CGENERAL", text="x"), "not_in_channel")
    pg.admin.kick("#sec-triage")
    await refused(post(channel="CSECTRIAGE", text="x"), "channel_not_found")
    pg.admin.archive("#it-help")
    await refused(post(channel="CITHELP", text="x"), "is_archived")
    pg.admin.unarchive("#it-help")
    await refused(client.api_call("chat.postMessage", json={"channel": "CITHELP", "text": ""}), "no_text")
    await refused(post(channel="CITHELP", text="x" * 40_001), "msg_too_long")
    posted = await post(channel="#it-help", text="x" * 40_000)
    await refused(client.chat_update(channel="CITHELP", ts=posted["ts"], text="x" * 4_001), "msg_too_long")


async def test_direct_messages_know_who_can_be_reached(client: AsyncWebClient, pg: Playground, app: SmallApp):
    mia = pg.person("mia.feld")
    channel = (await client.conversations_open(users="UMIAFELD"))["channel"]["id"]
    assert (await client.chat_postMessage(channel="UMIAFELD", text="hello"))["channel"] == channel
    assert [message.text for message in mia.directs()] == ["hello"]
    await mia.says("hello yourself", thread=mia.directs()[0])
    assert app.got[-1].event["channel_type"] == "im"
    assert app.of("app_mention") == []
    await refused(client.conversations_open(users="UNOBODY"), "user_not_found")
    await refused(client.conversations_open(users="USLACKBOT"), "cannot_dm_bot")
    pg.admin.deactivate("mia.feld")
    await refused(client.chat_postMessage(channel="UMIAFELD", text="x"), "user_disabled")
    await refused(client.chat_postMessage(channel=channel, text="x"), "user_disabled")
    await refused(client.users_lookupByEmail(email="mia.feld@nordlicht.example"), "users_not_found")


async def test_people_are_found_by_address_unless_they_hide_it(client: AsyncWebClient):
    found = await client.users_lookupByEmail(email="Dana.Roth@nordlicht.example")
    assert found["user"]["profile"]["real_name"] == "Dana Roth"
    await refused(client.users_lookupByEmail(email="hugo.lenz@nordlicht.example"), "users_not_found")
    hugo = await client.users_info(user="UHUGOLENZ")
    assert "email" not in hugo["user"]["profile"]
    assert hugo["user"]["is_restricted"]
    await refused(client.users_info(user="UNOBODY"), "user_not_found")
    everybody, cursor = [], None
    while cursor != "":
        page = await client.users_list(limit=10, cursor=cursor)
        everybody += page["members"]
        cursor = page["response_metadata"]["next_cursor"]
    assert len({member["id"] for member in everybody}) == len(everybody) == 26


async def test_only_one_person_sees_an_ephemeral_message(client: AsyncWebClient, pg: Playground):
    mia, dana = pg.person("mia.feld"), pg.person("dana.roth")
    await client.chat_postEphemeral(channel="CITHELP", user="UMIAFELD", text="psst")
    assert [message.text for message in mia.ephemerals] == ["psst"]
    assert dana.ephemerals == []
    assert mia.channel("#it-help").messages == []
    assert (await client.conversations_history(channel="CITHELP"))["messages"] == []
    whisper = client.chat_postEphemeral
    await refused(whisper(channel="CDESKTRIAGE", user="UMIAFELD", text="x"), "user_not_in_channel")
    await refused(client.chat_update(channel="CITHELP", ts=mia.ephemerals[0].ts, text="x"), "message_not_found")


async def test_reactions_are_one_each(client: AsyncWebClient, pg: Playground):
    said = await pg.person("mia.feld").says("hello", channel="#it-help")
    react = {"channel": "CITHELP", "timestamp": said.ts}
    await client.reactions_add(name="outbox_tray", **react)
    await refused(client.reactions_add(name="outbox_tray", **react), "already_reacted")
    await pg.person("dana.roth").reacts(said, ":outbox_tray:")
    got = await client.reactions_get(channel="CITHELP", timestamp=said.ts)
    assert got["message"]["reactions"] == [{"name": "outbox_tray", "users": ["U0APPBOT", "UDANAROTH"], "count": 2}]
    await client.reactions_remove(name="outbox_tray", **react)
    await refused(client.reactions_remove(name="outbox_tray", **react), "no_reaction")
    await refused(client.reactions_add(name="not a name", **react), "invalid_name")
    assert said.reactions == {"outbox_tray": ["UDANAROTH"]}


async def test_channels_are_listed_with_who_is_in_them(client: AsyncWebClient, pg: Playground, app: SmallApp):
    names = {c["name"] for c in (await client.conversations_list(limit=1000))["channels"]}
    assert {"it-help", "general", "office-help"} <= names
    assert "desk-triage" not in names
    private = await client.conversations_list(types="private_channel")
    assert {c["name"] for c in private["channels"]} == PRIVATE
    triage = (await client.conversations_members(channel="CDESKTRIAGE"))["members"]
    assert {"ULENAVOGT", "UDANAROTH", "U0APPBOT"} <= set(triage)
    assert not (await client.conversations_info(channel="CGENERAL"))["channel"]["is_member"]
    await client.conversations_join(channel="CGENERAL")
    assert (await client.conversations_info(channel="CGENERAL"))["channel"]["is_member"]
    await refused(client.conversations_join(channel="CSECTRIAGE"), "method_not_supported_for_channel_type")
    pg.admin.kick("#office-help", "mia.feld")
    await pg.person("mia.feld").joins("#office-help")
    await pg.settle()
    assert [got.event["user"] for got in app.of("member_joined_channel")] == ["U0APPBOT", "UMIAFELD"]


async def test_a_permalink_leads_to_a_message_and_its_thread(client: AsyncWebClient, pg: Playground):
    root = await client.chat_postMessage(channel="CITHELP", text="root")
    reply = await client.chat_postMessage(channel="CITHELP", text="reply", thread_ts=root["ts"])
    link = await client.chat_getPermalink(channel="CITHELP", message_ts=reply["ts"])
    assert link["permalink"].startswith(f"{pg.url}/archives/CITHELP/p{reply['ts'].replace('.', '')}?thread_ts=")


async def test_a_file_in_a_message_is_read_with_the_apps_token(pg: Playground, app: SmallApp, client: AsyncWebClient):
    said = await pg.person("mia.feld").says("a picture", channel="#it-help", files={"screen.png": b"\x89PNG"})
    event = app.got[-1].event
    assert (event["subtype"], event["files"][0]["name"]) == ("file_share", "screen.png")
    assert said.text == "a picture\nscreen.png"
    file = (await client.files_info(file=event["files"][0]["id"]))["file"]
    async with aiohttp.ClientSession() as session:
        async with session.get(file["url_private"], allow_redirects=False) as locked:
            assert locked.status == 302
        headers = {"Authorization": f"Bearer {pg.bot_token}"}
        async with session.get(file["url_private"], headers=headers) as opened:
            assert (opened.status, await opened.read()) == (200, b"\x89PNG")
        async with session.get(file["permalink"]) as opened:
            assert (opened.status, opened.content_type) == (200, "image/png")


async def test_somebody_new_is_announced_to_the_app(pg: Playground, app: SmallApp):
    pg.admin.arrive(handle="nora.new", real_name="Nora New", email="nora.new@nordlicht.example")
    await pg.settle()
    assert app.of("team_join")[0].event["user"]["profile"]["email"] == "nora.new@nordlicht.example"
    await pg.person("nora.new").says("hello @Bell")
    assert app.got[-1].event["user"] == "UNORANEW"


async def test_channels_are_renamed_archived_and_deleted_and_the_app_is_told(pg: Playground, app: SmallApp, client):
    pg.admin.rename("#it-help", "it-support")
    await client.chat_postMessage(channel="#it-support", text="same place, new name")
    await refused(client.chat_postMessage(channel="#it-help", text="x"), "channel_not_found")
    pg.admin.archive("#it-support")
    pg.admin.delete("#it-support")
    await refused(client.chat_postMessage(channel="CITHELP", text="x"), "channel_not_found")
    await pg.settle()
    told = [got.event["channel"] for got in app.got if got.kind.startswith("channel_")]
    assert [channel["name"] if isinstance(channel, dict) else channel for channel in told] == [
        "it-support", "CITHELP", "CITHELP",
    ]  # fmt: skip


async def test_a_private_channel_is_not_seen_from_outside(pg: Playground):
    with pytest.raises(NotPossible, match="private"):
        pg.person("mia.feld").channel("#sec-triage")
    assert pg.person("ciso").channel("#sec-triage").messages == []


async def test_a_person_reads_words_mentions_and_local_times(client: AsyncWebClient, pg: Playground):
    at = int(pg.clock.now().timestamp())
    rich = {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [
                {"type": "text", "text": "Due ", "style": {"bold": True}},
                {"type": "date", "timestamp": at, "format": "{date_short_pretty} at {time}", "fallback": "x"},
                {"type": "text", "text": " by "}, {"type": "user", "user_id": "UDANAROTH"},
            ]},
        ],
    }  # fmt: skip
    blocks = [section(f"*INC-1* in <#CITHELP> <!date^{at}^{{time}}^x> _now_ &lt;b&gt;"), rich, actions(button("Claim"))]
    await client.chat_postMessage(channel="CITHELP", text="fallback", blocks=blocks)
    seen = pg.person("mia.feld").channel("#it-help").last
    assert seen.text == "INC-1 in #it-help 09:00 now <b>\nDue Today at 09:00 by @Dana Roth"
    assert seen.buttons == ["Claim"]
    assert "12:30" in pg.person("priya.nair").channel("#it-help").last.text
