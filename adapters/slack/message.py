"""A message of Slack, read whole: what its author typed, what they shared, what its files say of themselves.

What somebody shared stands below their own words as a quote, with who said it and where. What cannot be read is named
in a sentence: nothing is left out without a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from adapters.inbound_kit.links import link as linked
from adapters.inbound_kit.parts import Writing, quote
from adapters.slack import ids
from adapters.slack.blocks import leaves_out
from adapters.slack.identity import Identity
from adapters.slack.rich_text import BlockReader, objects, word
from adapters.slack.words import Mrkdwn, Names, labels_in
from core.phrases import Phrase, phrase
from core.tickets.events import File
from core.ui.inbound import Parts
from core.ui.text import harmless, one_name

Json: TypeAlias = dict[str, Any]
Saying: TypeAlias = Callable[[Phrase], str]
"""Words a sentence of ours."""

_UNNAMED_PERSON = re.compile(r"<@([UW][A-Z0-9]*)\|?>")
HIDDEN = "check_file_info"
"""`file_access` of a file that Slack tells nothing about: `files.info` may."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was looked up for a message: names (`words.Names`; people's too, without a sign), and files by their id."""

    names: Names = field(default_factory=dict)
    files: Mapping[str, Json] = field(default_factory=dict)


NOTHING = Found()


class MessageReader:
    """Reads messages of one workspace."""

    def __init__(self, me: Identity, say: Saying, found: Found = NOTHING) -> None:
        self._say = say
        self._files = found.files
        people = {id: name for id, name in found.names.items() if id[:1] in "UW"}
        things = {id: name for id, name in found.names.items() if id not in people}
        self._typed = Mrkdwn(me.team, me.bot_user, things)
        # In shared words people are names: they are not who is spoken to.
        self._shared = Mrkdwn(me.team, "", {**things, **people}, calls=False)

    def parts(self, message: Json) -> Parts:
        """All that a reader of the message reads, but for its files."""
        writing = Writing(list(self._own(message, self._typed)))
        own = bool(writing.parts)
        for attachment in objects(message.get("attachments")):
            if is_shared(attachment) or not own or not _is_preview(attachment):
                self._attachment(attachment, writing)
        for file in objects(message.get("files")):
            self._file(file, writing)
        return writing.read()

    def _own(self, message: Mapping[str, Any], mrkdwn: Mrkdwn) -> Parts:
        """What was typed, or drawn by an app. Rich text says it best; an app's text only repeats its blocks."""
        text, blocks = word(message.get("text")), message.get("blocks")
        read = BlockReader(mrkdwn, labels_in(text)).read(blocks)
        if read:
            writing = Writing(list(read))
            if leaves_out(blocks):
                self._line(phrase("cannot_read_part"), writing)
            return writing.read()
        writing = Writing()
        mrkdwn.read(text, writing)
        return writing.read()

    def _attachment(self, found: Json, into: Writing) -> None:
        words, files = self._words(found), _own_files(found)
        author = one_name(word(found.get("author_name")) or word(found.get("service_name")))
        link = _source(found)
        if words:
            quote(words, into)
        for file in files:
            self._file(file, into)
        if not (words or files or author or link):
            if found and any(found.values()):
                self._line(phrase("cannot_read_part"), into)
        elif not words and not files:
            self._line(phrase("cannot_read_shared", author=author, link=link), into)
        elif author or link:
            self._line(phrase("shared_from", author=author, link=link), into)

    def _words(self, found: Json) -> Parts:
        writing = Writing()
        for name in ("pretext", "title"):
            writing.begin_line()
            self._shared.read(word(found.get(name)), writing)
        url = word(found.get("title_link"))
        if word(found.get("title")) and url != _source(found):
            writing.say(harmless(f" ({url})" if url else ""))
        writing.begin_line()
        inner = [each for each in (*_messages(found), found) if each.get("blocks")]
        for each in inner:
            writing.begin_line()
            writing.parts.extend(BlockReader(self._shared).read(each.get("blocks")))
            if leaves_out(each.get("blocks")):
                self._line(phrase("cannot_read_part"), writing)
        if not inner:
            self._shared.read(word(found.get("text")), writing)
        for each in objects(found.get("fields")):
            writing.begin_line()
            self._shared.read(": ".join(filter(None, (word(each.get("title")), word(each.get("value"))))), writing)
        for each in objects(found.get("actions")):
            writing.begin_line()
            label = word(each.get("text"))
            writing.say(harmless(linked(word(each.get("url")), f"[{label}]" if label else "")))
        # Where a message that is shared was posted is said below, with its author and its link.
        for name in ("image_url", "thumb_url") if is_shared(found) else ("image_url", "footer"):
            writing.begin_line()
            writing.say(harmless(word(found.get(name))))
        for each in (nested for one in (found, *_messages(found)) for nested in objects(one.get("attachments"))):
            self._attachment(each, writing)
        read = writing.read()
        if read or is_shared(found):
            return read
        fallback = Writing()
        fallback.say(harmless(word(found.get("fallback"))))
        return fallback.read()

    def _file(self, file: Json, into: Writing) -> None:
        """What a file has to say that its name and link do not: a voice message its words, a hidden one that it is."""
        file = self._files.get(word(file.get("id")), file)
        spoken = file.get("transcription")
        preview = spoken.get("preview") if isinstance(spoken, dict) else None
        words = harmless(word(preview.get("content"))) if isinstance(preview, dict) else ""
        if words:
            quote((words + ("…" if preview and preview.get("has_more") else ""),), into)
            self._line(phrase("voice_words"), into)
        if link_of(file) is None:
            self._line(phrase("file_gone") if _is_gone(file) else phrase("file_hidden"), into)

    def _line(self, said: Phrase, into: Writing) -> None:
        into.begin_line()
        into.say(self._say(said) + "\n")

    def files(self, message: Json) -> tuple[File, ...]:
        """A message's files by name and link, and those of what it shares."""
        return tuple(
            File(_name(file), url, source_of(file))
            for each in files_of(message)
            if (url := link_of(file := self._files.get(word(each.get("id")), each))) is not None
        )

    def advice(self, message: Json) -> Phrase | None:
        """What the writer can do about files of theirs that cannot be opened; None without such."""
        files = (self._files.get(word(each.get("id")), each) for each in files_of(message))
        hidden = any(link_of(file) is None and not _is_gone(file) for file in files)
        return phrase("share_file_again") if hidden else None

    def files_left(self, message: Json) -> tuple[File, ...]:
        """The files that an edited message has still; of one that nothing is told about, only that it is there."""
        return tuple(
            File(_name(file), link_of(file) or "", source_of(file))
            for each in files_of(message)
            if not _is_gone(file := self._files.get(word(each.get("id")), each))
        )


def files_of(message: Json) -> Iterator[Json]:
    """The files of a message and of all that it shares, as Slack describes them; each once."""
    seen: set[str] = set()
    for file in _all_files(message):
        id = word(file.get("id"))
        if not id or id not in seen:
            yield file
        seen.add(id)


def _all_files(message: Json) -> Iterator[Json]:
    yield from objects(message.get("files"))
    for held in (*objects(message.get("attachments")), *_messages(message)):
        yield from _all_files(held)


def _own_files(attachment: Json) -> Sequence[Json]:
    """The files of what is shared, without those of what is shared in it."""
    found = [each for one in (attachment, *_messages(attachment)) for each in objects(one.get("files"))]
    return [*files_of({"files": found})]


def _messages(attachment: Json) -> Sequence[Json]:
    """The messages that what is shared brings whole."""
    held = (each.get("message") for each in objects(attachment.get("message_blocks")))
    return [each for each in held if isinstance(each, dict)]


def _source(attachment: Json) -> str:
    """The address under which what is shared can be seen."""
    names = ("from_url", "title_link", "original_url")
    return next((each for name in names if (each := word(attachment.get(name)))), "")


def hidden_files(message: Json) -> Sequence[str]:
    """The ids of files that the message tells nothing about."""
    return [word(file.get("id")) for file in files_of(message) if file.get("file_access") == HIDDEN and file.get("id")]


def link_of(file: Json) -> str | None:
    """Where a file can be seen; None where it was deleted or is hidden."""
    return word(file.get("permalink")) or word(file.get("url_private")) or None


def _is_gone(file: Json) -> bool:
    return file.get("mode") == "tombstone"


def source_of(file: Json) -> str:
    """What a file is fetched by, as `File.source` keeps it; empty where it has no id."""
    return f"{ids.NAME}:{id}" if (id := word(file.get("id"))) else ""


def _name(file: Json) -> str:
    return one_name(word(file.get("name")) or word(file.get("title"))) or "file"


def is_shared(attachment: Json) -> bool:
    """Whether an attachment is a message that somebody shared, or linked to."""
    return attachment.get("is_share") is True or attachment.get("is_msg_unfurl") is True


def _is_preview(attachment: Json) -> bool:
    """Whether an attachment only shows what is behind a link of the words."""
    return bool(attachment.get("from_url")) and not is_shared(attachment)


def reads_same(message: Json, before: Json) -> bool:
    """Whether an edit changed nothing that is read: previews come and go by themselves."""
    return _read(message) == _read(before)


def has_same_files(message: Json, before: Json) -> bool:
    """Whether an edit neither took a file out, nor put one in, nor is one deleted by now."""
    return _shown(message) == _shown(before)


def _shown(message: Json) -> list[str]:
    shared = (each for each in objects(message.get("attachments")) if is_shared(each))
    whole = {"files": message.get("files"), "attachments": [*shared]}
    return [word(file.get("id")) for file in files_of(whole) if not _is_gone(file)]


def _read(message: Json) -> tuple[object, ...]:
    shared = [each for each in objects(message.get("attachments")) if is_shared(each)]
    return message.get("text"), [(each.get("text"), each.get("from_url")) for each in shared]


def people_in(found: object) -> frozenset[str]:
    """The ids of people whom what is shared names by nothing else."""
    if isinstance(found, str):
        return frozenset(_UNNAMED_PERSON.findall(found))
    if isinstance(found, dict):
        own = word(found.get("user_id")) if found.get("type") == "user" else ""
        return frozenset({own} if own[:1] in ("U", "W") else ()).union(*map(people_in, found.values()))
    return frozenset().union(*map(people_in, found)) if isinstance(found, list) else frozenset()
