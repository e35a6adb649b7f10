"""Text as Slack treats it: what a typed sentence becomes before apps see it, and how a rich text of it looks."""

from __future__ import annotations

import re

from playground.slack.protocol import Json
from playground.slack.workspace import Workspace

_SPECIAL = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_ENCODED = re.compile(r"<(@[UW][A-Z0-9]+|#[CG][A-Z0-9]+|https?://[^<>\s|]+)(?:\|[^<>]*)?>")
_HANDLE = re.compile(r"(?<![\w&])@([\w][\w.\-]*[\w]|\w)")
_CHANNEL = re.compile(r"(?<![\w&])#([a-z0-9][a-z0-9_\-]*)")
_URL = re.compile(r"(?<![\w<|])https?://[^\s<>]+[^\s<>.,;:!?)]")
_BARE_AMPERSAND = re.compile(r"&(?!amp;|lt;|gt;)")
_STYLES = ("code", "bold", "italic", "strike")
_STYLED = re.compile(
    r"<([^<>]+)>|:([a-z0-9_+\-]+):|`(?P<code>[^`\n]+)`"
    r"|(?<![\w*])\*(?P<bold>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])"
    r"|(?<![\w_])_(?P<italic>[^\s_](?:[^_\n]*[^\s_])?)_(?![\w_])"
    r"|(?<![\w~])~(?P<strike>[^\s~](?:[^~\n]*[^\s~])?)~(?![\w~])"
)
"""What the composer turns into elements and styles while somebody types."""
_FENCE = re.compile(r"\n?```\n?(.+?)\n?```\n?", re.DOTALL)


def escape(text: str) -> str:
    """Escape the three characters that Slack escapes."""
    return re.sub(r"[&<>]", lambda found: _SPECIAL[found.group()], text)


def unescape(text: str) -> str:
    """The characters again."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def accept(text: str) -> str:
    """Text from an app as Slack stores it: a lone & becomes &amp;."""
    return _BARE_AMPERSAND.sub("&amp;", text) if "&" in text else text


def encode(space: Workspace, text: str, *, with_names: bool = False) -> str:
    """Encode what a person typed: escapes, then mentions, channels and links.

    Tokens that are encoded already stay when they name somebody or something here; a `<!channel>` that is typed so
    is only words. `with_names` writes `<@U1|handle>`, as escaped slash commands do.
    """
    done: list[str] = []
    place = 0
    for token in _ENCODED.finditer(text):
        named = token.group(1)
        if named[0] in "@#" and named[1:] not in space.members and named[1:] not in space.channels:
            continue
        done += [_encode_plain(space, text[place : token.start()], with_names), token.group()]
        place = token.end()
    return "".join([*done, _encode_plain(space, text[place:], with_names)])


def _encode_plain(space: Workspace, text: str, with_names: bool) -> str:
    def mention(found: re.Match[str]) -> str:
        try:
            member = space.find_person(found.group(1).lower())
        except KeyError:
            if found.group(1) in ("here", "channel", "everyone") and not with_names:
                return f"<!{found.group(1)}>"
            return found.group()
        return f"<@{member.id}|{member.handle}>" if with_names else f"<@{member.id}>"

    def channel(found: re.Match[str]) -> str:
        known = space.by_name.get(found.group(1))
        return f"<#{known}|{found.group(1)}>" if known else found.group()

    pieces: list[str] = []
    place = 0
    for link in _URL.finditer(text):
        pieces += [_CHANNEL.sub(channel, _HANDLE.sub(mention, escape(text[place : link.start()])))]
        pieces += [f"<{escape(link.group())}>"]
        place = link.end()
    return "".join([*pieces, _CHANNEL.sub(channel, _HANDLE.sub(mention, escape(text[place:])))])


def rich_text(text: str, block_id: str) -> Json:
    """The rich_text block that Slack adds to what a person typed: blocks of code, and sections between them."""
    drawn: list[Json] = []
    for number, piece in enumerate(_FENCE.split(text)):
        if number % 2:
            drawn.append({"type": "rich_text_preformatted", "elements": [_plain(piece)]})
        elif elements := _elements(piece, {}):
            drawn.append({"type": "rich_text_section", "elements": elements})
    return {"type": "rich_text", "block_id": block_id, "elements": drawn}


def _elements(text: str, style: dict[str, bool]) -> list[Json]:
    elements: list[Json] = []
    place = 0
    for found in _STYLED.finditer(text):
        elements += [_plain(text[place : found.start()], style)] if found.start() > place else []
        place = found.end()
        sign = next((name for name in _STYLES if found.group(name)), None)
        if sign == "code":
            elements.append(_plain(found.group(sign), {**style, sign: True}))
        elif sign:
            elements += _elements(found.group(sign), {**style, sign: True})
        else:
            elements.append(_inline(found))
    return elements + ([_plain(text[place:], style)] if place < len(text) else [])


def _plain(text: str, style: dict[str, bool] | None = None) -> Json:
    element: Json = {"type": "text", "text": unescape(text)}
    return element | {"style": style} if style else element


def _inline(found: re.Match[str]) -> Json:
    if found.group(2):
        return {"type": "emoji", "name": found.group(2)}
    body, _, label = found.group(1).partition("|")
    match body[0]:
        case "@":
            return {"type": "user", "user_id": body[1:]}
        case "#":
            return {"type": "channel", "channel_id": body[1:]}
        case "!":
            return {"type": "broadcast", "range": body[1:]}
    link: Json = {"type": "link", "url": unescape(body)}
    return link | {"text": unescape(label)} if label else link
