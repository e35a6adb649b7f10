"""Slack's spelling of typed text, both ways: what people typed as parts, and plain words made harmless.

In what Slack sends, `&`, `<` and `>` are escaped and mentions, links and channels stand in angle brackets. Where it
sends no rich text beside (`reading.py`), signs around words are their style.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from adapters.inbound_kit.links import link
from adapters.inbound_kit.parts import PLAIN, Writing
from adapters.slack import ids
from adapters.slack.emoji import emoji_of
from core.ui.inbound import Parts
from core.ui.text import Run, harmless, in_style, shorten

_TYPED = re.compile(
    r"<(?P<token>[^<>\n]*)>"
    # Beside a letter or digit it is none: addresses (`3c:cd:36:de`), ratios and times are full of colons.
    r"|(?<![^\W_]):(?P<emoji>[a-z0-9_+'-]{1,80}):(?::(?P<tone>skin-tone-[2-6]):)?(?![^\W_])"
)
_STYLED = re.compile(
    r"```\n?(?P<pre>(?:(?!```).)+?)\n?```\n?"
    r"|`(?P<code>[^`\n]+)`"
    rf"|{_TYPED.pattern}"
    r"|(?<!\*)(?<![^\W_])\*(?P<bold>[^\s*](?:[^*\n]*[^\s*])?)\*(?!\*)(?![^\W_])"
    r"|(?<![\w_])_(?P<italic>[^\s_](?:[^_\n]*[^\s_])?)_(?![\w_])"
    r"|(?<!~)(?<![^\W_])~(?P<strike>[^\s~](?:[^~\n]*[^\s~])?)~(?!~)(?![^\W_])",
    re.DOTALL,
)
_LINK = re.compile(r"^(https?|mailto|tel|ftp|sftp|ssh|skype|sip|slack):", re.IGNORECASE)
_BROADCAST = frozenset({"here", "channel", "everyone", "group"})

Names = Mapping[str, str]
"""What channels (`C...`) and groups (`S...`) are called, with their sign; what somebody shared names people, too."""


def escape(text: str) -> str:
    """Words in which nothing is live for Slack: no mention, no link, no channel."""
    return harmless(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def fallback(text: str, limit: int = 600) -> str:
    """The line for notifications and screen readers: never empty, never live, `limit` characters before escaping."""
    return escape(shorten(harmless(text).strip(), limit)) or "Deskbell"


def unescape(text: str) -> str:
    """Slack's three entities as the characters they stand for."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def hears(text: str, bot_user: str) -> bool:
    """Whether the bot is mentioned in a message's text."""
    return bool(bot_user) and re.search(rf"<@{re.escape(bot_user)}(\|[^<>]*)?>", text) is not None


def decode(text: str, *, team: str, bot_user: str, names: Names | None = None, styles: bool = False) -> Parts:
    """What was typed as words and mentions. The bot's own mention is taken out.

    With `styles` the signs around words are read as Slack shows them; a command's words are as they were typed.
    """
    writing = Writing()
    Mrkdwn(team, bot_user, names or {}, _STYLED if styles else _TYPED).read(text, writing)
    return writing.read()


class Mrkdwn:
    """Reads Slack's own markup. Where it `calls` nobody, people are words."""

    def __init__(
        self, team: str, bot_user: str, names: Names, signs: re.Pattern[str] = _STYLED, *, calls: bool = True
    ) -> None:
        self.team, self.bot_user, self.names, self._signs = team, bot_user, names, signs
        self._calls = calls

    def read(self, text: str, into: Writing, style: Run = PLAIN) -> None:
        """Add a text to what is read."""
        at = 0
        for found in self._signs.finditer(text):
            into.say(_words(text[at : found.start()]), style)
            at = found.end()
            self._read(found, into, style)
        into.say(_words(text[at:]), style)

    def _read(self, found: re.Match[str], into: Writing, style: Run) -> None:
        kind, inside = found.lastgroup or "", found.groupdict()
        if inside["token"] is not None:
            self._token(inside["token"], into, style)
        elif inside["emoji"] is not None:
            into.say(emoji_of(inside["emoji"], inside["tone"] or "") or found.group(), style)
        elif kind == "pre":
            into.begin_line()
            code = self.plain(inside["pre"])
            into.say(code + "\n", in_style(style, kind))
        elif kind == "code":
            into.say(self.plain(inside["code"]), in_style(style, kind))
        else:
            self.read(inside[kind], into, in_style(style, kind))

    def plain(self, text: str) -> str:
        """Words in which no sign means anything but an address."""
        return _words(re.sub(r"<([^<>\n]*)>", lambda found: self._spelled(found.group(1)), text))

    def _token(self, inside: str, into: Writing, style: Run) -> None:
        target, _, label = inside.partition("|")
        user = target[1:]
        if not target.startswith("@") or not user:
            into.say(harmless(self._spelled(inside)), style)
        else:
            self.person(user, unescape(label).lstrip("@"), into, style)

    def person(self, user: str, label: str, into: Writing, style: Run) -> None:
        """Add a person, whom the message calls by the label; nobody where that is the bot."""
        if user in self.names:
            into.say(harmless(f"@{self.names[user]}"), style)
        elif not self._calls:
            into.say(harmless(f"@{label or '…'}"), style)
        elif user != self.bot_user:
            into.mention(ids.speaker(self.team, user), label)

    def _spelled(self, inside: str) -> str:
        """A channel, group, broadcast, date or link in plain words."""
        target, _, label = inside.partition("|")
        label = unescape(label)
        if target.startswith("#"):
            return f"#{label}" if label else self.names.get(target[1:], "#…")
        if target.startswith("!"):
            name, _, id = target[1:].partition("^")
            return f"@{name}" if name in _BROADCAST else (label or self.names.get(id, f"@{name}"))
        if not _LINK.match(target):
            return f"<{unescape(inside)}>"
        return link(unescape(target), label)


def _words(text: str) -> str:
    return harmless(unescape(text))


def labels_in(text: str) -> dict[str, str]:
    """What people whom a text mentions are called in it, by their ids; rich text leaves that out."""
    return {user: unescape(label) for user, label in _LABELLED.findall(text)}


def unnamed(found: object) -> frozenset[str]:
    """The ids of channels and groups that a payload names by nothing else."""
    if isinstance(found, str):
        return frozenset(map("".join, _UNNAMED.findall(found)))
    if isinstance(found, dict):
        own = found.get({"channel": "channel_id", "usergroup": "usergroup_id"}.get(str(found.get("type")), ""))
        here = frozenset({own} if own and isinstance(own, str) else ())
        return here.union(*map(unnamed, found.values()))
    return frozenset().union(*map(unnamed, found)) if isinstance(found, list) else frozenset()


def mentioned_in(text: str) -> frozenset[str]:
    """The ids of channels, groups and people that a field of a form names by nothing else."""
    return frozenset(found["id"] for found in _MENTIONED.finditer(text) if not found["label"])


def with_names(text: str, names: Names) -> str:
    """What stands in a field of a form, with mentions as names; all other signs in it are as they were typed.

    `names` are of all that it mentions by id, with their sign.
    """

    def named(found: re.Match[str]) -> str:
        sign = "#" if found["id"][0] in "CG" else "@"
        return sign + found["label"].lstrip(sign) if found["label"] else names[found["id"]]

    return harmless(_MENTIONED.sub(named, text))


_MENTIONED = re.compile(r"<(?:#(?=[CG])|@(?=[UW])|!subteam\^(?=S))(?P<id>[A-Z][A-Z0-9]{2,})(?:\|(?P<label>[^<>\n]*))?>")
_LABELLED = re.compile(r"<@([UW][A-Z0-9]+)\|([^<>\n]+)>")
_UNNAMED = re.compile(r"<#([A-Z0-9]+)\|?>|<!subteam\^([A-Z0-9]+)\|?>")
