"""The installed app as its manifest describes it: commands, shortcuts, events, scopes, secrets."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from playground.loopback import loopback_only
from playground.slack.protocol import Json


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command; `should_escape` makes typed mentions arrive as `<@U1|name>`."""

    name: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A global or message shortcut."""

    kind: str
    name: str
    callback_id: str


@dataclass(slots=True)
class InstalledApp:
    """What this workspace knows of the app. Request URLs are loopback only: nothing here calls the outside."""

    app_id: str
    name: str
    bot_user: str
    bot_id: str
    bot_handle: str
    signing_secret: str
    bot_token: str
    app_token: str
    verification_token: str
    commands: dict[str, Command] = field(default_factory=dict)
    shortcuts: dict[str, Shortcut] = field(default_factory=dict)
    bot_events: frozenset[str] = frozenset()
    scopes: frozenset[str] | None = None
    home: bool = True
    direct_messages: bool = True
    interactive: bool = True
    socket_mode: bool = False
    request_url: str | None = None
    installed: bool = True

    def subscribes(self, event: str) -> bool:
        """True when the manifest asks for this kind of event."""
        return event in self.bot_events

    def may(self, *any_of: str) -> bool:
        """True when the app holds one of these scopes; a manifest that lists no scopes holds all of them."""
        return self.scopes is None or any(scope in self.scopes for scope in any_of)


def install(manifest: Json, *, signing_secret: str, bot_token: str, app_token: str) -> InstalledApp:
    """Install an app from a Slack app manifest (the dictionary, not its JSON)."""
    features: Json = manifest.get("features", {})
    settings: Json = manifest.get("settings", {})
    events: Json = settings.get("event_subscriptions", {})
    interactivity: Json = settings.get("interactivity", {})
    bot: Json = features.get("bot_user", {})
    home: Json = features.get("app_home", {})
    name = str(manifest.get("display_information", {}).get("name", "App"))
    scopes = manifest.get("oauth_config", {}).get("scopes", {}).get("bot")
    commands = [
        Command(c["command"], c.get("description", ""), c.get("usage_hint", ""), bool(c.get("should_escape")))
        for c in features.get("slash_commands", [])
    ]
    shortcuts = [Shortcut(s["type"], s["name"], s["callback_id"]) for s in features.get("shortcuts", [])]
    urls = [events.get("request_url"), interactivity.get("request_url")]
    urls += [c.get("url") for c in features.get("slash_commands", [])]
    return InstalledApp(
        app_id="A0PLAYGROUND",
        name=name,
        bot_user="U0APPBOT",
        bot_id="B0APPBOT",
        bot_handle=str(bot.get("display_name", name)).lower().replace(" ", ""),
        signing_secret=signing_secret,
        bot_token=bot_token,
        app_token=app_token,
        verification_token=secrets.token_hex(12),
        commands={c.name: c for c in commands},
        shortcuts={s.callback_id: s for s in shortcuts},
        bot_events=frozenset(events.get("bot_events", [])),
        scopes=frozenset(scopes) if scopes is not None else None,
        home=bool(home.get("home_tab_enabled", False)),
        direct_messages=bool(home.get("messages_tab_enabled", True)) and not home.get("messages_tab_read_only_enabled"),
        interactive=bool(interactivity.get("is_enabled", True)),
        socket_mode=bool(settings.get("socket_mode_enabled", False)),
        request_url=next((url for url in map(loopback_only, urls) if url), None),
    )
