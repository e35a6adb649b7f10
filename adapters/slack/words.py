"""Slack's spelling of typed text, both ways: what people typed as parts, and plain words made harmless.

In what Slack sends, `&`, `<` and `>` are escaped and mentions, links and channels stand in angle brackets.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable

from adapters.slack import ids
from core.ui.inbound import MentionPart, Parts
from core.ui.text import shorten

_TOKEN = re.compile(r"<([^<>\n]*)>")
_LINK = re.compile(r"^(https?|mailto|tel|ftp|sftp|ssh|skype|sip|slack):", re.IGNORECASE)
_BROADCAST = frozenset({"here", "channel", "everyone", "group"})

NameOf = Callable[[str], Awaitable[str]]
"""The name of a speaker by their id."""


def clean(text: str) -> str:
    """Words without null bytes and lone surrogates, which Slack refuses."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def escape(text: str) -> str:
    """Words in which nothing is live for Slack: no mention, no link, no channel."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def fallback(text: str, limit: int = 600) -> str:
    """The line for notifications and screen readers: never empty, never live, `limit` characters before escaping."""
    return escape(shorten(clean(text).strip(), limit)) or "Deskbell"


def unescape(text: str) -> str:
    """Slack's three entities as the characters they stand for."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def hears(text: str, bot_user: str) -> bool:
    """Whether the bot is mentioned in a message's text."""
    return bool(bot_user) and re.search(rf"<@{re.escape(bot_user)}(\|[^<>]*)?>", text) is not None


def decode(text: str, *, team: str, bot_user: str) -> Parts:
    """What was typed as words and mentions. The bot's own mention is taken out."""
    parts: list[str | MentionPart] = []
    at = 0
    for token in _TOKEN.finditer(text):
        _say(parts, unescape(text[at : token.start()]))
        at = token.end()
        inside = token.group(1)
        target, _, label = inside.partition("|")
        user = target[1:]
        if target.startswith("@") and user:
            if user != bot_user:
                parts.append(MentionPart(ids.speaker(team, user), unescape(label)))
        else:
            _say(parts, _spell(inside, target, label))
    _say(parts, unescape(text[at:]))
    return _trim(parts)


def _say(parts: list[str | MentionPart], words: str) -> None:
    words = clean(words)
    if parts and isinstance(parts[-1], str):
        parts[-1] += words
    elif words:
        parts.append(words)


def _spell(inside: str, target: str, label: str) -> str:
    """A channel, group, broadcast, date or link in plain words."""
    label = unescape(label)
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    if target.startswith("!"):
        name = target[1:].partition("^")[0]
        return f"@{name}" if name in _BROADCAST else (label or f"@{name}")
    if not _LINK.match(target):
        return f"<{unescape(inside)}>"
    url = unescape(target)
    if not label:
        return url
    # What Slack linked by itself reads as typed; a label somebody chose keeps its address beside it.
    return label if url.rstrip("/").endswith(label.rstrip("/")) else f"{label} ({url})"


def _trim(parts: list[str | MentionPart]) -> Parts:
    """The parts without space at either end."""
    if parts and isinstance(parts[0], str):
        parts[0] = parts[0].lstrip()
    if parts and isinstance(parts[-1], str):
        parts[-1] = parts[-1].rstrip()
    return tuple(part for part in parts if part)


async def read_aloud(parts: Parts, name_of: NameOf) -> str:
    """Typed words as one line of text, with people by name."""
    unnamed = {part.speaker.id for part in parts if isinstance(part, MentionPart) and not part.name}
    names = dict(zip(unnamed, await asyncio.gather(*map(name_of, unnamed)), strict=True))
    return "".join(
        f"@{part.name or names[part.speaker.id]}" if isinstance(part, MentionPart) else part for part in parts
    )
