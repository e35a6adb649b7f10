"""Chats, channels, threads, rosters, proactive conversations, private messages, edits and deletes."""

from __future__ import annotations

import uuid

import pytest

from playground.clock import Clock
from playground.teams.people import Actor
from playground.teams.protocol import NotPossible
from playground.teams.server import TeamsPlayground, load
from tests.playground_teams.conftest import HELP, TRIAGE, Client, SmallApp, card, says, shows, text_block


def test_the_sample_tenant_is_nordlicht_with_the_people_of_its_slack():
    definition = load()
    assert definition["tenant"]["id"] == "7d1f0000-0000-4000-8000-000000000001"
    names = [channel["name"] for channel in definition["teams"][0]["channels"]]
    assert names == [
        "Help", "Office", "Status", "Desk Triage", "Infra Triage", "Apps Triage", "Security Triage", "Office Triage",
        "Desk Admin",
    ]  # fmt: skip
    assert "mia.feld" in {person["handle"] for person in definition["people"]}


async def test_a_person_has_their_ids(mia: Actor):
    assert mia.id == "29:mia.feld"
    assert mia.directory_id == str(uuid.uuid5(uuid.NAMESPACE_URL, "mia.feld@nordlicht.example"))


async def test_a_chat_with_the_app_is_heard_whole(pg: TeamsPlayground, app: SmallApp, mia: Actor):
    said = await mia.says("my <b>VPN</b> drops")
    heard = app.got[0]
    assert heard["type"] == "message"
    assert heard["id"] == said.id
    assert heard["text"] == "my <b>VPN</b> drops"
    assert heard["from"] == {"id": mia.id, "name": "Mia Feld", "aadObjectId": mia.directory_id}
    assert heard["recipient"] == {"id": f"28:{pg.app_id}", "name": "Bell"}
    assert heard["conversation"]["conversationType"] == "personal"
    assert heard["conversation"]["id"] == mia.direct.id
    assert heard["channelData"]["tenant"] == {"id": pg.tenant_id}
    assert heard["timestamp"] == "2026-10-23T07:00:00.0000000Z"
    assert heard["localTimestamp"] == "2026-10-23T09:00:00.000+02:00"
    html = heard["attachments"][0]["content"]
    assert html == "<p>my &lt;b&gt;VPN&lt;/b&gt; drops</p>"


async def test_in_a_channel_the_app_hears_only_who_mentions_it(pg: TeamsPlayground, app: SmallApp, mia: Actor):
    await mia.says("nobody listens", "Help")
    said = await mia.says("@Bell my VPN drops, @Dana Roth knows", "Help")
    assert len(app.got) == 1
    heard = app.got[0]
    assert heard["text"] == "<at>Bell</at> my VPN drops, <at>Dana Roth</at> knows"
    assert [e["mentioned"]["id"] for e in heard["entities"] if e["type"] == "mention"] == [
        f"28:{pg.app_id}", "29:dana.roth",
    ]  # fmt: skip
    assert heard["conversation"] == {
        "conversationType": "channel", "isGroup": True, "tenantId": pg.tenant_id, "id": f"{HELP};messageid={said.id}",
    }  # fmt: skip
    assert heard["channelData"]["team"]["id"] == "19:it@thread.tacv2"
    assert said.text == "Bell my VPN drops, Dana Roth knows"


async def test_with_the_permission_it_hears_everything(pg: TeamsPlayground, app: SmallApp, mia: Actor):
    pg.admin.rsc("ChannelMessage.Read.Group")
    root = await mia.says("everybody listens", "Help")
    reply = await mia.says("here too", thread=root)
    assert [heard["text"] for heard in app.got] == ["everybody listens", "here too"]
    assert app.got[1]["replyToId"] == root.id
    assert app.got[1]["conversation"]["id"] == f"{HELP};messageid={root.id}"
    assert (await mia.says("deeper", thread=reply)).thread_id == root.id
    pg.admin.rsc("ChannelMessage.Read.Group", on=False)
    await mia.says("not any more", thread=root)
    assert len(app.got) == 3


async def test_group_chats_have_a_permission_of_their_own(pg: TeamsPlayground, app: SmallApp, mia: Actor):
    pg.admin.group("Lunch", ["mia.feld", "dana.roth"])
    await mia.says("pizza?", "Lunch")
    await mia.says("@Bell pizza?", "Lunch")
    pg.admin.rsc("ChatMessage.Read.Chat")
    await mia.says("pizza!", "Lunch")
    assert [heard["text"] for heard in app.got] == ["<at>Bell</at> pizza?", "pizza!"]
    assert app.got[0]["conversation"]["conversationType"] == "groupChat"


async def test_the_app_answers_in_the_thread_and_starts_threads(client: Client, mia: Actor, dana: Actor):
    root = await mia.says("@Bell help", "Help")
    given = await client.send(f"{HELP};messageid={root.id}", "on it")
    assert given.status == 201
    assert mia.thread(root).texts == ["on it"]
    assert mia.thread(root).last.id == given.body["id"]
    new = await client.call(
        "POST",
        "conversations",
        {"isGroup": True, "channelData": {"channel": {"id": TRIAGE}}, "activity": says("INC-1")},
    )
    assert new.body["id"] == f"{TRIAGE};messageid={new.body['activityId']}"
    assert (await dana.channel("Desk Triage").shows("INC-1")).id == new.body["activityId"]
    await client.send(new.body["id"], "more")
    assert dana.thread(dana.channel("desk-triage").last).texts == ["more"]
    assert dana.channel("Desk Triage").texts == ["INC-1"]


async def test_a_conversation_that_is_not_there_is_unknown(client: Client, pg: TeamsPlayground):
    assert (await client.send("19:nowhere@thread.tacv2", "x")).code == "ConversationNotFound"
    assert (await client.send(f"{HELP};messageid=1", "x")).status == 404
    assert (await client.update(HELP, "1", says("x"))).code == "ActivityNotFoundInConversation"
    pg.admin.kick("Security Triage")
    assert (await client.send("19:sectriage@thread.tacv2", "x")).code == "BotNotInConversationRoster"


@pytest.mark.parametrize(
    "activity",
    [
        {"type": "message"},
        {"text": "no type"},
        {"type": "event", "text": "x"},
        {"type": "message", "text": 7},
        {"type": "message", "text": "x", "textFormat": "html"},
        {"type": "message", "attachments": {}},
        {"type": "message", "attachments": ["x"]},
        {"type": "message", "attachments": [{"contentType": "image/png"}] * 11},
        {"type": "message", "text": "hi", "entities": [{"type": "mention", "text": "<at>Mia</at>"}]},
        {"type": "message", "text": "hi", "entities": [
            {"type": "mention", "text": "<at>Mia</at>", "mentioned": {"id": "29:mia.feld", "name": "Mia"}}]},
        {"type": "message", "text": "<at>X</at>", "entities": [
            {"type": "mention", "text": "<at>X</at>", "mentioned": {"id": "29:nobody", "name": "X"}}]},
    ],
)  # fmt: skip
async def test_a_malformed_activity_is_refused(activity: dict[str, object], client: Client, mia: Actor):
    given = await client.send(HELP, activity)
    assert given.status == 400
    assert mia.channel("Help").messages == []


async def test_a_mention_needs_its_entity(client: Client, mia: Actor):
    entity = {"type": "mention", "text": "<at>Mia</at>", "mentioned": {"id": mia.id, "name": "Mia"}}
    await client.send(HELP, says("<at>Mia</at> look", entities=[entity]))
    await client.send(HELP, says("<at>Mia</at> look"))
    content = card(text_block("<at>Mia</at>"), msteams={"entities": [entity]})
    await client.send(HELP, shows(content))
    assert [message.mentions for message in mia.channel("Help").messages] == [[mia.id], [], [mia.id]]


async def test_text_beside_a_card_becomes_two_messages_without_an_id(client: Client, mia: Actor):
    both = {**shows(card(text_block("the card"))), "text": "the text"}
    given = await client.send(HELP, both)
    assert (given.status, given.body) == (201, {})
    assert mia.channel("Help").texts == ["the text", "the card"]


async def test_typing_is_taken_and_leaves_nothing(client: Client, mia: Actor):
    assert (await client.send(HELP, {"type": "typing"})).status == 201
    assert mia.channel("Help").messages == []


async def test_the_app_changes_and_deletes_only_its_own(client: Client, mia: Actor):
    own = (await client.send(HELP, "draft")).body["id"]
    seen = mia.channel("Help").last
    assert (await client.update(HELP, own, says("final"))).body == {"id": own}
    assert (seen.text, seen.edited) == ("final", True)
    assert (await client.delete(HELP, own)).status == 200
    assert seen.gone
    assert (await client.delete(HELP, own)).status == 404
    hers = await mia.says("mine", "Help")
    assert (await client.update(HELP, hers.id, says("yours"))).status == 403
    assert (await client.delete(HELP, hers.id)).status == 403
    assert hers.text == "mine"


async def test_a_chat_is_opened_by_id_or_directory_id_and_is_always_the_same(client: Client, mia: Actor):
    first = await client.chat(mia.id)
    again = await client.chat(mia.directory_id)
    assert first.status == 201
    assert first.body["id"] == again.body["id"] == mia.direct.id
    await client.send(first.body["id"], "hello")
    assert (await mia.gets_direct("hello")).by_app
    given = await client.chat(mia.id, activity=says("and more"))
    assert mia.directs()[-1].id == given.body["activityId"]


@pytest.mark.parametrize(
    "more",
    [
        {"members": []},
        {"members": [{"id": "29:mia.feld"}, {"id": "29:dana.roth"}]},
        {"isGroup": True},
        {"tenantId": None},
        {"members": [{"id": "29:nobody"}]},
        {"activity": "hello"},
    ],
)
async def test_a_conversation_that_no_bot_may_start_is_refused(more: dict[str, object], client: Client):
    assert (await client.chat("29:mia.feld", **more)).status == 400


async def test_a_new_thread_needs_a_channel_where_the_app_is_and_something_to_say(client: Client, pg: TeamsPlayground):
    async def starts(channel: str, **more: object) -> int:
        about = {"isGroup": True, "channelData": {"channel": {"id": channel}}, **more}
        return (await client.call("POST", "conversations", about)).status

    group = pg.teams.tenant.add_group("Lunch", ["mia.feld", "dana.roth"])
    assert await starts(TRIAGE) == 400
    assert await starts(group.id, activity=says("hi")) == 400
    assert await starts("19:nowhere@thread.tacv2", activity=says("hi")) == 404
    pg.admin.kick("Security Triage")
    assert await starts("19:sectriage@thread.tacv2", activity=says("hi")) == 403
    assert await starts("19:sectriage@thread.tacv2", activity=says("hi"), tenantId="another") == 403
    assert await starts(TRIAGE, activity=says("hi")) == 201


async def test_another_tenant_is_forbidden(client: Client):
    given = await client.chat("29:mia.feld", tenantId="00000000-0000-4000-8000-000000000000")
    assert given.status == 403


async def test_who_blocked_the_bot_or_has_no_app_cannot_be_written_to(pg: TeamsPlayground, client: Client, mia: Actor):
    chat = (await client.chat(mia.id)).body["id"]
    sent = (await client.send(chat, "hello")).body["id"]
    for breaks, mends in ((pg.admin.block, lambda: pg.admin.block("mia.feld", on=False)), (pg.admin.forget_app, None)):
        breaks("mia.feld")
        assert (await client.send(chat, "hello?")).code == "MessageWritesBlocked"
        assert (await client.update(chat, sent, says("hello?"))).status == 403
        assert (await client.chat(mia.id)).status == 403
        if mends:
            mends()
            assert (await client.send(chat, "hello again")).status == 201
    with pytest.raises(NotPossible):
        await mia.says("is anybody there?")


async def test_a_private_message_is_one_persons_for_a_day(clock: Clock, client: Client, mia: Actor, dana: Actor):
    whisper = says("psst", recipient={"id": mia.id, "name": "Mia"})
    given = await client.send(HELP, whisper, isTargetedActivity="true")
    assert [message.text for message in mia.ephemerals] == ["psst"]
    assert mia.ephemerals[0].is_ephemeral
    assert dana.ephemerals == []
    assert mia.channel("Help").messages == []
    identity = given.body["id"]
    assert (await client.update(HELP, identity, whisper | {"text": "hush"})).status == 404
    assert (await client.update(HELP, identity, whisper | {"text": "hush"}, isTargetedActivity="true")).status == 200
    assert mia.ephemerals[0].text == "hush"
    clock.advance(24 * 3600)
    assert mia.ephemerals == []


async def test_a_private_message_can_be_neither_answered_nor_reacted_to(client: Client, mia: Actor):
    await client.send(HELP, says("psst", recipient={"id": mia.id}), isTargetedActivity="true")
    whisper = mia.ephemerals[0]
    with pytest.raises(NotPossible, match="only you see"):
        await mia.says("what?", thread=whisper)
    with pytest.raises(NotPossible, match="only you see"):
        await mia.reacts(whisper, "like")


async def test_a_deletion_can_be_taken_back_and_the_app_hears_of_it(app: SmallApp, mia: Actor, dana: Actor):
    said = await mia.says("never mind")
    await mia.deletes(said)
    assert said.gone
    await mia.undeletes(said)
    assert (said.gone, said.text) == (False, "never mind")
    heard = app.of("messageUpdate")[0]
    assert (heard["id"], heard["channelData"]["eventType"], heard["text"]) == (
        said.id, "undeleteMessage", "never mind",
    )  # fmt: skip
    with pytest.raises(NotPossible):
        await mia.undeletes(said)


async def test_a_private_message_needs_a_member_and_no_chat_of_two(client: Client, mia: Actor):
    security = "19:sectriage@thread.tacv2"
    whisper = says("psst", recipient={"id": mia.id})
    assert (await client.send(security, whisper, isTargetedActivity="true")).status == 403
    assert (await client.send(mia.direct.id, whisper, isTargetedActivity="true")).status == 400
    assert (await client.send(HELP, "to whom?", isTargetedActivity="true")).status == 400


async def test_rosters_have_addresses_except_hidden_ones(pg: TeamsPlayground, client: Client, mia: Actor):
    everybody = (await client.call("GET", f"conversations/{HELP}/members")).body
    by_id = {member["id"]: member for member in everybody}
    assert len(everybody) == 24
    assert by_id[mia.id]["email"] == by_id[mia.id]["userPrincipalName"] == "mia.feld@nordlicht.example"
    assert by_id[mia.id]["objectId"] == mia.directory_id
    assert not {"email", "userPrincipalName"} & by_id["29:hugo.lenz"].keys()
    one = await client.call("GET", f"conversations/{HELP}/members/{mia.directory_id}")
    assert one.body == by_id[mia.id]
    assert (await client.call("GET", f"conversations/{HELP}/members/29:nobody")).code == "MemberNotFoundInConversation"
    private = (await client.call("GET", "conversations/19:sectriage@thread.tacv2/pagedmembers")).body["members"]
    assert {member["id"] for member in private} == {"29:ciso", "29:felix.baum", "29:greta.hahn"}
    pg.admin.deactivate("mia.feld")
    assert (await client.call("GET", f"conversations/{HELP}/members/{mia.id}")).status == 404


async def test_long_rosters_come_in_pages(client: Client):
    found, token = [], ""
    while True:
        query = {"pageSize": "10"} | ({"continuationToken": token} if token else {})
        page = (await client.call("GET", f"conversations/{HELP}/pagedmembers", **query)).body
        found.append(len(page["members"]))
        token = page.get("continuationToken", "")
        if not token:
            break
    assert found == [10, 10, 4]
    assert (await client.call("GET", f"conversations/{HELP}/pagedmembers", pageSize="many")).status == 400


async def test_a_team_and_its_channels_can_be_asked_for(pg: TeamsPlayground, client: Client):
    team = (await client.call("GET", "teams/19:it@thread.tacv2")).body
    assert (team["name"], team["channelCount"], team["memberCount"]) == ("IT", 10, 24)
    listed = (await client.call("GET", "teams/19:it@thread.tacv2/conversations")).body["conversations"]
    assert listed[0] == {"id": "19:it@thread.tacv2", "name": None, "type": "standard"}
    assert {"id": HELP, "name": "Help", "type": "standard"} in listed
    pg.admin.kick("Desk Admin")
    after = (await client.call("GET", "teams/19:it@thread.tacv2/conversations")).body["conversations"]
    assert "Desk Admin" not in {channel["name"] for channel in after}
    assert (await client.call("GET", "teams/19:other@thread.tacv2")).status == 404


async def test_people_edit_and_delete_their_own_and_the_app_hears(app: SmallApp, mia: Actor, dana: Actor):
    said = await mia.says("my VPN dorps")
    await mia.edits(said, "my VPN drops")
    await mia.deletes(said)
    update, delete = app.got[1:]
    assert (update["type"], update["id"], update["text"]) == ("messageUpdate", said.id, "my VPN drops")
    assert update["channelData"]["eventType"] == "editMessage"
    assert (delete["type"], delete["id"], delete["channelData"]["eventType"]) == (
        "messageDelete", said.id, "softDeleteMessage",
    )  # fmt: skip
    assert said.gone
    unheard = await mia.says("only for people", "Help")
    await mia.edits(unheard, "for people")
    assert len(app.got) == 3
    with pytest.raises(NotPossible, match="somebody else"):
        await dana.deletes(unheard)


async def test_reactions_to_the_apps_messages_are_heard(app: SmallApp, client: Client, mia: Actor):
    await client.send(HELP, "done")
    message = mia.channel("Help").last
    await mia.reacts(message, "like")
    assert message.reactions == {"like": [mia.id]}
    await mia.reacts(message, "like", remove=True)
    await mia.reacts(await mia.says("mine", "Help"), "heart")
    assert [heard["type"] for heard in app.got] == ["messageReaction"] * 2
    assert app.got[0]["reactionsAdded"] == app.got[1]["reactionsRemoved"] == [{"type": "like"}]
    assert app.got[0]["replyToId"] == message.id


async def test_installing_and_removing_is_told(pg: TeamsPlayground, app: SmallApp, client: Client, mia: Actor):
    await mia.installs(remove=True)
    assert [(a["type"], a.get("action")) for a in app.got] == [("installationUpdate", "remove")]
    assert (await client.chat(mia.id)).status == 403
    app.got.clear()
    await mia.installs()
    assert [a["type"] for a in app.got] == ["installationUpdate", "conversationUpdate"]
    assert f"28:{pg.app_id}" in {member["id"] for member in app.got[1]["membersAdded"]}
    assert (await client.chat(mia.id)).status == 201
    app.got.clear()
    await mia.installs("IT", remove=True)
    assert app.got[1]["channelData"]["eventType"] == "teamMemberRemoved"
    assert (await client.send(HELP, "x")).status == 403
    await mia.installs("IT")
    assert (await client.send(HELP, "x")).status == 201


async def test_the_app_can_be_told_where_it_is_already(pg: TeamsPlayground, app: SmallApp):
    await pg.introduce()
    installed = app.of("installationUpdate")
    assert len(installed) == 25
    assert installed[0]["conversation"]["id"] == "19:it@thread.tacv2"


async def test_comings_and_goings_of_people_and_channels_are_told(pg: TeamsPlayground, app: SmallApp):
    await pg.admin.arrive(handle="new.one", real_name="New One", email="new.one@nordlicht.example")
    await pg.admin.leave_team("new.one")
    await pg.admin.create("Fresh")
    await pg.admin.rename("Fresh", "Fresher")
    await pg.admin.delete("Fresher")
    kinds = [heard["channelData"]["eventType"] for heard in app.of("conversationUpdate")]
    assert kinds == ["teamMemberAdded", "teamMemberRemoved", "channelCreated", "channelRenamed", "channelDeleted"]
    assert app.got[0]["membersAdded"][0]["id"] == "29:new.one"


async def test_files_come_with_a_download_address_and_pictures_need_the_token(
    app: SmallApp, pg: TeamsPlayground, client: Client, mia: Actor
):
    await mia.says("look", files={"log file.txt": b"42"}, pasted={"screen.png": b"png"})
    upload, picture, html = app.got[0]["attachments"]
    assert upload["contentType"] == "application/vnd.microsoft.teams.file.download.info"
    assert (upload["name"], upload["content"]["fileType"], html["contentType"]) == ("log file.txt", "txt", "text/html")
    session = client._session
    async with session.get(upload["content"]["downloadUrl"]) as response:
        assert await response.read() == b"42"
    async with session.get(picture["contentUrl"]) as response:
        assert response.status == 401
    async with session.get(picture["contentUrl"], headers={"Authorization": client.header}) as response:
        assert (response.content_type, await response.read()) == ("image/png", b"png")
    await mia.says("@Bell look", "Help", files={"log.txt": b"42"})
    assert [a["contentType"] for a in app.got[1]["attachments"]] == ["text/html"]


async def test_people_see_only_where_they_are(mia: Actor, pg: TeamsPlayground):
    with pytest.raises(NotPossible, match="not in Security Triage"):
        mia.channel("Security Triage")
    assert pg.person("ciso").channel("Security Triage").messages == []
    with pytest.raises(NotPossible, match="no channel"):
        await mia.says("x", "Nowhere")
