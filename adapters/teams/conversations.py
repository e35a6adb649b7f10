"""Where we may speak: conversations as they were heard of, each with the newest service address that Teams signed.

Teams has no way to ask for them, so they are kept through `References`. A service address comes from an activity whose
token carries the same one (`guard.py`); nothing else is ever spoken to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from adapters import Kept
from adapters.teams import ids
from adapters.teams.connector import CALL_SECONDS, Connector
from adapters.teams.conversation_references import Kind, Reference, References
from core.ports.channel import Rejected, RetryLater
from core.ports.clock import Clock

Json: TypeAlias = dict[str, Any]

EVER = timedelta(days=3650)
EXTENSION = "composeExtension/"
_KINDS: dict[str, Kind] = {"personal": "direct", "groupChat": "group", "channel": "channel"}


class Rooms:
    """The conversations and teams of one tenant."""

    def __init__(self, connector: Connector, references: References, tenant: str, app_id: str, clock: Clock) -> None:
        self._connector = connector
        self._references = references
        self._tenant = tenant
        self._bot = f"28:{app_id}"
        self._known: Kept[Reference] = Kept(clock.now, EVER)
        self._heard_at: Kept[datetime] = Kept(clock.now, EVER)
        self._service_url = ""

    # What is heard along the way

    async def note(self, activity: Json) -> bool:
        """Keep where an activity came from, with its newest service address, and whose conversation it is.

        Returns whether it is somebody's own conversation that we had not heard of.
        """
        id, service_url = ids.part(activity, "conversation").get("id"), activity["serviceUrl"]
        if not isinstance(id, str) or not id:
            return False
        at = ids.moment(activity.get("timestamp"))
        if self._is_newest(self._tenant, at):
            self._service_url = service_url
        if str(activity.get("name") or "").startswith(EXTENSION):
            return False  # used anywhere, in a chat of two people too: we are not in it and may not speak there
        base = ids.split(id)[0]
        kind = kind_of(activity)
        team, channel = ids.part(activity, "channelData", "team"), ids.part(activity, "channelData", "channel")
        name, team_id = ids.word(channel, "name") if channel.get("id") == base else "", ids.word(team, "id")
        await self._hear(Reference(ids.place(self._tenant, base), kind, base, service_url, name, team_id), at)
        if team_id:
            key = ids.team(self._tenant, team_id)
            await self._hear(Reference(key, "team", team_id, service_url, ids.word(team, "name")), at)
        user, account = ids.word(activity, "from", "id"), ids.word(activity, "from", "aadObjectId")
        if kind == "direct" and user and account and user != self._bot:
            key = ids.speaker(self._tenant, account).id
            before = await self.recall(key)
            await self._hear(Reference(key, "direct", base, service_url, user=user), at)
            return before is None or before.conversation != base
        return False

    async def _hear(self, reference: Reference, at: datetime | None) -> None:
        """Keep it. What was sent before something newer changes no address: a repeat may come late."""
        known = await self.recall(reference.key)
        if not self._is_newest(reference.key, at) and known is not None:
            reference = replace(reference, service_url=known.service_url)
        await self.keep(reference)

    def _is_newest(self, key: str, at: datetime | None) -> bool:
        if at is None:
            return True
        before = self._heard_at.get(key)
        if before is not None and at < before:
            return False
        self._heard_at.put(key, at)
        return True

    async def keep(self, reference: Reference) -> None:
        """Keep a reference; what it leaves out of name, team and user stays as it was."""
        known = await self.recall(reference.key)
        if known is not None:
            reference = replace(
                reference,
                name=reference.name or known.name,
                team=reference.team or known.team,
                user=reference.user or known.user,
            )
        if known != reference:
            await self._references.keep(reference)
            self._known.put(reference.key, reference)

    async def recall(self, key: str) -> Reference | None:
        """The reference of a key, from memory or from where it is kept. Raises RetryLater."""
        known = self._known.get(key)
        if known is None and (known := await self._references.find(key)) is not None:
            self._known.put(key, known)
        return known

    async def forget(self, *keys: str) -> None:
        """Nothing can be said there any more."""
        for key in keys:
            await self._references.forget(key)
            self._known.drop(key)

    async def forget_team(self, team_id: str) -> None:
        """Nothing can be said in a team any more, nor in any of its channels."""
        inside = await self.channels_of(team_id)
        await self.forget(ids.team(self._tenant, team_id), ids.place(self._tenant, team_id), *inside)

    async def channels_of(self, team_id: str) -> list[str]:
        """The known channels of a team, as places. Raises RetryLater."""
        return [each.key for each in await self.named() if each.kind == "channel" and each.team == team_id]

    async def named(self) -> Sequence[Reference]:
        """Every team and channel that is known. Raises RetryLater."""
        return await self._references.named()

    async def teams(self) -> list[Reference]:
        """The teams that the app is in. Raises RetryLater."""
        return [each for each in await self.named() if each.kind == "team"]

    # Where to speak

    async def _any_service(self) -> str:
        """The newest service address of the tenant. Raises Rejected before the app is installed anywhere."""
        if not self._service_url:
            named = await self.named()
            if not named:
                raise Rejected("not_installed")
            self._service_url = named[-1].service_url
        return self._service_url

    async def spot(self, place: str, *, within: float = CALL_SECONDS) -> Reference:
        """The conversation of a place or of `direct:<speaker id>`. Raises RetryLater and Rejected."""
        try:
            if place.startswith(ids.DIRECT):
                return await self._direct(place.removeprefix(ids.DIRECT), within)
            conversation = ids.local_id(place)
        except ValueError as error:
            raise Rejected("channel_not_found") from error
        known = await self.recall(place)
        if known is not None:
            return known
        kind: Kind = "channel" if ids.is_channel(conversation) else "group"
        return Reference(place, kind, conversation, await self._any_service())

    async def _direct(self, speaker: str, within: float) -> Reference:
        """A person's own conversation, opened when there is none yet."""
        return await self.recall(speaker) or await self._open(speaker, within)

    async def instead_of(self, gone: Reference, speaker: str) -> Reference | None:
        """Another conversation with a person whose own is gone: the newest we heard of, else one that Teams opens.

        None where Teams knows no other one. Raises RetryLater.
        """
        self._known.drop(speaker)
        newest = await self.recall(speaker)  # another process may have heard of it
        if newest is None or newest.conversation == gone.conversation:
            try:
                newest = await self._open(speaker, CALL_SECONDS)
            except Rejected:
                return None
        return newest if newest.conversation != gone.conversation else None

    async def _open(self, speaker: str, within: float) -> Reference:
        """Have Teams open a conversation with a person."""
        account = ids.local_id(speaker)
        service_url = await self._any_service()
        body = {
            "isGroup": False,
            "bot": {"id": self._bot},
            "members": [{"id": account}],
            "tenantId": self._tenant,
            "channelData": {"tenant": {"id": self._tenant}},
        }
        answer = await self._connector.call(
            "POST", service_url, "conversations", body=body, about=account, within=within
        )
        conversation = answer.get("id")
        if not isinstance(conversation, str) or not conversation:
            raise RetryLater("Teams named no conversation", 5.0)
        reference = Reference(speaker, "direct", conversation, service_url)
        await self.keep(reference)
        await self.keep(Reference(ids.place(self._tenant, conversation), "direct", conversation, service_url))
        return reference


def kind_of(activity: Json) -> Kind:
    """What kind of conversation an activity comes from."""
    conversation = ids.part(activity, "conversation")
    known = _KINDS.get(str(conversation.get("conversationType")))
    return known or ("channel" if ids.is_channel(str(conversation.get("id"))) else "direct")
