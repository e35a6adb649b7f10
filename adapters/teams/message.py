"""A message of Teams, read whole: what its author typed, what they forwarded, what cards and files say.

A message's text holds mentions as `<at>Name</at>`, each named again in the activity's entities; the HTML beside it
holds what the text leaves out (links, code, lists, tables), and a message of the menu is HTML alone. What was forwarded
stands below as a quote, with who said it; what cannot be read is named in a sentence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from adapters.inbound_kit.parts import Writing, quote
from adapters.teams import ids
from adapters.teams.card_words import words_in
from adapters.teams.files import source_of
from adapters.teams.html import Saying, read_html, says_more
from adapters.teams.words import clean
from core.phrases import Phrase, phrase
from core.tickets.events import File
from core.ui.inbound import MentionPart, Parts
from core.ui.text import one_name

Json: TypeAlias = dict[str, Any]

DOWNLOAD = "application/vnd.microsoft.teams.file.download.info"
_AT = re.compile(r"<at(?:\s[^<>]*)?>([^<>]*)</at>", re.IGNORECASE)
_PLACE = re.compile(r"""<attachment\b[^<>]{0,200}?\bid=["']([^"'<>]{1,200})["']""", re.IGNORECASE)
"""Where a file stands in the words of a message."""
_PERSON = re.compile(r"29:|8:|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", re.IGNORECASE)
_NBSP = "\u00a0"
_FILES = ("image/", "audio/", "video/")
_NO_WORDS = ("text/html", "messageReference", DOWNLOAD, "reference")
_FORWARDS, _QUOTES = ("forwardedMessageReference",), ("messageReference",)


class MessageReader:
    """Reads messages of one tenant. `is_bot` are the ids under which we are spoken of."""

    def __init__(self, tenant: str, say: Saying, is_bot: frozenset[str] = frozenset()) -> None:
        self._tenant = tenant
        self._say = say
        self._is_bot = is_bot

    def message(self, activity: Json) -> tuple[Parts, bool]:
        """All that a reader of a message reads, but for its files; and whether the bot is among those mentioned.

        The bot's own mention is taken out, and so is a message that is quoted. Nothing is taken for granted: text,
        entities and whoever is mentioned may be missing, and a mention without an entity is only words.
        """
        mentioned = _mentioned(activity.get("entities"))
        heard = any(one in self._is_bot for queue in mentioned.values() for one in queue)
        writing = Writing(list(self._typed(activity, mentioned)))
        self._attached(activity, writing)
        return writing.read(), heard

    def payload(self, payload: Json) -> str:
        """The words of a message of the menu, with people by name."""
        body = ids.part(payload, "body")
        content = ids.word(body, "content")
        writing = Writing()
        if body.get("contentType") == "text":
            writing.say(clean(content).strip())
        else:
            writing.parts.extend(read_html(content, _by_name, self._say))
        self._attached(payload, writing, with_quoted=True)
        return as_text(writing.read())

    def _typed(self, activity: Json, mentioned: dict[str, list[str]]) -> Parts:
        def name(called: str, into: Writing) -> None:
            self._mention(called, mentioned, into)

        content, text = html_of(activity), activity.get("text")
        below = without_quote(content)
        written = text if isinstance(text, str) else ""
        more = says_more(content) and len(_AT.findall(written)) <= content.count("Mention") + content.count("<at")
        if below is not None or not written.strip() or more:
            return read_html(content if below is None else below, name, self._say)
        written = written.replace("&nbsp;", " ").replace(_NBSP, " ")
        writing = Writing()
        at = 0
        for token in _AT.finditer(written):
            writing.say(clean(written[at : token.start()]))
            at = token.end()
            name(token.group(1), writing)
        writing.say(clean(written[at:]))
        return writing.read()

    def _mention(self, called: str, mentioned: dict[str, list[str]], into: Writing) -> None:
        """Add whoever is called so; channels, teams and tags have no account, and are words."""
        queue = mentioned.get(called.strip())
        # The same name twice may be two people: they stand in the order of the text.
        who = (queue.pop(0) if len(queue) > 1 else queue[0]) if queue else ""
        if who in self._is_bot:
            return
        if _PERSON.match(who):
            into.mention(ids.speaker(self._tenant, who), clean(called).strip())
        else:
            into.say(clean(f"@{called}"))

    # What stands beside the words

    def _attached(self, message: Json, into: Writing, *, with_quoted: bool = False) -> None:
        self._each_attached(message, into, (*_FORWARDS, *(_QUOTES if with_quoted else ())))
        for _ in range(_untold(message)):
            self._line(phrase("file_untold"), into)

    def _each_attached(self, message: Json, into: Writing, shared: Sequence[str]) -> None:
        for each in ids.objects(message.get("attachments")):
            kind, content = ids.word(each, "contentType"), _content(each)
            if kind in shared:
                self._shared(content, into)
            elif kind in _NO_WORDS or kind.startswith(_FILES):
                if _is_hidden(each):
                    self._line(phrase("file_hidden"), into)
            else:
                self._card(each, content, into)

    def _shared(self, content: Json, into: Writing) -> None:
        """A message that was forwarded, or is quoted, with all that stands beside its words."""
        inside = Writing(list(plain_parts(read_html(_original(content), _by_name, self._say))))
        self._each_attached(content, inside, _FORWARDS)
        author = ""
        for sender in ("messageSender", "originalMessageSender"):
            for what in ("user", "application"):
                author = author or one_name(ids.word(content, sender, what, "displayName"))
        words = inside.read()
        if words:
            quote(words, into)
        read = words or any(_all_attachments(content)) or _PLACE.search(_original(content))
        # No link: that of a message of Teams is made of ids, the tenant's among them.
        self._line(phrase("shared_from" if read else "cannot_read_shared", author=author, link=""), into)

    def _card(self, attachment: Json, content: Json, into: Writing) -> None:
        read = words_in(content, self._names_us)
        link = next((url for url in _links(attachment, content) if not self._names_us(url)), "")
        name = one_name(ids.word(attachment, "name") or ids.word(content, "name"))
        if not read.lines:
            self._line(phrase("cannot_read_shared", author=name, link=link), into)
            return
        quote((clean("\n".join(read.lines)),), into)
        if read.left_out:
            self._line(phrase("cannot_read_part"), into)
        if link or name:
            self._line(phrase("shared_from", author=name, link=link), into)

    def _names_us(self, url: str) -> bool:
        """Whether an address has the tenant's id, which is nobody's to read."""
        small = url.casefold()
        return "tenantid" in small or bool(self._tenant and self._tenant.casefold() in small)

    def _line(self, said: Phrase, into: Writing) -> None:
        into.begin_line()
        into.say(self._say(said) + "\n")


def files_of(message: Json, service_url: str) -> tuple[File, ...]:
    """A message's files by name and link; `service_url` is that of the activity that brought it."""
    files = []
    for each in _all_attachments(message):
        kind, url = ids.word(each, "contentType"), _link(each.get("contentUrl"))
        if (kind in (DOWNLOAD, "reference") or kind.startswith(_FILES)) and url:
            source = source_of(service_url, url, ids.part(each, "content").get("downloadUrl"))
            files.append(File(one_name(str(each.get("name") or "")) or "file", url, source))
    return tuple(files)


def advice_for(message: Json) -> Phrase | None:
    """What the writer can do about files that Teams told nothing of, or that lead nowhere; None without such."""
    if _untold(message):
        return phrase("send_file_in_chat")
    return phrase("share_file_again") if any(map(_is_hidden, _all_attachments(message))) else None


def _is_hidden(attachment: Json) -> bool:
    kind = ids.word(attachment, "contentType")
    is_file = kind in (DOWNLOAD, "reference") or kind.startswith(_FILES)
    return is_file and not _link(attachment.get("contentUrl"))


def files_left(message: Json, service_url: str) -> tuple[File, ...] | None:
    """The files that an edited message has still; None where Teams tells of none, or not of all that stand in it."""
    if not isinstance(message.get("attachments"), list) or _untold(message):
        return None
    return files_of(message, service_url)


def _untold(message: Json) -> int:
    """How many files stand in the words of a message that Teams told nothing else of.

    An app hears of no file in a channel; all that shows one is its empty place in the HTML ("Send and receive files
    through a bot": the methods work in personal chats alone).
    """
    others = [each for each in _all_attachments(message) if each.get("contentType") != "text/html"]
    known = {ids.word(each, "id") for each in others} - {""}
    held = (_original(_content(each)) for each in others if ids.word(each, "contentType") in _FORWARDS)
    written = (html_of(message), ids.word(message, "body", "content"), *held)
    places = [each for content in written for each in _PLACE.findall(content) if each not in known]
    return max(0, len(places) - sum(not ids.word(each, "id") for each in others))


def _all_attachments(message: Json) -> Iterator[Json]:
    """What is attached to a message, and to all that is forwarded in it."""
    for each in ids.objects(message.get("attachments")):
        yield each
        if ids.word(each, "contentType") in _FORWARDS:
            yield from _all_attachments(_content(each))


def _original(shared: Json) -> str:
    """The HTML of a message that was forwarded, or what is told of one that is quoted."""
    return ids.word(shared, "originalMessageContent") or ids.word(shared, "messagePreview")


def as_text(parts: Parts) -> str:
    """Parts as words, with people by name."""
    return "".join(_said(part) for part in parts)


def plain_parts(parts: Parts) -> Parts:
    """The same without people: those in forwarded words are not who is spoken to."""
    return tuple(_said(part) if isinstance(part, MentionPart) else part for part in parts)


def _said(part: object) -> str:
    return f"@{part.name}" if isinstance(part, MentionPart) else getattr(part, "text", "") or str(part)


def _by_name(called: str, into: Writing) -> None:
    into.say(clean(f"@{called}"))


def html_of(activity: Json) -> str:
    """The HTML that Teams sends beside a message's text; empty when there is none."""
    for attachment in ids.objects(activity.get("attachments")):
        if attachment.get("contentType") == "text/html" and isinstance(attachment.get("content"), str):
            return str(attachment["content"])
    return ""


def _mentioned(entities: object) -> dict[str, list[str]]:
    """Ids by the name as it stands in the text."""
    found: dict[str, list[str]] = {}
    for entity in ids.objects(entities):
        who = entity.get("mentioned")
        if entity.get("type") != "mention" or not isinstance(who, dict):
            continue
        id = who.get("aadObjectId") or who.get("id")
        written = _AT.search(entity["text"]) if isinstance(entity.get("text"), str) else None
        name = written.group(1) if written else who.get("name")
        if isinstance(id, str) and id and isinstance(name, str):
            found.setdefault(name.strip(), []).append("" if who.get("type") in ("tag", "channel", "team") else id)
    return found


_QUOTE = re.compile(r"<blockquote[^<>]*schema\.skype\.com/Reply[^<>]*>", re.IGNORECASE)
_ITEM = re.compile(r"itemid=\"([^\"<>]{1,100})\"")
_END = "</blockquote>"


def quoted_message(activity: Json) -> str | None:
    """The id of the message that somebody quotes in their answer, from the HTML beside it."""
    found = _QUOTE.search(html_of(activity))
    item = _ITEM.search(found.group()) if found else None
    return item.group(1) if item else None


def without_quote(content: str) -> str | None:
    """The HTML around a quote, since a message's text repeats what is quoted; None when nothing is."""
    found = _QUOTE.search(content)
    if found is None:
        return None
    _, _, below = content[found.end() :].partition(_END)
    return content[: found.start()] + below


def _content(attachment: Json) -> Json:
    """What an attachment holds; a message of the menu has it as JSON text."""
    found = attachment.get("content")
    if isinstance(found, str):
        try:
            found = json.loads(found)
        except ValueError:
            return {}
    return found if isinstance(found, dict) else {}


def _links(attachment: Json, content: Json) -> Iterator[str]:
    for found in (attachment.get("contentUrl"), *(content.get(n) for n in ("codeSnippetUrl", "componentUrl", "url"))):
        if (link := _link(found)) is not None:
            yield link


def _link(url: object) -> str | None:
    return url if isinstance(url, str) and url.startswith(("https://", "http://")) else None
