"""Presses: Action.Execute and its fallback, views of single people, dialogs, message-extension commands."""

from __future__ import annotations

import asyncio

import pytest

from playground.slack.protocol import Json
from playground.teams.people import Actor
from playground.teams.protocol import CARD, AppFailed, NotPossible
from playground.teams.screen import Nothing, Notice
from playground.teams.server import TeamsPlayground
from tests.playground_teams.conftest import (
    HELP,
    Client,
    SmallApp,
    card,
    dialog,
    execute,
    fresh,
    opens,
    says,
    shows,
    submit,
    text_block,
    toast,
)  # fmt: skip

CLAIM = execute("Claim", "claim", data={"ticket": "INC-1000"}, fallback=submit("Claim", verb="claim"))
WHY = {"type": "Input.Text", "id": "why", "label": "Why?", "isRequired": True, "errorMessage": "Say why."}


async def test_a_press_is_an_invoke_with_verb_data_and_inputs(app: SmallApp, client: Client, mia: Actor):
    app.answers["adaptiveCard/action"] = toast("It is yours.")
    sent = await client.send(HELP, shows(card(WHY, actions=[CLAIM])))
    message = mia.channel("Help").last
    notice = await message.fills({"Why?": "because"}).presses("Claim")
    assert isinstance(notice, Notice)
    assert notice.text == "It is yours."
    invoke = app.got[0]
    assert (invoke["type"], invoke["name"], invoke["replyToId"]) == ("invoke", "adaptiveCard/action", sent.body["id"])
    assert invoke["value"] == {
        "action": {
            "type": "Action.Execute", "verb": "claim", "data": {"ticket": "INC-1000", "why": "because"},
        },
        "trigger": "manual",
    }  # fmt: skip
    assert invoke["conversation"]["id"] == f"{HELP};messageid={message.id}"


async def test_a_required_input_is_asked_for_before_the_app_is(app: SmallApp, client: Client, mia: Actor):
    await client.send(HELP, shows(card(WHY, actions=[CLAIM])))
    with pytest.raises(NotPossible, match="Say why"):
        await mia.channel("Help").last.presses("Claim")
    assert app.got == []


async def test_a_fresh_card_in_the_answer_is_for_who_pressed_until_the_message_changes(
    app: SmallApp, client: Client, mia: Actor, dana: Actor
):
    app.answers["adaptiveCard/action"] = fresh(card(text_block("yours")))
    sent = await client.send(HELP, shows(card(text_block("free"), actions=[CLAIM])))
    message = dana.channel("Help").last
    assert await message.presses("Claim") == message
    assert (message.text, message.has_own_view) == ("yours", True)
    assert mia.channel("Help").last.text == "free"
    await client.update(HELP, sent.body["id"], shows(card(text_block("Dana's"))))
    assert (message.text, message.has_own_view) == ("Dana's", False)


async def test_an_old_teams_takes_the_fallback(pg: TeamsPlayground, app: SmallApp, client: Client, mia: Actor):
    pg.admin.old_client("mia.feld")
    await client.send(HELP, shows(card(WHY, actions=[CLAIM, execute("New only")])))
    message = mia.channel("Help").last.fills({"Why?": "because"})
    assert not await message.presses("Claim")
    heard = app.got[0]
    assert (heard["type"], heard["value"], heard["replyToId"]) == (
        "message", {"verb": "claim", "why": "because"}, message.id,
    )  # fmt: skip
    assert "text" not in heard
    with pytest.raises(NotPossible, match="too old"):
        await message.presses("New only")


async def test_a_stale_card_sends_what_stands_in_it(app: SmallApp, client: Client, mia: Actor):
    app.answers["adaptiveCard/action"] = toast("Too late.")
    sent = await client.send(HELP, shows(card(actions=[CLAIM])))
    stale = mia.channel("Help").last.as_it_is_now()
    await client.update(HELP, sent.body["id"], shows(card(text_block("done"))))
    assert (await stale.presses("Claim")).text == "Too late."
    with pytest.raises(LookupError, match="no button 'Claim'"):
        await mia.channel("Help").last.presses("Claim")
    await client.delete(HELP, sent.body["id"])
    with pytest.raises(NotPossible):
        await stale.presses("Claim")


@pytest.mark.parametrize(
    "answer",
    [
        500,
        201,
        "",
        "not JSON",
        [],
        {},
        {"statusCode": 200},
        {"statusCode": "200", "type": CARD, "value": card()},
        {"statusCode": 200, "type": CARD, "value": {"type": "Card"}},
        {"statusCode": 200, "type": CARD, "value": {"contentType": CARD, "content": card()}},
        {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": {"text": "x"}},
        {"statusCode": 400, "type": "application/vnd.microsoft.error", "value": "no"},
        {"statusCode": 403, "type": "application/vnd.microsoft.error", "value": {"code": "No", "message": "Not you"}},
    ],
)
async def test_an_answer_of_the_wrong_shape_is_trouble(answer: object, app: SmallApp, client: Client, mia: Actor):
    app.answers["adaptiveCard/action"] = answer
    await client.send(HELP, shows(card(text_block("free"), actions=[CLAIM])))
    with pytest.raises(AppFailed, match="Something went wrong"):
        await mia.channel("Help").last.presses("Claim")
    assert mia.channel("Help").last.text == "free"


async def test_an_app_that_takes_too_long_has_failed(pg: TeamsPlayground, app: SmallApp, client: Client, mia: Actor):
    hanging = asyncio.Event()

    async def hang(activity: Json) -> None:
        await hanging.wait()

    app.answers["adaptiveCard/action"] = hang
    pg.teams.outbound.patience = 0.05
    await client.send(HELP, shows(card(actions=[CLAIM])))
    with pytest.raises(AppFailed, match="timeout"):
        await mia.channel("Help").last.presses("Claim")
    hanging.set()


async def test_a_button_of_an_app_that_was_removed_fails(
    pg: TeamsPlayground, client: Client, mia: Actor, app: SmallApp
):
    await client.chat(mia.id, activity=shows(card(actions=[CLAIM])))
    pg.admin.forget_app("mia.feld")
    with pytest.raises(AppFailed, match="not here any more"):
        await mia.direct.last.presses("Claim")
    assert app.got == []


async def test_listed_people_get_a_view_of_their_own_when_they_look(
    app: SmallApp, client: Client, mia: Actor, dana: Actor
):
    async def view(activity: Json) -> Json:
        return fresh(card(text_block(f"for {activity['from']['name']} by {activity['value']['trigger']}")))

    app.answers["adaptiveCard/action"] = view
    own = {"action": execute("Refresh", "view"), "userIds": [dana.id]}
    await client.send(HELP, shows(card(text_block("for all"), refresh=own)))
    assert not await mia.looks(mia.channel("Help").last)
    assert app.got == []
    assert (await dana.looks(dana.channel("Help").last)).text == "for Dana Roth by automatic"
    assert mia.channel("Help").last.text == "for all"
    assert (await mia.refreshes(mia.channel("Help").last)).text == "for Mia Feld by manual"


async def test_a_card_that_lists_nobody_is_refreshed_for_all_where_there_are_few(
    app: SmallApp, client: Client, pg: TeamsPlayground, mia: Actor
):
    app.answers["adaptiveCard/action"] = fresh(card(text_block("fresh")))
    await client.send(HELP, shows(card(text_block("for all"), refresh={"action": execute("Refresh")})))
    assert (await mia.looks(mia.channel("Help").last)).text == "fresh"
    await client.send(HELP, shows(card(text_block("nobody's"), refresh={"action": execute("R"), "userIds": []})))
    assert not await mia.looks(mia.channel("Help").last)
    for number in range(60):
        await pg.admin.arrive(handle=f"guest.{number}")
    await client.send(HELP, shows(card(text_block("too many"), refresh={"action": execute("Refresh")})))
    assert not await mia.looks(mia.channel("Help").last)
    assert (await mia.refreshes(mia.channel("Help").last)).text == "fresh"


async def test_who_keeps_teams_open_is_asked_for_at_once_and_after_each_change(
    app: SmallApp, client: Client, pg: TeamsPlayground, dana: Actor
):
    app.answers["adaptiveCard/action"] = fresh(card(text_block("Dana's own")))
    dana.watches()
    content = card(text_block("for all"), refresh={"action": execute("Refresh"), "userIds": [dana.id]})
    sent = await client.send(HELP, shows(content))
    await pg.settle()
    await dana.channel("Help").last.shows("Dana's own")
    app.answers["adaptiveCard/action"] = 500
    await client.update(HELP, sent.body["id"], shows(content))
    await pg.settle()
    assert dana.channel("Help").last.text == "for all"
    assert len(app.got) == 2


async def test_a_button_opens_a_dialog_that_may_go_on_and_close(app: SmallApp, client: Client, mia: Actor):
    app.answers["task/fetch"] = dialog(WHY, title="Ring whom?")
    await client.send(HELP, shows(card(actions=[opens("Ring", ticket="INC-1")])))
    message = mia.channel("Help").last
    form = await message.presses("Ring")
    assert (form.title, form.labels, form.is_open) == ("Ring whom?", ["Why?"], True)
    fetch = app.got[0]
    assert (fetch["name"], fetch["replyToId"]) == ("task/fetch", message.id)
    assert fetch["value"]["data"] == {"msteams": {"type": "task/fetch"}, "ticket": "INC-1"}
    assert await form.submits() == form
    assert form.errors == {"Why?": "Say why."}
    assert len(app.got) == 1
    app.answers["task/submit"] = dialog(text_block("Write more than that."), WHY | {"value": "no"})
    assert await form.fills({"Why?": "no"}).submits() == form
    assert form.values == {"Why?": "no"}
    assert "Write more than that." in form.text
    assert app.got[1]["value"]["data"] == {"step": "ring", "why": "no"}
    app.answers["task/submit"] = {"task": {"type": "message", "value": "Rung."}}
    assert (await form.fills({"Why?": "because"}).submits()).text == "Rung."
    assert not form.is_open
    with pytest.raises(NotPossible, match="not open"):
        await form.submits()


async def test_a_submission_may_be_answered_with_nothing(app: SmallApp, client: Client, mia: Actor):
    app.answers["task/fetch"] = dialog()
    await client.send(HELP, shows(card(actions=[opens("Ring")])))
    empty: tuple[object, ...] = ("", {}, None)
    for nothing in empty:
        app.answers["task/submit"] = nothing
        form = await mia.channel("Help").last.presses("Ring")
        assert isinstance(await form.submits(), Nothing)
        assert mia.form is None


@pytest.mark.parametrize(
    "answer",
    [
        500,
        "",
        {},
        {"task": {"type": "continue"}},
        {"task": {"type": "message", "value": 7}},
        {"task": {"type": "continue", "value": {"title": "x"}}},
        {"task": {"type": "continue", "value": {"title": "x", "card": card()}}},
        {"task": {"type": "continue", "value": {"title": "x", "width": "wide", "url": "https://example.invalid"}}},
        dialog({"type": "Nope"}),
        dialog({"type": "ActionSet", "actions": [execute("Not here")]}),
    ],
)
async def test_a_dialog_of_the_wrong_shape_does_not_open(answer: object, app: SmallApp, client: Client, mia: Actor):
    app.answers["task/fetch"] = answer
    await client.send(HELP, shows(card(actions=[opens("Ring")])))
    with pytest.raises(AppFailed, match="Unable to reach app"):
        await mia.channel("Help").last.presses("Ring")
    assert mia.form is None


async def test_fields_are_filled_by_what_one_sees(app: SmallApp, client: Client, mia: Actor):
    choices = [{"title": "My team", "value": "team"}, {"title": "Just me", "value": "me"}]
    app.answers["task/fetch"] = dialog(
        {"type": "Input.ChoiceSet", "id": "who", "label": "Who?", "choices": choices},
        {"type": "Input.ChoiceSet", "id": "many", "label": "Which?", "choices": choices, "isMultiSelect": True},
        {"type": "Input.Toggle", "id": "major", "title": "This is major", "valueOn": "yes", "valueOff": "no"},
        {"type": "Input.Number", "id": "count", "label": "How many?", "min": 1, "max": 5, "errorMessage": "1 to 5."},
        {"type": "Input.Date", "id": "day", "label": "When?"},
        {"type": "Input.Text", "id": "code", "label": "Code", "regex": "^[A-Z]+$", "errorMessage": "Capitals."},
        {"type": "Input.ChoiceSet", "id": "boss", "label": "Approver", "choices": [],
         "choices.data": {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}},
        {"type": "Input.ChoiceSet", "id": "item", "label": "Item", "choices": [],
         "choices.data": {"type": "Data.Query", "dataset": "items"}},
    )  # fmt: skip
    await client.send(HELP, shows(card(actions=[opens("Ring")])))
    form = (await mia.channel("Help").last.presses("Ring")).form
    assert form.options("Who?") == ["My team", "Just me"]
    form.fills({"Who?": "My team", "Which?": ["Just me", "My team"], "This is major": True, "How many?": "7",
                "When?": "2026-10-28", "Code": "abc", "Approver": "dana.roth"})  # fmt: skip
    assert await form.submits() == form
    assert form.errors == {"How many?": "1 to 5.", "Code": "Capitals."}
    app.answers["application/search"] = {
        "statusCode": 200, "type": "application/vnd.microsoft.search.searchResponse",
        "value": {"results": [{"title": "Laptop 14", "value": "lt14"}]},
    }  # fmt: skip
    assert await form.searches("Item", "lap") == ["Laptop 14"]
    await form.chooses("Item", "Laptop 14")
    app.answers["task/submit"] = ""
    await form.fills({"How many?": "2", "Code": "ABC"}).submits()
    dana = mia.teams.tenant.person("dana.roth").directory_id
    assert app.got[-1]["value"]["data"] == {
        "step": "ring", "who": "team", "many": "me,team", "major": "yes", "count": "2", "day": "2026-10-28",
        "code": "ABC", "boss": dana, "item": "lt14",
    }  # fmt: skip
    with pytest.raises(LookupError, match="no field 'Colour'"):
        form.fills({"Colour": "red"})


async def test_what_was_left_empty_is_sent_as_adaptive_cards_does(app: SmallApp, client: Client, mia: Actor):
    app.answers["task/fetch"] = dialog(
        {"type": "Input.Text", "id": "a", "label": "a"},
        {"type": "Input.Number", "id": "b", "label": "b"},
        {"type": "Input.Toggle", "id": "c", "title": "c"},
        {"type": "Input.ChoiceSet", "id": "d", "label": "d", "choices": []},
    )
    await client.send(HELP, shows(card(actions=[opens("Ring")])))
    await (await mia.channel("Help").last.presses("Ring")).submits()
    assert app.got[-1]["value"]["data"] == {"step": "ring", "a": "", "c": "false"}


async def test_a_command_on_a_message_hands_the_message_over(app: SmallApp, mia: Actor, dana: Actor):
    app.answers["composeExtension/fetchTask"] = dialog(WHY)
    app.answers["composeExtension/submitAction"] = {"task": {"type": "message", "value": "INC-1000"}}
    root = await mia.says("printer <on> fire", "Help")
    reply = await mia.says("@Dana Roth help", thread=root)
    form = await dana.shortcut("Ring about this", reply)
    asked = app.got[0]
    assert (asked["type"], asked["name"], asked["from"]["id"]) == ("invoke", "composeExtension/fetchTask", dana.id)
    assert (asked["value"]["commandId"], asked["value"]["commandContext"]) == ("about", "message")
    payload = asked["value"]["messagePayload"]
    assert (payload["id"], payload["replyToId"]) == (reply.id, root.id)
    assert payload["from"]["user"] == {
        "userIdentityType": "aadUser", "id": mia.directory_id, "displayName": "Mia Feld",
    }  # fmt: skip
    assert payload["mentions"] == [{"id": 0, "mentionText": "Dana Roth"}]
    assert payload["linkToMessage"].endswith(reply.id)
    assert (await form.fills({"Why?": "x"}).submits()).text == "INC-1000"
    submitted = app.got[1]["value"]
    assert (submitted["commandId"], submitted["data"]) == ("about", {"step": "ring", "why": "x"})
    assert submitted["messagePayload"] == payload
    await dana.shortcut("Ring about this", root)
    assert app.got[2]["value"]["messagePayload"]["body"]["content"] == "<p>printer &lt;on&gt; fire</p>"


async def test_a_command_where_one_writes_may_hand_back_a_card(app: SmallApp, mia: Actor):
    app.answers["composeExtension/fetchTask"] = dialog()
    app.answers["composeExtension/submitAction"] = {
        "composeExtension": {
            "type": "result", "attachmentLayout": "list",
            "attachments": [{"contentType": CARD, "content": card(text_block("look at this"))}],
        }
    }  # fmt: skip
    form = await mia.shortcut("Ring", channel="Help")
    assert app.got[0]["value"]["commandContext"] == "compose"
    await form.submits()
    assert mia.channel("Help").last.text == "look at this"
    assert mia.channel("Help").last.user == mia.id


async def test_a_command_is_offered_only_where_its_manifest_says(app: SmallApp, mia: Actor):
    message = await mia.says("hi", "Help")
    with pytest.raises(NotPossible, match="not offered here"):
        await mia.shortcut("Ring", message)
    with pytest.raises(NotPossible, match="Ring about this"):
        await mia.shortcut("Dance", message)


async def test_a_plain_submit_may_speak_for_the_person(app: SmallApp, client: Client, mia: Actor):
    back = {"msteams": {"type": "messageBack", "text": "mine", "value": {"page": 2}}}
    await client.send(HELP, shows(card(actions=[{"type": "Action.Submit", "title": "Mine", "data": back}])))
    await mia.channel("Help").last.presses("Mine")
    assert (app.got[0]["text"], app.got[0]["value"]) == ("mine", {"page": 2})


async def test_a_private_answer_is_what_is_seen_next(app: SmallApp, client: Client, mia: Actor):
    async def whisper(activity: Json) -> None:
        words = says("Only you see this.", recipient={"id": activity["from"]["id"]})
        await client.send(activity["conversation"]["id"], words, isTargetedActivity="true")

    app.answers["message"] = whisper
    seen = await mia.types("@Bell mine", "Help")
    assert seen.message.is_ephemeral
    assert seen.text == "Only you see this."


async def test_what_is_not_there_is_told_with_what_is(client: Client, mia: Actor):
    await client.send(HELP, shows(card(text_block("free"), actions=[CLAIM])))
    message = mia.channel("Help").last
    with pytest.raises(LookupError, match="Claim"):
        await message.presses("Fly")
    with pytest.raises(AssertionError, match="did not appear"):
        await mia.channel("Help").shows("flying", within=0.01)
    with pytest.raises(AssertionError, match="no button"):
        await message.offers("Fly", within=0.01)
    with pytest.raises(AssertionError, match="there is no form"):
        _ = message.form
    await message.offers("Claim")
