"""What comes and goes: the app, people, teams and channels. What is known of them is kept, renamed or forgotten."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, TypeAlias

from adapters.teams import ids
from adapters.teams.channel_lookup import Places
from adapters.teams.conversation_references import Reference
from adapters.teams.conversations import Rooms, kind_of
from adapters.teams.directory import TenantDirectory
from core.ports.channel import RetryLater
from core.ports.places import Moved

Json: TypeAlias = dict[str, Any]

OF_A_CHANNEL = ("channelMemberRemoved", "channelUnshared")
"""Members of a private or shared channel changed, not those of its team."""

_log = logging.getLogger(__name__)


class Comings:
    """Hears of changes. `moved` is told when places may have changed."""

    def __init__(self, rooms: Rooms, places: Places, directory: TenantDirectory, tenant: str, moved: Moved) -> None:
        self._rooms = rooms
        self._places = places
        self._directory = directory
        self._tenant = tenant
        self._moved = moved

    async def note(self, activity: Json) -> None:
        """Whatever an activity is about: where it came from, and by whom. A new chat may be spoken in at last."""
        self._directory.note(activity)
        try:
            if await self._rooms.note(activity):
                self._moved(f"{ids.DIRECT}{ids.speaker(self._tenant, ids.word(activity, 'from', 'aadObjectId')).id}")
        except RetryLater as error:  # the next one from there says the same; this one is still heard
            _log.warning("where something was said could not be kept: %s", error)

    async def is_in(self, activity: Json) -> bool:
        """Whether the app is installed in the team that an activity comes from. Raises RetryLater."""
        team_id = ids.word(activity, "channelData", "team", "id")
        return bool(team_id) and await self._rooms.recall(ids.team(self._tenant, team_id)) is not None

    async def installation(self, activity: Json) -> None:
        """The app was installed or taken out (`note` has kept where)."""
        if ids.word(activity, "action").startswith("remove"):
            await self._gone(activity)
            return self._changed()
        return self._changed(*await self._inside(activity))

    async def conversation(self, activity: Json, us: frozenset[str]) -> None:
        """Members, teams and channels; `us` are the ids under which the app is a member."""
        removed = [ids.word(each, "id") for each in ids.objects(activity.get("membersRemoved"))]
        directory_ids = [ids.word(each, "aadObjectId") for each in ids.objects(activity.get("membersRemoved"))]
        open_again: Sequence[str] = ()
        if any(member in us for member in removed):
            await self._gone(activity)
        elif any(ids.word(each, "id") in us for each in ids.objects(activity.get("membersAdded"))):
            open_again = await self._inside(activity)
        team, channel = (ids.part(activity, "channelData", name) for name in ("team", "channel"))
        match ids.word(activity, "channelData", "eventType"):
            case "teamDeleted" | "teamHardDeleted" if team_id := ids.word(team, "id"):
                await self._rooms.forget_team(team_id)
            case "channelDeleted" if channel_id := ids.word(channel, "id"):
                await self._rooms.forget(ids.place(self._tenant, channel_id))
            case "channelRenamed" | "channelRestored" if (id := ids.word(channel, "id")) and ids.word(channel, "name"):
                place = ids.place(self._tenant, id)
                named = Reference(
                    place, "channel", id, activity["serviceUrl"], ids.word(channel, "name"), ids.word(team, "id")
                )
                await self._rooms.keep(named)
                open_again = (place,)
        self._directory.forget(*filter(None, (*removed, *directory_ids)))
        self._changed(*open_again)

    async def _gone(self, activity: Json) -> None:
        """The app left: nothing can be said there any more."""
        team_id = ids.word(activity, "channelData", "team", "id")
        if team_id and ids.word(activity, "channelData", "eventType") not in OF_A_CHANNEL:
            return await self._rooms.forget_team(team_id)
        conversation = ids.split(ids.word(activity, "conversation", "id"))[0]
        keys = [ids.place(self._tenant, conversation)] if conversation else []
        account = ids.word(activity, "from", "aadObjectId")
        if account and kind_of(activity) == "direct":
            keys.append(ids.speaker(self._tenant, account).id)
        return await self._rooms.forget(*keys)

    async def _inside(self, activity: Json) -> Sequence[str]:
        """Where may be spoken once the app is there: the conversation, and every channel that is known of its team."""
        conversation, _ = ids.split(ids.word(activity, "conversation", "id"))
        here: tuple[str, ...] = (ids.place(self._tenant, conversation),) if conversation else ()
        account = ids.word(activity, "from", "aadObjectId")
        if account and kind_of(activity) == "direct":
            here = (*here, f"{ids.DIRECT}{ids.speaker(self._tenant, account).id}")
        return (*here, *await self._rooms.channels_of(ids.word(activity, "channelData", "team", "id")))

    def _changed(self, *open_again: str) -> None:
        self._places.forget()
        self._directory.forget()
        self._moved(*open_again)
