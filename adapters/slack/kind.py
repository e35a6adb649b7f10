"""What Slack is to the registry of channels. The platform's libraries are loaded only when it is built."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

from adapters.channel_kind import AdminCommand, Built, ChannelKind, Spelling, Surroundings
from adapters.environment import Environment, Unfit, base_address, public_address
from adapters.slack.ids import NAME
from adapters.slack.settings import SLACK_API, SlackSettings
from core.ui.cards import Card


def _bot_token(text: str) -> str:
    if not text.startswith("xoxb-"):
        raise Unfit("is not a bot token.", "Copy the Bot User OAuth Token, which begins with xoxb-.")
    return text


def _app_token(text: str) -> str:
    if not text.startswith("xapp-"):
        raise Unfit("is not an app-level token.", "Copy the App-Level Token, which begins with xapp-.")
    return text


def _read(source: Environment) -> SlackSettings | None:
    """Slack when a bot token is given; what is given without it is a mistake and not a channel that is off."""
    bot_token = source.read("SLACK_BOT_TOKEN", _bot_token, "")
    app_token = source.read("SLACK_APP_TOKEN", _app_token, "") or None
    signing_secret = source.get("SLACK_SIGNING_SECRET")
    api_url = source.read("SLACK_API_URL", base_address, SLACK_API)
    if source.get("SLACK_BOT_TOKEN") is None:
        if signing_secret or source.get("SLACK_APP_TOKEN"):
            fix = "Set it to the token that begins with xoxb-, or unset the other SLACK_ variables."
            source.wrong("environment", "SLACK_BOT_TOKEN", "is missing while other settings of Slack are there.", fix)
        return None
    if signing_secret is None and source.get("SLACK_APP_TOKEN") is None:
        fix = "Set it, or set SLACK_APP_TOKEN for Socket Mode."
        source.wrong("environment", "SLACK_SIGNING_SECRET", "is missing: what Slack sends cannot be checked.", fix)
    return SlackSettings(bot_token, signing_secret, app_token, api_url)


def _build(settings: SlackSettings, around: Surroundings) -> Built:
    from adapters.slack.channel import SlackChannel  # noqa: PLC0415  # it brings Slack's libraries

    channel = SlackChannel(
        settings,
        clock=around.clock,
        phrasing=around.phrasing,
        account_of=around.account_on(NAME),
        ticket_emoji=lambda: around.places(NAME).ticket_emoji or "ticket",
        moved=around.moved,
        door=around.door,
        steady=around.steady,
    )
    return Built(channel, channel)


def _secrets(settings: SlackSettings) -> Sequence[str | None]:
    return settings.bot_token, settings.signing_secret, settings.app_token


def _without_socket(settings: SlackSettings) -> SlackSettings:
    """A socket would take what people say away from the bot that runs."""
    return replace(settings, app_token=None)


def _draw(card: Card) -> object:
    from adapters.slack.render import blocks  # noqa: PLC0415  # only the gallery draws without a channel

    return {"text": card.summary, "blocks": blocks(card, lambda _: None)}


def _options(manifest: argparse.ArgumentParser) -> None:
    manifest.add_argument("--url", help="where Slack reaches us, https://...; without it Socket Mode is used")
    manifest.add_argument("--name", default="Deskbell", help="the app's name")


def _manifest(options: argparse.Namespace, source: Environment) -> Callable[[], int]:
    """The manifest that was asked for, once the address in it is one that Slack can reach."""
    url = source.read("", public_address("Slack"), None, "--url", options.url)

    def show() -> int:
        from adapters.slack.manifest import manifest  # noqa: PLC0415  # only this command needs it

        sys.stdout.write(json.dumps(manifest(url, name=options.name), indent=2) + "\n")
        return 0

    return show


KIND = ChannelKind(
    name=NAME,
    title="Slack",
    turned_on_by="SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET (or SLACK_APP_TOKEN)",
    read=_read,
    build=_build,
    secrets=_secrets,
    asking=_without_socket,
    clock_url=lambda settings: f"{settings.api_url}api.test",
    spelling=Spelling(
        place=re.compile(r"#[^\s#@/,.;:!?A-Z]{1,80}|[CG][A-Z0-9]{8,}"),
        place_example='"#desk-triage" in quotes, in small letters',
        account=re.compile(r"[TE][A-Z0-9]+/[UW][A-Z0-9]+"),
        hash_begins=True,
    ),
    knows=frozenset({"ticket_emoji", "triage_replies"}),
    draw=_draw,
    drawn_as="as Slack's blocks (JSON)",
    admin=AdminCommand("manifest", "the app manifest", _options, _manifest),
)
