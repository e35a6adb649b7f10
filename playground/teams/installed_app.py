"""The installed app as its Teams manifest describes it: bot, message-extension commands, permissions, secrets."""

from __future__ import annotations

from dataclasses import dataclass, field

from playground.teams.protocol import Json

HEARS_CHANNELS = "ChannelMessage.Read.Group"
HEARS_CHATS = "ChatMessage.Read.Chat"
READS_PEOPLE = "User.Read.All"
_EVERYWHERE = ("message", "compose", "commandBox")


@dataclass(frozen=True, slots=True)
class Command:
    """A message-extension command of type action."""

    id: str
    title: str
    context: tuple[str, ...]
    fetch_task: bool = True


@dataclass(slots=True)
class InstalledApp:
    """What this tenant knows of the app. Its address is loopback only: nothing here calls the outside."""

    app_id: str
    password: str
    name: str
    commands: dict[str, Command] = field(default_factory=dict)
    permissions: set[str] = field(default_factory=set)
    scopes: frozenset[str] = frozenset()
    graph: set[str] = field(default_factory=lambda: {READS_PEOPLE})
    """What an admin of the tenant lets it do at Microsoft Graph."""
    url: str | None = None

    @property
    def bot_id(self) -> str:
        """The bot's id in activities."""
        return f"28:{self.app_id}"

    def hears_all(self, kind: str) -> bool:
        """True when it hears what does not mention it in this kind of conversation."""
        granted = {"personal": True, "channel": HEARS_CHANNELS in self.permissions}
        return granted.get(kind, HEARS_CHATS in self.permissions)


def install(manifest: Json, *, app_id: str, password: str) -> InstalledApp:
    """Install an app from a Teams app manifest (the dictionary, not its JSON)."""
    bots: list[Json] = manifest.get("bots", [])
    listed = [c for extension in manifest.get("composeExtensions", []) for c in extension.get("commands", [])]
    granted = manifest.get("authorization", {}).get("permissions", {}).get("resourceSpecific", [])
    commands = [
        Command(c["id"], c["title"], tuple(c.get("context", _EVERYWHERE)), bool(c.get("fetchTask")))
        for c in listed
        if c.get("type") == "action"
    ]
    return InstalledApp(
        app_id=app_id,
        password=password,
        name=str(manifest.get("name", {}).get("short", "App")),
        commands={command.id: command for command in commands},
        permissions={str(permission["name"]) for permission in granted},
        scopes=frozenset(bots[0].get("scopes", []) if bots else ("personal", "team", "groupChat")),
    )
