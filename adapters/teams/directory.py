"""Who people are: heard along the way, asked of Teams once, and kept. Nobody is known by a display name.

A person's `29:` id, which mentions and per-person views need, is kept beside their directory id.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, TypeAlias

from adapters import Kept
from adapters.teams import ids
from adapters.teams.connector import CALL_SECONDS, Connector
from adapters.teams.conversation_references import Reference
from adapters.teams.conversations import EVER, Rooms
from core.people import Profile, Speaker
from core.ports.channel import Rejected, RetryLater
from core.ports.clock import Clock
from core.ui.inbound import MentionPart, Parts
from core.ui.text import one_name

Json: TypeAlias = dict[str, Any]

PEOPLE_KEPT = timedelta(hours=1)
ROSTER_KEPT = timedelta(minutes=10)
GLANCE = 1.0
"""Seconds to ask about a person while somebody waits for an answer."""
_NO_MEMBER = "member_not_found_in_conversation"
"""What Teams says of an account that is in a conversation no more, or is closed."""
MOST_PAGES = 40
"""Pages of five hundred members that are looked through for an address."""

_log = logging.getLogger(__name__)


class NoMember(Rejected):
    """Wherever somebody may be, they are no member: nobody else kept us from seeing them."""


class TenantDirectory:
    """Profiles and accounts of the people of one tenant."""

    def __init__(self, connector: Connector, rooms: Rooms, tenant: str, app_id: str, clock: Clock) -> None:
        self._connector = connector
        self._rooms = rooms
        self._tenant = tenant
        self._bot = f"28:{app_id}"
        self._profiles: Kept[Profile] = Kept(clock.now, PEOPLE_KEPT)
        self._rosters: Kept[dict[str, str]] = Kept(clock.now, ROSTER_KEPT)
        self._seen: Kept[tuple[str, str, str]] = Kept(clock.now, EVER)
        self._accounts: Kept[str] = Kept(clock.now, EVER)
        """Directory ids by `29:` id."""
        self._users: Kept[str] = Kept(clock.now, EVER)
        """`29:` ids by speaker id."""
        self._strangers: Kept[bool] = Kept(clock.now, ROSTER_KEPT)
        """Speaker ids of whom nobody has told us the `29:` id."""
        self._asking: dict[str, asyncio.Task[dict[str, str]]] = {}

    # What is heard along the way

    def note(self, activity: Json) -> None:
        """Keep by whom an activity was, and where they were last heard."""
        user, account = ids.word(activity, "from", "id"), ids.word(activity, "from", "aadObjectId")
        if not user or not account or user == self._bot:
            return
        self._know(user, account)
        conversation = ids.split(ids.word(activity, "conversation", "id"))[0]
        speaker = ids.speaker(self._tenant, account).id
        seen = (conversation, activity["serviceUrl"], ids.word(activity, "localTimezone"))
        if conversation and self._seen.get(speaker) != seen:
            self._seen.put(speaker, seen)

    def _know(self, user: str, account: str) -> None:
        if self._accounts.get(user) != account:
            self._accounts.put(user, account)
            self._users.put(ids.speaker(self._tenant, account).id, user)

    def forget(self, *accounts: str) -> None:
        """Ask about these people (directory or `29:` ids) again, and who is in which team."""
        self._rosters.forget()
        for account in accounts:
            self._profiles.drop(ids.speaker(self._tenant, self._accounts.get(account) or account).id)

    async def users(self, speakers: Sequence[str]) -> list[str]:
        """The `29:` ids of those speakers of whom Teams told us one, from memory or their own chat."""
        found = []
        for speaker in speakers:
            user = self._users.get(speaker)
            if user is None and self._strangers.get(speaker) is None:
                own = await self._rooms.recall(speaker)
                user = own.user if own is not None else ""
                if user:
                    self._users.put(speaker, user)
                else:
                    self._strangers.put(speaker, True)
            if user:
                found.append(user)
        return found

    # Who people are

    async def profile(self, speaker: Speaker, *, within: float = CALL_SECONDS) -> Profile:
        """Who a speaker is, asked where they were last heard, else in each team. Raises RetryLater and Rejected."""
        if (kept := self._profiles.get(speaker.id)) is not None:
            return kept
        return await self._asked_for(speaker, within)

    async def standing(self, speaker: Speaker) -> Profile:
        """Who a speaker is by now: what is kept of them does not count. Raises RetryLater and Rejected.

        Whom every conversation that they may be in says to be no member of has no account any more.
        """
        try:
            return await self._asked_for(speaker, CALL_SECONDS)
        except NoMember:
            self._profiles.drop(speaker.id)
            return Profile(speaker, "", None, active=False)

    async def _asked_for(self, speaker: Speaker, within: float) -> Profile:
        member = await self._member(speaker, within)
        user, account = ids.word(member, "id"), ids.word(member, "aadObjectId") or ids.word(member, "objectId")
        if user and account:
            self._know(user, account)
            speaker = ids.speaker(self._tenant, account)
        _, _, zone = self._seen.get(speaker.id) or ("", "", "")
        found = Profile(
            speaker=speaker,
            name=one_name(str(member.get("name") or member.get("givenName") or "")) or "someone",
            email=self._verified(member),
            zone=zone or None,
        )
        return self._profiles.put(speaker.id, found)

    async def _member(self, speaker: Speaker, within: float) -> Json:
        try:
            account = ids.local_id(speaker.id)
        except ValueError as error:
            raise Rejected("user_not_found") from error
        said: list[str] = []
        for conversation, service_url in await self._likely(speaker.id):
            try:
                return await self._connector.call(
                    "GET", service_url, "conversations", conversation, "members", account, within=within
                )
            except Rejected as error:
                _log.info("a person was not found in a conversation: %s", error)
                said.append(error.why)
        raise (NoMember if said and set(said) == {_NO_MEMBER} else Rejected)("user_not_found")

    async def _likely(self, speaker: str) -> list[tuple[str, str]]:
        """Conversations in which a person may be looked up, the likeliest first."""
        rooms: list[tuple[str, str]] = []
        if (seen := self._seen.get(speaker)) is not None:
            rooms.append(seen[:2])
        if (direct := await self._rooms.recall(speaker)) is not None:
            rooms.append((direct.conversation, direct.service_url))
        rooms += [(each.conversation, each.service_url) for each in await self._rooms.teams()]
        return list(dict.fromkeys(rooms))

    def _verified(self, member: Json) -> str | None:
        """The address that the company's own directory gives; guests' were verified by others, not by us."""
        if member.get("userRole") in ("guest", "anonymous"):
            return None
        if member.get("tenantId") not in (None, "", self._tenant):
            return None
        for name in ("email", "userPrincipalName"):
            address = str(member.get(name) or "").strip().lower()
            if "@" in address and "#ext#" not in address:
                return address
        return None

    async def account(self, email: str) -> str | None:
        """The speaker id of a verified address among the members of our teams, or None. Raises RetryLater, Rejected."""
        wanted = email.strip().lower()
        for team in await self._rooms.teams():
            roster = await self._roster(team)
            if wanted in roster:
                return ids.speaker(self._tenant, roster[wanted]).id
        return None

    async def _roster(self, team: Reference) -> dict[str, str]:
        """Directory ids by verified address; whoever needs them meanwhile gets the same answer, or the same failure."""
        roster = self._rosters.get(team.key)
        if roster is not None:
            return roster
        asking = self._asking.get(team.key)
        if asking is None:
            asking = self._asking[team.key] = asyncio.create_task(self._members(team))
            asking.add_done_callback(lambda ended: self._asked(team.key, ended))
        return self._rosters.put(team.key, await asyncio.shield(asking))

    def _asked(self, team: str, ended: asyncio.Task[dict[str, str]]) -> None:
        del self._asking[team]
        if not ended.cancelled():
            ended.exception()  # whoever waits is told; nobody may be waiting any more

    async def _members(self, team: Reference) -> dict[str, str]:
        found: dict[str, str] = {}
        more: dict[str, str] = {"pageSize": "500"}
        for _ in range(MOST_PAGES):
            page = await self._connector.call(
                "GET", team.service_url, "conversations", team.conversation, "pagedmembers", query=more
            )
            for member in ids.objects(page.get("members")):
                account, email = ids.word(member, "aadObjectId") or ids.word(member, "objectId"), self._verified(member)
                if account and (user := ids.word(member, "id")):
                    self._know(user, account)
                if account and email:
                    found[email] = account
            token = page.get("continuationToken")
            if not token:
                break
            more = {**more, "continuationToken": str(token)}
        return found

    async def named(self, parts: Parts) -> Parts:
        """The parts with people by their directory id: a mention tells only `29:...`. What Teams cannot say stays."""
        return tuple([await self._named(part) if isinstance(part, MentionPart) else part for part in parts])

    async def _named(self, part: MentionPart) -> MentionPart:
        user = ids.local_id(part.speaker.id)
        if not user.startswith("29:"):
            return part
        account = self._accounts.get(user)
        if account is None:
            try:
                return MentionPart((await self.profile(part.speaker, within=GLANCE)).speaker, part.name)
            except (RetryLater, Rejected) as error:
                _log.info("whoever was mentioned could not be looked up: %s", error)
                return part
        return MentionPart(ids.speaker(self._tenant, account), part.name)
