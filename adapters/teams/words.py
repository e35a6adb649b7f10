"""Teams' spelling of typed text, both ways: what people typed as parts, and words made harmless for Markdown.

A message's text holds mentions as `<at>Name</at>`, each named again in the activity's entities; a message of the menu
comes as HTML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from typing import Any, TypeAlias

from adapters.teams import ids
from core.ui.inbound import MentionPart, Parts
from core.ui.text import shorten

Json: TypeAlias = dict[str, Any]

_AT = re.compile(r"<at(?:\s[^<>]*)?>([^<>]*)</at>", re.IGNORECASE)
_PUNCTUATION = re.compile(r"([!#$&(-+\--/:<=>@\[-`{-~])")
"""ASCII signs that can mean something to a reader of Markdown: all but the quotes and `, ; % ?`."""
_LEADING = re.compile(r"^[ \t]+|[ \t]+$")
_NBSP = "\u00a0"
_BREAKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "ul", "ol"})
_SILENT = frozenset({"script", "style", "attachment", "head", "title"})
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def clean(text: str) -> str:
    """Words without control characters and lone surrogates, which nothing takes; line ends are newlines."""
    if text.isprintable():  # nearly all that is drawn, on one line and without any of these
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", text).encode("utf-8", "replace").decode("utf-8")


def inert(text: str) -> str:
    """Words for where Teams parses no Markdown: clean, and without its `{{DATE(...)}}`."""
    return clean(text).replace("{{", "{\u200b{")


def escape(line: str) -> str:
    """One line for where Teams parses Markdown: every sign that could mean something stands for itself.

    No HTML, no mention, no link, no list, no code: `<` and `[` and all other signs that mean something somewhere are
    escaped, and space at either end, which may mean code or a line break, is made unbreakable. Quotes and commas are
    left: a client that shows backslashes shows few.
    """
    line = inert(line).replace("\n", " ")
    line = _LEADING.sub(lambda space: _NBSP * len(space.group()), line)
    return _PUNCTUATION.sub(r"\\\1", line)


def tame(words: str) -> str:
    """Words beside a tick or a radio button: Teams parses Markdown there on some clients and shows it on others.

    So nothing is escaped: signs that mark something stand apart (a hair's breadth), which makes them mere signs, and
    no address is one.
    """
    words = re.sub(r"([*_~])", "\u200a\\1\u200a", inert(words).replace("`", "'"))
    words = re.sub(r"([\[\]<>()!]|[.:/@](?=\S))", "\\1\u200b", words)
    return f"\u200b{words}" if re.match(r"[-+#>=]|\d+[.)]", words) else words


def fallback(text: str, limit: int = 250) -> str:
    """The line for notifications and screen readers: plain words, never empty."""
    return shorten(" ".join(inert(text).split()), limit) or "Deskbell"


def name_for_mention(name: str) -> str:
    """A name between `<at>` and `</at>`: letters, digits and spaces, so that nothing in it is markup."""
    kept = "".join(sign if sign.isalnum() else " " for sign in clean(name))
    return shorten(" ".join(kept.split()), 60) or "somebody"


def decode(activity: Json, tenant: str, is_bot: frozenset[str]) -> tuple[Parts, bool]:
    """What was typed, as words and mentions, and whether the bot is among those mentioned.

    The bot's own mention is taken out, and so is a message that is quoted. Nothing is taken for granted: text, entities
    and whoever is mentioned may be missing, and a mention without an entity is only words.
    """
    below = without_quote(activity)
    text = _text(activity) if below is None else below
    mentioned = _mentioned(activity.get("entities"))
    parts: list[str | MentionPart] = []
    at, heard = 0, False
    for token in _AT.finditer(text):
        _say(parts, text[at : token.start()])
        at = token.end()
        name = token.group(1)
        queue = mentioned.get(name.strip())
        # The same name twice may be two people: they stand in the order of the text.
        who = (queue.pop(0) if len(queue) > 1 else queue[0]) if queue else None
        if who in is_bot:
            heard = True
        elif who:
            parts.append(MentionPart(ids.speaker(tenant, who), clean(name).strip()))
        else:
            _say(parts, f"@{name}")
    _say(parts, text[at:])
    return _trim(parts), heard or any(one in is_bot for queue in mentioned.values() for one in queue)


def _text(activity: Json) -> str:
    """The words of a message; where there are none, those of its HTML. A menu's message is HTML alone."""
    text = activity.get("text")
    if not isinstance(text, str) or not text.strip():
        found = html_of(activity)
        return from_html(found) if found else ""
    return text.replace("&nbsp;", " ").replace(_NBSP, " ")


def html_of(activity: Json) -> str:
    """The HTML that Teams sends beside a message's text; empty when there is none."""
    for attachment in _objects(activity.get("attachments")):
        if attachment.get("contentType") == "text/html" and isinstance(attachment.get("content"), str):
            return str(attachment["content"])
    return ""


def _mentioned(entities: object) -> dict[str, list[str]]:
    """Ids by the name as it stands in the text."""
    found: dict[str, list[str]] = {}
    for entity in _objects(entities):
        who = entity.get("mentioned")
        if entity.get("type") != "mention" or not isinstance(who, dict):
            continue
        id = who.get("aadObjectId") or who.get("id")
        written = _AT.search(entity["text"]) if isinstance(entity.get("text"), str) else None
        name = written.group(1) if written else who.get("name")
        if isinstance(id, str) and id and isinstance(name, str):
            found.setdefault(name.strip(), []).append(id)
    return found


def _objects(found: object) -> Sequence[Mapping[str, Any]]:
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _say(parts: list[str | MentionPart], words: str) -> None:
    words = clean(words)
    if parts and isinstance(parts[-1], str):
        parts[-1] += words
    elif words:
        parts.append(words)


def _trim(parts: list[str | MentionPart]) -> Parts:
    """The parts without space at either end."""
    if parts and isinstance(parts[0], str):
        parts[0] = parts[0].lstrip()
    if parts and isinstance(parts[-1], str):
        parts[-1] = parts[-1].rstrip()
    return tuple(part for part in parts if part)


class _Reader(HTMLParser):
    """Reads HTML aloud: words with line breaks where blocks end, people with an @, pictures by their description."""

    def __init__(self, *, tags: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._tags = tags
        self._mention = ""
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "li":
            self.words.append("\n- ")
        elif tag in _BREAKS:
            self.words.append("\n")
        elif tag == "at" or (tag == "span" and "Mention" in (dict(attrs).get("itemtype") or "")):
            self.words.append("<at>" if self._tags else "@")
            self._mention = tag
        elif tag in ("img", "emoji"):
            self.words.append(dict(attrs).get("alt") or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _SILENT:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(self._silent - 1, 0)
        elif tag == self._mention:
            self.words.append("</at>" if self._tags else "")
            self._mention = ""
        elif tag in _BREAKS and tag not in ("br", "li"):
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)


def from_html(content: str, *, tags: bool = False) -> str:
    """HTML as the words a person would read; with `tags` mentions are written as in a message's text."""
    reader = _Reader(tags=tags)
    reader.feed(content)
    reader.close()
    lines = (" ".join(line.split()) for line in clean("".join(reader.words)).replace(_NBSP, " ").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


_QUOTE = re.compile(r"<blockquote[^<>]*schema\.skype\.com/Reply[^<>]*>", re.IGNORECASE)
_ITEM = re.compile(r"itemid=\"([^\"<>]{1,100})\"")
_END = "</blockquote>"


def quoted_message(activity: Json) -> str | None:
    """The id of the message that somebody quotes in their answer, from the HTML beside it."""
    found = _QUOTE.search(html_of(activity))
    item = _ITEM.search(found.group()) if found else None
    return item.group(1) if item else None


def without_quote(activity: Json) -> str | None:
    """The words around a quote as a message's text, since that repeats what is quoted; None when nothing is."""
    content = html_of(activity)
    found = _QUOTE.search(content)
    if found is None:
        return None
    _, _, below = content[found.end() :].partition(_END)
    return from_html(content[: found.start()] + below, tags=True)
