"""The manifest makes all of it work, over HTTP and over a socket."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from adapters.slack.manifest import BOT_SCOPES, manifest, slash_commands
from adapters.slack.parse import SHORTCUTS
from core.commands import REGISTRY
from core.ports.channel import Rejected
from core.ports.tickets import StorageUnavailable
from core.ui.cards import Action, Button, say
from core.ui.forms import Field, Form
from core.ui.inbound import Heard, OpenForm, Press, Quiet, Reply, Shown, Submit, Words
from core.ui.text import plain
from playground.slack.screen import Form as SeenForm
from tests.channels.house import opened

ROOT = Path(__file__).resolve().parents[2]


def test_the_manifest_names_what_people_use_and_where_slack_sends_it() -> None:
    made = manifest("https://desk.example/")
    url = "https://desk.example/slack/events"
    features, settings = made["features"], made["settings"]
    assert [command["command"] for command in features["slash_commands"]] == [
        "/ticket", "/incident", "/request", "/oncall", "/desk",
    ]  # fmt: skip
    assert {command["url"] for command in features["slash_commands"]} == {url}
    assert settings["event_subscriptions"]["request_url"] == settings["interactivity"]["request_url"] == url
    assert settings["interactivity"]["message_menu_options_url"] == url
    assert {shortcut["callback_id"] for shortcut in features["shortcuts"]} == SHORTCUTS
    assert not settings["socket_mode_enabled"]
    assert not settings["org_deploy_enabled"]


SLACKS_OWN = {
    "active", "archive", "away", "call", "canvas", "collapse", "dm", "dnd", "expand", "feed", "feedback", "giphy",
    "help", "huddle", "invite", "invite_people", "join", "keys", "kick", "leave", "list", "me", "msg", "mute", "open",
    "part", "prefs", "remind", "remove", "rename", "search", "shortcuts", "shrug", "star", "status", "topic",
    "unarchive", "unmute", "who",
}  # fmt: skip
"""Slash commands that are Slack's own (its Help Center, "Slash commands in Slack"): an app's is not reached by them."""


def test_no_slash_command_has_a_name_that_is_slacks_own() -> None:
    assert not SLACKS_OWN & set(REGISTRY.slashes)


def test_whatever_a_sentence_tells_people_to_type_on_slack_begins_with_a_command_that_is_installed() -> None:
    told = {
        found
        for path in (ROOT / "adapters/presentation/words/en").glob("*.html")
        for found, rest in re.findall(r"typed\(\"(\w+)[^\"]*\"([^)]*)\)", path.read_text(encoding="utf-8"))
        if "slash=false" not in rest
    }
    told |= {one.usage[1:].split()[0] for one in REGISTRY.typed_to_the_desk() if one.usage.startswith("/")}
    assert told <= set(REGISTRY.slashes)
    assert len(told) > 3


def test_without_an_address_the_manifest_asks_for_a_socket() -> None:
    made = manifest()
    assert made["settings"]["socket_mode_enabled"]
    assert "url" not in str(made)


def test_the_manifest_keeps_slacks_limits() -> None:
    made = manifest("https://desk.example")
    assert len(made["display_information"]["description"]) <= 140
    assert len(made["features"]["slash_commands"]) <= 50
    for slash in slash_commands():
        assert len(f"/{slash.name}") <= 32
        assert len(slash.help) <= 2000
        assert len(slash.usage) <= 1000
    for shortcut in made["features"]["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150
    assert len(made["features"]["shortcuts"]) <= 10
    assert len(set(BOT_SCOPES)) == len(BOT_SCOPES) <= 255
    assert len(made["settings"]["event_subscriptions"]["bot_events"]) <= 100


async def test_everything_works_over_a_socket_as_over_http() -> None:
    form = Form(
        "open_incident", "Broken", (Field("title", "What?", "text"),), command_id="c-1", submit="Send", cancel="Cancel"
    )

    def answer(heard: Heard) -> Reply:
        match heard:
            case Words(command="incident"):
                return OpenForm(form)
            case Press():
                return Shown(say(plain("Only for you")))
            case _:
                return Quiet()

    async with opened(socket=True) as house:
        assert house.channel.routes() == []
        house.door.answers = answer
        mia = house.person("mia.feld")
        seen = await mia.types("/incident", "#it-help")
        assert isinstance(seen, SeenForm)
        seen.fills({"What?": "VPN"})
        await seen.submits()
        assert house.door.only(Submit).command_id == "c-1"
        await mia.says("VPN drops", "#it-help")
        await house.slack.settle()
        assert isinstance(house.door.heard[-1], Words)
        card = say(plain("Card"), Button("Open", Action("show")))
        await house.channel.deliver(house.post(house.place("#it-help"), card))
        seen = await mia.presses(mia.channel("#it-help").last, "Open")
        assert "Only for you" in getattr(seen, "text", "")


async def test_what_was_not_taken_over_a_socket_is_not_acknowledged() -> None:
    def full(heard: Heard) -> Reply:
        if len(house.door.heard) == 1:
            raise StorageUnavailable
        return Quiet()

    async with opened(socket=True) as house:
        house.door.answers = full
        house.slack.slack.outbound.patience = 0.2
        await house.person("mia.feld").says("VPN drops", "#it-help")
        await house.slack.settle()
        assert len(house.door.heard) == 2
        assert [sent.answer.ok for sent in house.slack.sent] == [False, True]


async def test_a_wrong_app_token_stops_the_start() -> None:
    with pytest.raises(Rejected, match="invalid_auth"):
        async with opened(
            socket=True,
            prepare=lambda slack: slack.faults("apps.connections.open", "error", error="invalid_auth"),
        ):
            pass


async def test_a_socket_that_cannot_connect_at_first_connects_later() -> None:
    async with opened(socket=True, prepare=lambda slack: slack.faults("apps.connections.open", "http_500")) as house:
        await house.person("mia.feld").types("/ticket mine", "#it-help")
        house.door.only(Words)
