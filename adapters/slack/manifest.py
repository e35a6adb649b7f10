"""The app manifest: what an admin gives to Slack so that everything here works."""

from __future__ import annotations

from typing import Any, TypeAlias

from adapters.slack.settings import PATH
from core.commands import REGISTRY
from core.commands.registry import Registry, Slash

Json: TypeAlias = dict[str, Any]


def slash_commands(registry: Registry = REGISTRY) -> tuple[Slash, ...]:
    """The slash commands that are installed: all that people can ask for by one, that for anything first."""
    slashes = [one.slash for one in registry.slashes.values() if one.slash is not None]
    return tuple(sorted(slashes, key=lambda slash: slash.then != "anything"))


BOT_SCOPES: tuple[str, ...] = (
    "app_mentions:read",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "metadata.message:read",
    "reactions:read",
    "reactions:write",
    "usergroups:read",
    "users.profile:read",
    "users:read",
    "users:read.email",
)

PLACE_EVENTS: tuple[str, ...] = (
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "channel_rename",
    "channel_unarchive",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_rename",
    "group_unarchive",
    "member_joined_channel",
    "member_left_channel",
)
"""What tells that channels are other ones than they were, or that we are in others."""

SHUTTING = frozenset(
    kind for kind in PLACE_EVENTS if kind.endswith(("_archive", "_deleted", "_left")) or kind == "member_left_channel"
)
"""Those after which nothing can be said in a channel."""

OF_MEMBERS = ("member_joined_channel", "member_left_channel")
"""Those that tell the same of anybody."""

EVENTS: tuple[str, ...] = (
    *PLACE_EVENTS,
    "app_home_opened",
    "app_mention",
    "message.channels",
    "message.groups",
    "message.im",
    "reaction_added",
)


def manifest(base_url: str | None = None, *, name: str = "Deskbell") -> Json:
    """The manifest as Slack takes it (JSON). Slack calls us below `base_url`; without one Socket Mode is used."""
    url = f"{base_url.rstrip('/')}{PATH}" if base_url else None
    to_us = {"request_url": url} if url else {}
    return {
        "display_information": {
            "name": name,
            "description": "The IT service desk: report, order and follow up without leaving Slack",
            "background_color": "#1f3a5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": name, "always_online": True},
            "shortcuts": [
                _shortcut("Create ticket", "message", "create_from_message", "Make a ticket of this message"),
                _shortcut("Ticket actions", "message", "ticket_actions", "What can be done with this message's ticket"),
                _shortcut("Report a problem", "global", "open_incident", "Tell the service desk what is broken"),
            ],
            "slash_commands": [
                {
                    "command": f"/{slash.name}",
                    **({"url": url} if url else {}),
                    "description": slash.help,
                    "usage_hint": slash.usage,
                    "should_escape": True,
                }
                for slash in slash_commands()
            ],
        },
        "oauth_config": {"scopes": {"bot": list(BOT_SCOPES)}},
        "settings": {
            "event_subscriptions": {**to_us, "bot_events": list(EVENTS)},
            "interactivity": {
                "is_enabled": True,
                **to_us,
                **({"message_menu_options_url": url} if url else {}),
            },
            "org_deploy_enabled": False,
            "socket_mode_enabled": url is None,
            "token_rotation_enabled": False,
        },
    }


def _shortcut(name: str, kind: str, callback_id: str, description: str) -> Json:
    return {"name": name, "type": kind, "callback_id": callback_id, "description": description}
