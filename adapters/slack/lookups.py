"""What a message names by an id alone, looked up before it is read: channels, groups, people in shared words, files.

Somebody waits, so each question has a second; what Slack does not tell is called by a sentence, never by its id.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, TypeAlias

from adapters import Kept
from adapters.inbound_kit.parts import read_aloud
from adapters.slack import ids
from adapters.slack.api import Api
from adapters.slack.directory import GLANCE, SOMEONE, WorkspaceDirectory
from adapters.slack.message import Found, Saying, hidden_files, people_in
from adapters.slack.words import mentioned_in, unnamed, with_names
from core.phrases import phrase
from core.ports.channel import Rejected, RetryLater
from core.ports.clock import Clock
from core.ui.forms import Filled
from core.ui.inbound import MentionPart, Parts
from core.ui.text import Run, harmless

Json: TypeAlias = dict[str, Any]

NAMES_KEPT = timedelta(minutes=10)
MOST = 20
"""Names of each kind that are looked up for one message; Slack answers fifty such questions a minute."""

_log = logging.getLogger(__name__)


class Lookups:
    """Asks Slack what things are called, and keeps the answer (also that there is none) for a while."""

    def __init__(self, api: Api, directory: WorkspaceDirectory, say: Saying, clock: Clock) -> None:
        self._api = api
        self._directory = directory
        self._say = say
        self._channels: Kept[str] = Kept(clock.now, NAMES_KEPT)
        self._groups: Kept[dict[str, str]] = Kept(clock.now, NAMES_KEPT)

    async def find(self, team: str, message: Json) -> Found:
        """What is to be known to read a message, a command or an edit."""
        said = {name: message[name] for name in ("text", "blocks", "attachments") if message.get(name)}
        things, people = sorted(unnamed(list(said.values()))), sorted(people_in(said.get("attachments")))
        hidden = hidden_files(message)[:MOST]
        if not (things or people or hidden):
            return Found()
        asked = (*things[:MOST], *people[:MOST])
        names = dict(zip(asked, await asyncio.gather(*(self._called(team, id) for id in asked)), strict=True))
        names.update((id, self._uncalled(id)) for id in (*things[MOST:], *people[MOST:]))
        files = await asyncio.gather(*map(self._file, hidden))
        return Found(names, {id: file for id, file in zip(hidden, files, strict=True) if file})

    async def aloud(self, parts: Parts) -> tuple[str, tuple[Run, ...]]:
        """Typed words with people by name, and the same in their styles."""
        carried = {part.speaker.id: part.name for part in parts if isinstance(part, MentionPart)}
        found = await asyncio.gather(*map(self._directory.name, carried))
        return read_aloud(
            parts, {id: name for id, name in zip(carried, found, strict=True) if name != SOMEONE or not carried[id]}
        )

    async def fill(self, team: str, values: Mapping[str, Filled | None]) -> dict[str, Filled | None]:
        """What was filled in, its mentions as names: it is kept, and goes from record to record."""
        typed = [value for value in values.values() if isinstance(value, str)]
        named = sorted(frozenset[str]().union(*map(mentioned_in, typed)))
        found = await asyncio.gather(*(self._mentioned(team, id) for id in named[:MOST]))
        names = dict(zip(named, [*found, *(_signed(id, self._uncalled(id)) for id in named[MOST:])], strict=True))
        return {key: with_names(value, names) if isinstance(value, str) else value for key, value in values.items()}

    async def _mentioned(self, team: str, id: str) -> str:
        """A channel, a group or a person by name, with its sign."""
        return _signed(id, await self._called(team, id))

    async def _called(self, team: str, id: str) -> str:
        """A channel or a group by name, with its sign; a person by name, without."""
        if id[0] in "UW":
            return await self._directory.name(ids.speaker(team, id).id)
        return await (self._group(id) if id.startswith("S") else self._channel(id))

    def _uncalled(self, id: str) -> str:
        """What stands for the name of something that is not asked about, since a message names too many."""
        if id[0] in "UW":
            return SOMEONE
        return self._say(phrase("some_group") if id.startswith("S") else phrase("some_channel"))

    async def _channel(self, id: str) -> str:
        if (kept := self._channels.get(id)) is not None:
            return kept
        answer = await self._ask("conversations.info", channel=id)
        name = (answer.get("channel") or {}).get("name")
        return self._channels.put(id, f"#{harmless(name)}" if name else self._say(phrase("some_channel")))

    async def _group(self, id: str) -> str:
        groups = self._groups.get("all")
        if groups is None:
            answer = await self._ask("usergroups.list", include_disabled=True)
            found = {
                each["id"]: harmless(each.get("handle") or each["name"]) for each in answer.get("usergroups") or ()
            }
            groups = self._groups.put("all", found)
        return f"@{groups[id]}" if id in groups else self._say(phrase("some_group"))

    async def _file(self, id: str) -> Json:
        return dict((await self._ask("files.info", file=id)).get("file") or {})

    async def _ask(self, method: str, **arguments: object) -> Json:
        """Slack's answer; an empty one where it does not tell, or not in time."""
        try:
            return await self._api.call(method, arguments, within=GLANCE)
        except (RetryLater, Rejected) as error:
            _log.info("something that a message names could not be looked up: %s: %s", method, error)
            return {}


def _signed(id: str, name: str) -> str:
    """The name of a channel or group, which has its sign; of a person with theirs."""
    return f"@{name}" if id[0] in "UW" else name
