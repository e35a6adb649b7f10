"""By which way a ticket came in, in the domain's names (domain.md section 2, `source`)."""

from __future__ import annotations

from typing import Literal

from core.ui.inbound import Where

Way = Literal["command", "shortcut", "emoji", "message"]
"""`command`: typed or pressed for a form; `shortcut`: used on a message; `emoji`; `message`: words."""

SOURCES = (
    "slack_command",
    "slack_shortcut",
    "slack_emoji",
    "slack_message",
    "teams_chat",
    "teams_extension",
    "teams_message",
)
"""Every source that is written on the channels there are."""


def source_of(channel: str, way: Way, where: Where | None = None) -> str:
    """The source of a ticket. On Teams a form is opened from the chat, or elsewhere by the message extension."""
    if channel == "teams" and way == "command":
        return "teams_chat" if where is None or where.kind == "direct" else "teams_extension"
    if channel == "teams" and way == "shortcut":
        return "teams_extension"
    return f"{channel}_{way}"
