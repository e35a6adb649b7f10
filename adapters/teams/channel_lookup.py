"""Places as people write them (`Team/Channel`), found among the teams that the app is in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, TypeAlias

from adapters import Kept
from adapters.teams import ids
from adapters.teams.connector import Connector
from adapters.teams.conversation_references import Reference
from adapters.teams.conversations import Rooms
from core.ports.clock import Clock

Json: TypeAlias = dict[str, Any]

PLACES_KEPT = timedelta(minutes=1)
GENERAL = "General"
"""A team's first channel, which Teams lists without a name."""


class Places:
    """Channels by name.

    `problems` are sentences about places that were asked for and cannot be used as they are, for the admins' list.
    """

    def __init__(self, connector: Connector, rooms: Rooms, tenant: str, clock: Clock) -> None:
        self._connector = connector
        self._rooms = rooms
        self._tenant = tenant
        self._channels: Kept[dict[str, str]] = Kept(clock.now, PLACES_KEPT)
        self._problems: dict[str, str] = {}

    @property
    def problems(self) -> list[str]:
        """What is wrong with places, each a sentence that says what to do."""
        return list(self._problems.values())

    def forget(self) -> None:
        """Ask Teams again next time: channels were made, renamed or deleted."""
        self._channels.forget()

    async def resolve(self, written: str) -> str | None:
        """The address of `Team/Channel` (or of a conversation's id), or None with the reason in `problems`.

        Raises RetryLater and Rejected.
        """
        self._problems.pop(written, None)
        name = written.strip()
        if ids.is_channel(name):
            return ids.place(self._tenant, name)
        team_name, slash, channel_name = (part.strip() for part in name.partition("/"))
        if not slash:
            self._problems[written] = f"{written} is no place in Teams: write it as Team/Channel."
            return None
        team = await self._team(team_name)
        if team is None:
            self._problems[written] = (
                f"{written} was not found in Teams: install Deskbell in a team of the name {team_name}."
            )
            return None
        channel = (await self._channels_of(team)).get(channel_name.casefold())
        if channel is None:
            self._problems[written] = (
                f"{written} was not found in Teams: make the channel, or add Deskbell to it if it is private."
            )
            return None
        place = ids.place(self._tenant, channel)
        if await self._rooms.recall(place) is None:
            await self._rooms.keep(
                Reference(place, "channel", channel, team.service_url, channel_name, team.conversation)
            )
        return place

    async def _team(self, name: str) -> Reference | None:
        for team in await self._rooms.teams():
            known = team.name
            if not known:
                answer = await self._connector.call("GET", team.service_url, "teams", team.conversation)
                known = ids.word(answer, "name")
                await self._rooms.keep(Reference(team.key, "team", team.conversation, team.service_url, known))
            if known.casefold() == name.casefold():
                return team
        return None

    async def _channels_of(self, team: Reference) -> dict[str, str]:
        """Ids of a team's channels by name in lower case, with the private ones that we were added to."""
        if (kept := self._channels.get(team.key)) is not None:
            return kept
        answer = await self._connector.call("GET", team.service_url, "teams", team.conversation, "conversations")
        listed = {ids.word(each, "id"): ids.word(each, "name") for each in ids.objects(answer.get("conversations"))}
        found = {(name or GENERAL).casefold(): id for id, name in listed.items() if id}
        for each in await self._rooms.named():
            if (
                each.kind == "channel"
                and each.team == team.conversation
                and each.name
                and each.conversation not in listed
            ):
                found.setdefault(each.name.casefold(), each.conversation)
        return self._channels.put(team.key, found)
