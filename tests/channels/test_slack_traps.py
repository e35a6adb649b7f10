"""The traps of Slack and of Bolt, each with a test that fails without its remedy."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from dataclasses import replace
from typing import Any

import pytest
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from adapters.slack.api import Api
from adapters.slack.bolt import bolt_app
from adapters.slack.identity import Identity, Installation
from adapters.slack.redraws import Redraws
from adapters.slack.settings import SlackSettings
from core.ports.channel import Rejected
from core.ports.tickets import StorageUnavailable
from core.ui.cards import Action, Button, say
from core.ui.forms import Field, Form
from core.ui.inbound import Heard, OpenForm, Press, Quiet, Reply, Shown, Words
from core.ui.text import plain
from playground.slack.screen import Message
from tests.channels.house import House, opened, signed

FORM = Form(
    "open_incident", "Broken", (Field("title", "What?", "text"),), command_id="c-1", submit="Send", cancel="Cancel"
)


def event(**fields: object) -> dict[str, Any]:
    return {"type": "event_callback", "event_id": "Ev1", "team_id": "T0NORD", "event": fields}


async def send(house: House, payload: dict[str, Any], kind: str = "events_api") -> int:
    return int((await house.slack.send_raw(kind, payload)).status or 0)


# Acknowledging


async def test_slack_is_told_only_after_the_desk_has_committed(house: House) -> None:
    committed = asyncio.Event()

    async def slow(heard: Heard) -> Reply:
        await committed.wait()
        return Quiet()

    house.door.answers = slow
    said = asyncio.ensure_future(house.person("mia.feld").says("VPN drops", "#it-help"))
    await house.door.hears()
    assert house.slack.sent == []
    committed.set()
    await said
    await house.slack.settle()
    assert [sent.answer.status for sent in house.slack.sent] == [200]


async def test_what_nobody_listens_for_is_acknowledged(house: House) -> None:
    user = {"user": {"id": "UMIAFELD"}}
    for payload in (
        event(type="team_join", user={"id": "U1"}),
        event(type="something_new"),
        event(type="message", subtype="channel_join", channel="C1", user="U1", ts="1.1"),
        event(type="reaction_added", item={"type": "file"}, reaction="ticket", user="U1"),
    ):
        assert await send(house, payload) == 200
    for payload in (
        {"type": "view_closed", "view": {"callback_id": "x", "type": "modal"}, **user},
        {"type": "block_actions", "actions": [{"action_id": "foreign", "type": "button"}], **user},
        {"type": "shortcut", "callback_id": "foreign", **user},
        {"type": "dialog_submission", "callback_id": "old", **user},
        {"type": "something_new", **user},
    ):
        assert await send(house, payload, "interactive") == 200
    assert house.door.heard == []


async def test_a_bug_behind_the_door_is_acknowledged_logged_once_and_told_with_its_code(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    def bug(heard: Heard) -> Reply:
        raise LookupError("SECRET")

    house.door.answers = bug
    seen = await house.person("mia.feld").types("/ticket mine", "#it-help")
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(errors) == 1
    code = re.search(r"bug (\w+)", errors[0].getMessage())
    assert code
    assert isinstance(seen, Message)
    assert code.group(1) in seen.text
    assert "SECRET" not in seen.text


async def test_a_bug_is_told_wherever_the_person_is(house: House) -> None:
    house.door.answers = OpenForm(FORM)
    mia = house.person("mia.feld")
    form: Any = await mia.types("/incident", "#it-help")
    await house.channel.deliver(
        house.post(house.place("#it-help"), say(plain("Card"), Button("Claim", Action("claim"))))
    )

    def bug(heard: Heard) -> Reply:
        raise LookupError("SECRET")

    house.door.answers = bug
    form.fills({"What?": "VPN"})
    assert "code" in getattr(await form.submits(), "text", "")
    assert "code" in getattr(await mia.presses(mia.channel("#it-help").last, "Claim"), "text", "")
    await mia.says("help")
    await house.slack.settle()
    assert "code" in mia.direct.last.text
    assert {sent.answer.status for sent in house.slack.sent} == {200}


async def test_words_that_could_not_be_stored_are_sent_again_by_slack(house: House) -> None:
    def full(heard: Heard) -> Reply:
        if len(house.door.heard) == 1:
            raise StorageUnavailable
        return Quiet()

    house.door.answers = full
    await house.person("mia.feld").says("VPN drops", "#it-help")
    await house.slack.settle()
    assert [sent.answer.status for sent in house.slack.sent] == [503, 200]
    assert len(house.door.heard) == 2


async def test_a_press_that_could_not_be_stored_is_answered_with_a_sentence(house: House) -> None:
    def full(heard: Heard) -> Reply:
        raise StorageUnavailable

    house.door.answers = full
    await house.channel.deliver(
        house.post(house.place("#desk-triage"), say(plain("Card"), Button("Claim", Action("claim"))))
    )
    dana = house.person("dana.roth")
    seen = await dana.presses(dana.channel("#desk-triage").last, "Claim")
    assert "try again" in getattr(seen, "text", "")


@pytest.mark.parametrize("value", ["not json", '{"a":1}', "[]", '["claim",{"x":[1]}]', '["claim"]', "1", ""])
async def test_a_button_of_an_older_deskbell_says_so_where_it_was_pressed(house: House, value: str) -> None:
    place = house.place("#desk-triage")
    card = await house.channel.deliver(house.post(place, "Card"))
    line = await house.channel.deliver(house.post(place, "Line", key="k2", thread=card.message))
    action = {"action_id": "press:1", "type": "button", "value": value, "action_ts": "1700000000.1"}
    payload = {
        "type": "block_actions",
        "user": {"id": "UDANAROTH"},
        "channel": {"id": place.rpartition("/")[2]},
        "container": {"message_ts": line.message, "thread_ts": card.message},
        "actions": [action],
    }
    assert await send(house, payload, "interactive") == 200
    assert house.door.heard == []
    (told,) = house.person("dana.roth").ephemerals
    assert "older Deskbell" in told.text
    assert told.thread_ts == card.message


# Repeats


async def test_an_event_that_comes_again_is_heard_once(house: House) -> None:
    house.door.answers = Shown(say(plain("Hello")))
    mia = house.person("mia.feld")
    await mia.says("help")
    await house.slack.settle()
    for _ in range(3):
        await house.slack.resend(house.slack.sent[0])
    house.door.only(Words)
    assert len(mia.direct.messages) == 2


async def test_a_repeat_that_comes_while_the_first_is_under_way_waits_for_its_end(house: House) -> None:
    go = asyncio.Event()

    async def slow(heard: Heard) -> Reply:
        await go.wait()
        if len(house.door.heard) == 1:
            raise StorageUnavailable
        return Quiet()

    house.door.answers = slow
    payload = event(
        type="message", channel="C1", channel_type="channel", user="UMIAFELD", text="VPN", ts="1700000000.1"
    )
    first = asyncio.ensure_future(house.slack.send_raw("events_api", payload))
    await house.door.hears()
    second = asyncio.ensure_future(house.slack.send_raw("events_api", payload))
    await asyncio.wait({second}, timeout=0.05)
    assert not second.done()
    go.set()
    assert [(await first).status, (await second).status] == [503, 503]
    assert (await house.slack.send_raw("events_api", payload)).status == 200


async def test_two_presses_of_one_button_are_two_presses_and_one_press_sent_twice_is_one_key(house: House) -> None:
    await house.channel.deliver(
        house.post(house.place("#desk-triage"), say(plain("Card"), Button("Claim", Action("claim"))))
    )
    dana = house.person("dana.roth")
    card = dana.channel("#desk-triage").last
    await dana.presses(card, "Claim")
    await dana.presses(card, "Claim")
    pressed = next(sent for sent in house.slack.sent if sent.kind == "interactive")
    await house.slack.resend(pressed)
    keys = [heard.key for heard in house.door.heard if isinstance(heard, Press)]
    assert keys[0] != keys[1]
    assert keys[2] == keys[0]


# Triggers


async def test_a_form_that_opens_too_late_is_said_in_words(house: House) -> None:
    house.door.answers = OpenForm(FORM)
    house.slack.faults("views.open", "error", error="expired_trigger_id", times=2)
    seen = await house.person("mia.feld").types("/incident", "#it-help")
    assert "in time" in getattr(seen, "text", "")
    await house.channel.deliver(
        house.post(house.place("#it-help"), say(plain("Card"), Button("Reply", Action("reply"))))
    )
    mia = house.person("mia.feld")
    assert "in time" in getattr(await mia.presses(mia.channel("#it-help").last, "Reply"), "text", "")


async def test_a_full_stack_of_modals_shows_the_form_in_place(house: House) -> None:
    shown = Shown(say(plain("Answer"), Button("Next", Action("next"))))
    house.door.answers = OpenForm(FORM)
    mia = house.person("mia.feld")
    form: Any = await mia.types("/incident", "#it-help")
    for _ in range(3):
        house.door.answers = shown
        form.fills({"What?": "VPN"})
        answer: Any = await form.submits()
        house.door.answers = OpenForm(FORM)
        form = await answer.presses("Next")
        assert form.title == "Broken"
    assert len(mia.forms) == 3


async def test_a_choice_made_before_the_last_one_was_drawn_is_drawn_all_the_same(house: House) -> None:
    form = await _changing(house)
    house.slack.faults("views.update", "error", error="hash_conflict")
    await form.chooses("What?", "VPN")
    assert form.is_open
    first, again = house.slack.log.of("views.update")[-2:]
    assert first.args["hash"]
    assert "hash" not in again.args
    assert first.args["view"] == again.args["view"]
    assert {sent.answer.status for sent in house.slack.sent} == {200}


async def test_of_two_choices_the_newer_one_is_drawn_whichever_comes_first(house: House) -> None:
    form = await _changing(house)
    await form.chooses("What?", "older")
    older = house.slack.sent[-1].payload
    await form.chooses("What?", "newer")
    drawn = len(house.slack.log.of("views.update"))
    await house.slack.send_raw("interactive", older)
    assert len(house.slack.log.of("views.update")) == drawn


async def test_of_two_choices_the_newer_one_is_drawn_whichever_is_understood_first(house: House) -> None:
    form = await _changing(house)
    older = asyncio.Event()
    hear = house.door.hear

    async def slowly(heard: Any) -> Any:
        if heard.values["title"] == "older":
            await older.wait()
        return await hear(heard)

    house.door.hear = slowly  # type: ignore[method-assign]
    first = asyncio.create_task(form.chooses("What?", "older"))
    await asyncio.sleep(0)
    await form.chooses("What?", "newer")
    drawn = len(house.slack.log.of("views.update"))
    older.set()
    await first
    assert len(house.slack.log.of("views.update")) == drawn == 1


async def test_of_two_choices_at_two_processes_the_older_may_be_drawn_last_and_the_next_one_is_drawn_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit that docs/running.md states: no process knows which changes another one heard of."""
    monkeypatch.setattr(Redraws, "is_newest", lambda *_: True)
    form = await _changing(house)
    await form.chooses("What?", "older")
    older = house.slack.sent[-1].payload
    await form.chooses("What?", "newer")
    drawn = len(house.slack.log.of("views.update"))
    await house.slack.send_raw("interactive", older)
    assert len(house.slack.log.of("views.update")) > drawn
    drawn = len(house.slack.log.of("views.update"))
    await form.chooses("What?", "newest")
    assert len(house.slack.log.of("views.update")) > drawn


async def _changing(house: House) -> Any:
    """A form whose field asks to be drawn again."""
    field = Field("title", "What?", "text", reloads=True)
    house.door.answers = OpenForm(replace(FORM, fields=(field,)))
    return await house.person("mia.feld").types("/incident", "#it-help")


# Who we are


async def test_slack_is_asked_who_we_are_once_and_never_before_an_acknowledgement(house: House) -> None:
    for _ in range(5):
        await house.person("mia.feld").types("/ticket mine", "#it-help")
        await house.person("mia.feld").says("words", "#it-help")
    await house.slack.settle()
    assert len(house.slack.log.of("auth.test")) == 1


async def test_slack_that_does_not_answer_at_the_start_does_not_stop_the_start() -> None:
    async with opened(prepare=lambda slack: slack.faults("auth.test", "http_500")) as house:
        await house.person("mia.feld").types("/ticket mine", "#it-help")
        house.door.only(Words)
        assert len(house.slack.log.of("auth.test")) == 2


async def test_while_slack_does_not_say_who_we_are_events_come_again(house: House) -> None:
    async with opened(prepare=lambda slack: slack.faults("auth.test", "http_500", times=2)) as late:
        await late.person("mia.feld").says("VPN drops", "#it-help")
        await late.slack.settle()
        late.door.only(Words)


async def test_while_slack_does_not_say_who_we_are_a_command_is_answered_with_a_sentence() -> None:
    async with opened(prepare=lambda slack: slack.faults("auth.test", "http_500", times=2)) as late:
        assert await late.slack.verify_url()
    async with opened(prepare=lambda slack: slack.faults("auth.test", "http_500", times=2)) as late:
        seen = await late.person("mia.feld").types("/ticket mine", "#it-help")
        assert "try again" in getattr(seen, "text", "")
        assert late.door.heard == []


async def test_a_wrong_token_stops_the_start() -> None:
    with pytest.raises(Rejected, match="invalid_auth"):
        async with opened(prepare=lambda slack: slack.faults("auth.test", "error", error="invalid_auth")):
            pass


async def test_an_event_of_an_organisation_without_a_team_is_ours_all_the_same(house: House) -> None:
    payload = event(type="message", channel="C1", channel_type="channel", user="UMIAFELD", text="x", ts="1700000000.1")
    payload |= {"team_id": None, "enterprise_id": "E1", "is_ext_shared_channel": True}
    assert await send(house, payload) == 200
    assert house.door.only(Words).speaker.id == "slack:T0NORD/UMIAFELD"


# Bolt


async def test_bolt_answers_slacks_checks_and_keeps_out_what_the_bot_did_and_leaves_the_rest_to_one_listener() -> None:
    heard: list[Any] = []

    async def listen(payload: dict[str, Any]) -> BoltResponse:
        heard.append(payload)
        return BoltResponse(status=200, body="taken")

    api = Api("t", "http://127.0.0.1/api/")
    installation = Installation(api)
    installation._known = Identity(team="T0NORD", bot_user="UBOT", bot_id="B1")
    bolt = bolt_app(api.client.base_url, installation, listen)

    async def answer(payload: dict[str, Any]) -> tuple[int, str]:
        got = await bolt.async_dispatch(AsyncBoltRequest(body=payload, mode="socket_mode"))
        return got.status, got.body

    spoken = {"type": "event_callback", "event": {"type": "message", "user": "UMIA"}}
    ours = {"type": "event_callback", "event": {"type": "reaction_added", "user": "UBOT"}}
    pressed = {"type": "block_actions", "actions": [{"action_id": "a"}], "user": {"id": "UBOT"}}
    unheard_of = {"type": "unheard_of"}
    assert await answer({"ssl_check": "1"}) == (200, "")
    assert await answer({"type": "url_verification", "challenge": "c"}) == (200, '{"challenge": "c"}')
    assert await answer(ours) == (200, "")
    assert await answer(spoken) == await answer(pressed) == await answer(unheard_of) == (200, "taken")
    assert heard == [spoken, pressed, unheard_of]


def test_secrets_stand_in_no_repr() -> None:
    shown = repr(SlackSettings("xoxb-secret", "signing-secret", "xapp-secret"))
    assert "secret" not in shown


def test_the_channel_mounts_one_route_and_binds_nothing(house: House) -> None:
    assert [(route.method, route.path) for route in house.channel.routes()] == [("POST", "/slack/events")]


async def test_a_form_sent_twice_carries_the_same_command_id(house: House) -> None:
    house.door.answers = OpenForm(FORM)
    form: Any = await house.person("mia.feld").types("/incident", "#it-help")
    house.door.answers = Quiet()
    form.fills({"What?": "VPN"})
    await form.submits()
    submitted = next(sent for sent in house.slack.sent if sent.payload.get("type") == "view_submission")
    await house.slack.resend(submitted)
    first, second = house.door.heard[-2:]
    assert getattr(first, "command_id", 1) == getattr(second, "command_id", 2) == "c-1"
    assert json.loads(submitted.payload["view"]["private_metadata"])[1] == "c-1"


def test_signed_headers_of_the_tests_are_slacks() -> None:
    from slack_sdk.signature import SignatureVerifier

    assert SignatureVerifier("of the tests").is_valid_request(b"x", signed(b"x"))
