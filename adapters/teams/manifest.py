"""The app manifest: what an admin uploads so that everything here works. `package.py` puts it into a zip."""

from __future__ import annotations

from typing import Any, TypeAlias
from urllib.parse import urlsplit

from core.commands import REGISTRY

Json: TypeAlias = dict[str, Any]

VERSION = "1.25"
"""The first with which a bot is heard in private and shared channels (`supportsChannelFeatures`)."""
SCHEMA = f"https://developer.microsoft.com/json-schemas/teams/v{VERSION}/MicrosoftTeams.schema.json"
NOWHERE = "https://example.com"
COLOR, OUTLINE = "color.png", "outline.png"

EVERYBODY = ("incident", "request", "ticket", "mine", "show", "oncall", "help")
STAFF = ("queue", "next", "risk", "search")
IN_CHAT = ("home", *EVERYBODY, *STAFF)
ELSEWHERE = (*EVERYBODY, *STAFF, "explain")
"""What Teams suggests while somebody types to the bot, with its help: at most twelve in each scope."""

CONSENT: tuple[str, ...] = ("ChannelMessage.Read.Group", "ChatMessage.Read.Chat")
"""Asked of a team's or chat's owner: to hear replies in threads that do not mention the bot."""


def manifest(
    app_id: str, base_url: str | None = None, *, name: str = "Deskbell", version: str = "1.0.0", home: str | None = None
) -> Json:
    """The manifest as Teams takes it (JSON). `base_url` is where Deskbell listens, and its terms unless `home` says."""
    host = urlsplit(base_url or "").hostname
    home = home or base_url or NOWHERE
    return {
        "$schema": SCHEMA,
        "manifestVersion": VERSION,
        "version": version,
        "id": app_id,
        "developer": {
            "name": name[:32],
            "websiteUrl": home,
            "privacyUrl": f"{home}#privacy",
            "termsOfUseUrl": f"{home}#terms",
        },
        "name": {"short": name[:30], "full": f"{name}, the IT service desk"[:100]},
        "description": {
            "short": "The IT service desk: report, order and follow up in Teams",
            "full": "Report what is broken, order what you need, and follow it up without leaving Teams. Responders "
            "claim, answer and resolve from the same cards, and nobody is forgotten: every promise has a clock.",
        },
        "icons": {"color": COLOR, "outline": OUTLINE},
        "accentColor": "#1F3A5F",
        "defaultInstallScope": "personal",
        "supportsChannelFeatures": "tier1",
        "bots": [
            {
                "botId": app_id,
                "scopes": ["personal", "team", "groupChat"],
                "supportsFiles": True,
                "isNotificationOnly": False,
                "commandLists": [
                    {"scopes": ["personal"], "commands": [_command(word) for word in IN_CHAT]},
                    {"scopes": ["team", "groupChat"], "commands": [_command(word) for word in ELSEWHERE]},
                ],
            }
        ],
        "composeExtensions": [
            {
                "botId": app_id,
                "commands": [
                    _action("create_from_message", "Create ticket", "Make a ticket of this message", "message"),
                    _action("ticket_actions", "Ticket actions", "What can be done with its ticket", "message"),
                    _action(
                        "open_incident", "Report a problem", "Tell the desk what is broken", "compose", "commandBox"
                    ),
                    _action("open_request", "Request something", "Order from the catalogue", "compose", "commandBox"),
                ],
            }
        ],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [host] if host else [],
        "webApplicationInfo": {"id": app_id, "resource": f"api://botid-{app_id}"},
        "authorization": {
            "permissions": {"resourceSpecific": [{"name": each, "type": "Application"} for each in CONSENT]}
        },
    }


def _command(word: str) -> Json:
    known = REGISTRY.desk[REGISTRY.words.get(word, word)]
    return {"title": word, "description": known.help.rstrip(".")}


def _action(command: str, title: str, description: str, *context: str) -> Json:
    return {
        "id": command,
        "type": "action",
        "title": title,
        "description": description,
        "context": list(context),
        "fetchTask": True,
    }
