"""Modals: filled by what is visible, checked, stacked, updated; the triggers and hashes that guard them."""

from __future__ import annotations

import asyncio

import pytest

from playground.server import Playground
from playground.slack.people import Actor
from playground.slack.protocol import AppFailed
from playground.slack.screen import Form
from tests.playground.conftest import Got, SmallApp, actions, asks, button, modal, opens, option, refused, section

NAME = {"type": "plain_text_input", "action_id": "name", "min_length": 3}
KIND = {"type": "static_select", "action_id": "kind", "options": [option("Red"), option("Blue")]}


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


async def test_files_in_a_form_arrive_as_slacks_own_objects(mia: Actor, app: SmallApp, client):
    shot = {"type": "file_input", "action_id": "f", "max_files": 1, "filetypes": ["png"]}
    app.answers["command"] = opens(client, modal(asks("Screenshot", shot, "f")))
    form = await mia.types("/ring")
    await form.fills({"Screenshot": {"a.png": b"1", "b.png": b"2"}}).submits()
    assert form.errors == {"Screenshot": "Choose at most 1 files."}
    await form.fills({"Screenshot": {"a.exe": b"1"}}).submits()
    assert form.errors == {"Screenshot": "Only these kinds of files are taken: png."}
    form.fills({"Screenshot": {"a.png": b"1"}})
    assert form.values == {"Screenshot": ["a.png"]}
    assert not await form.submits()
    file = app.of("view_submission")[0].payload["view"]["state"]["values"]["f"]["f"]["files"][0]
    assert (file["name"], file["user"], "content_b64" in file) == ("a.png", "UMIAFELD", False)
    assert (await client.files_info(file=file["id"]))["file"]["permalink"] == file["permalink"]


async def test_nobody_hands_in_a_file_of_somebody_else(mia: Actor, app: SmallApp, client, pg: Playground):
    said = await pg.person("dana.roth").says("mine", channel="#it-help", files={"secret.png": b"1"})
    app.answers["command"] = opens(client, modal(asks("Screenshot", {"type": "file_input", "action_id": "f"}, "f")))
    form = await mia.types("/ring")
    stolen = {"f": {"f": {"type": "file_input", "files": [said.files[0]]}}}
    assert await pg.hands.submit(mia.id, form.view_id, stolen) == {"f": "Please complete this required field."}


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
