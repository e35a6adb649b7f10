"""Who people are and where places are: heard along the way, asked of Teams once, and kept."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Generic, TypeAlias, TypeVar

from adapters.teams import ids
from adapters.teams.connector import CALL_SECONDS, Connector
from adapters.teams.references import Kind, Reference, References
from adapters.teams.words import clean
from core.heard import MentionPart, Parts
from core.people import Profile, Speaker
from core.ports import Clock, Rejected, RetryLater

Json: TypeAlias = dict[str, Any]
T = TypeVar("T")

PEOPLE_KEPT = timedelta(hours=1)
ROSTER_KEPT = timedelta(minutes=10)
PLACES_KEPT = timedelta(minutes=1)
GLANCE = 1.0
"""Seconds to ask about a person while somebody waits for an answer."""
MOST_PAGES = 40
"""Pages of five hundred members that are looked through for an address."""
GENERAL = "General"
EXTENSION = "composeExtension/"
_KINDS: dict[str, Kind] = {"personal": "direct", "groupChat": "group", "channel": "channel"}
_NOT_HERE = frozenset({"not_found", "member_not_found", "member_not_found_in_conversation", "user_not_found"})

_log = logging.getLogger(__name__)


class Kept(Generic[T]):
    """Answers kept for a while by the desk's clock, the oldest dropped when there are too many."""

    def __init__(self, now: Callable[[], datetime], keep: timedelta, most: int = 20_000) -> None:
        self._now, self._keep, self._most = now, keep, most
        self._found: dict[str, tuple[datetime, T]] = {}

    def get(self, key: str) -> T | None:
        """What is still fresh under this key."""
        at, value = self._found.get(key, (None, None))
        return value if at is not None and abs(self._now() - at) < self._keep else None

    def put(self, key: str, value: T) -> T:
        """Keep and give back."""
        self._found.pop(key, None)
        self._found[key] = (self._now(), value)
        if len(self._found) > self._most:
            del self._found[next(iter(self._found))]
        return value

    def forget(self) -> None:
        """Keep nothing."""
        self._found.clear()


class Directory:
    """Profiles, accounts, conversations and named places of one tenant.

    `problems` are sentences about places that were asked for and cannot be used as they are, for the admins' list.
    """

    def __init__(self, connector: Connector, references: References, tenant: str, app_id: str, clock: Clock) -> None:
        self._connector = connector
        self._references = references
        self._tenant = tenant
        self._bot = f"28:{app_id}"
        self._profiles: Kept[Profile] = Kept(clock.now, PEOPLE_KEPT)
        self._rosters: Kept[dict[str, str]] = Kept(clock.now, ROSTER_KEPT)
        self._channels: Kept[dict[str, str]] = Kept(clock.now, PLACES_KEPT)
        self._known: Kept[Reference] = Kept(clock.now, timedelta(days=3650))
        self._seen: Kept[tuple[str, str, str]] = Kept(clock.now, timedelta(days=3650))
        self._users: Kept[str] = Kept(clock.now, timedelta(days=3650))
        self._service_url = ""
        self._problems: dict[str, str] = {}

    @property
    def problems(self) -> list[str]:
        """What is wrong with places, each a sentence that says what to do."""
        return list(self._problems.values())

    # What is heard along the way

    async def note(self, activity: Json) -> None:
        """Keep where an activity came from, with its newest service address, and by whom it was."""
        conversation = activity.get("conversation") or {}
        id, service_url = conversation.get("id"), activity["serviceUrl"]
        if not isinstance(id, str) or not id:
            return
        self._service_url = service_url
        if str(activity.get("name") or "").startswith(EXTENSION):
            return  # used anywhere, in a chat of two people too: we are not in it and may not speak there
        base = ids.split(id)[0]
        kind = _KINDS.get(str(conversation.get("conversationType"))) or (
            "channel" if ids.is_channel(base) else "direct"
        )
        data = activity.get("channelData") or {}
        team, channel = data.get("team") or {}, data.get("channel") or {}
        named = channel.get("id") == base
        place = ids.place(self._tenant, base)
        name = str(channel.get("name") or "") if named else ""
        await self._keep(Reference(place, kind, base, service_url, name, str(team.get("id") or "")))
        if team.get("id"):
            await self._keep(
                Reference(
                    ids.team(self._tenant, team["id"]), "team", team["id"], service_url, str(team.get("name") or "")
                )
            )
        await self._note_person(activity, base, kind, service_url)

    async def _note_person(self, activity: Json, conversation: str, kind: Kind, service_url: str) -> None:
        author = activity.get("from") or {}
        user, account = author.get("id"), author.get("aadObjectId")
        if not (isinstance(user, str) and isinstance(account, str) and user and account) or user == self._bot:
            return
        speaker = ids.speaker(self._tenant, account).id
        if self._users.get(user) != account:
            self._users.put(user, account)
        zone = activity.get("localTimezone")
        seen = (conversation, service_url, zone if isinstance(zone, str) else "")
        if self._seen.get(speaker) != seen:
            self._seen.put(speaker, seen)
        if kind == "direct":
            await self._keep(Reference(speaker, "direct", conversation, service_url, user=user))

    async def _keep(self, reference: Reference) -> None:
        known = self._known.get(reference.key) or await self._references.find(reference.key)
        if known is not None:
            reference = Reference(
                reference.key, reference.kind, reference.conversation, reference.service_url,
                reference.name or known.name, reference.team or known.team, reference.user or known.user,
            )  # fmt: skip
        if known != reference:
            await self._references.keep(reference)
        self._known.put(reference.key, reference)

    async def installed(self, activity: Json) -> None:
        """The app came into a team or chat: `note` has it; what was looked up about places is out of date."""
        self._channels.forget()
        self._rosters.forget()

    async def removed(self, activity: Json) -> None:
        """The app left a team or chat: nothing can be said there any more."""
        conversation = ids.split(str((activity.get("conversation") or {}).get("id") or ""))[0]
        keys = [ids.place(self._tenant, conversation)]
        author = (activity.get("from") or {}).get("aadObjectId")
        if author and (activity.get("conversation") or {}).get("conversationType") == "personal":
            keys.append(ids.speaker(self._tenant, author).id)
        team = ((activity.get("channelData") or {}).get("team") or {}).get("id")
        if team:
            keys.append(ids.team(self._tenant, team))
        for key in keys:
            await self._references.forget(key)
        self._known.forget()
        self.forget_places()

    def forget_places(self) -> None:
        """Ask Teams again next time: channels were made, renamed or deleted."""
        self._channels.forget()
        self._rosters.forget()

    # Where to speak

    async def _recall(self, key: str) -> Reference | None:
        known = self._known.get(key)
        if known is None and (known := await self._references.find(key)) is not None:
            self._known.put(key, known)
        return known

    async def _any_service(self) -> str:
        """The newest service address of the tenant. Raises Rejected before the app is installed anywhere."""
        if not self._service_url:
            named = await self._references.named()
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
        known = await self._recall(place)
        if known is not None:
            return known
        kind: Kind = "channel" if ids.is_channel(conversation) else "group"
        return Reference(place, kind, conversation, await self._any_service())

    async def _direct(self, speaker: str, within: float) -> Reference:
        """A person's own conversation, opened when there is none yet."""
        account = ids.local_id(speaker)
        known = await self._recall(speaker)
        if known is not None:
            return known
        service_url = await self._any_service()
        body = {
            "isGroup": False,
            "bot": {"id": self._bot},
            "members": [{"id": account}],
            "tenantId": self._tenant,
            "channelData": {"tenant": {"id": self._tenant}},
        }
        answer = await self._connector.call("POST", service_url, "conversations", body=body, within=within)
        conversation = answer.get("id")
        if not isinstance(conversation, str) or not conversation:
            raise RetryLater("Teams named no conversation", 5.0)
        reference = Reference(speaker, "direct", conversation, service_url)
        await self._keep(reference)
        await self._keep(Reference(ids.place(self._tenant, conversation), "direct", conversation, service_url))
        return reference

    # Who people are

    async def profile(self, speaker: Speaker, *, within: float = CALL_SECONDS) -> Profile:
        """Who a speaker is, asked where they were last heard, else in each team. Raises RetryLater and Rejected."""
        if (kept := self._profiles.get(speaker.id)) is not None:
            return kept
        member = await self._member(speaker, within)
        user, account = member.get("id"), member.get("aadObjectId") or member.get("objectId")
        if isinstance(user, str) and isinstance(account, str) and account:
            self._users.put(user, account)
            speaker = ids.speaker(self._tenant, account)
        _, _, zone = self._seen.get(speaker.id) or ("", "", "")
        found = Profile(
            speaker=speaker,
            name=clean(str(member.get("name") or member.get("givenName") or "someone")),
            email=self._verified(member),
            zone=zone or None,
        )
        return self._profiles.put(speaker.id, found)

    async def _member(self, speaker: Speaker, within: float) -> Json:
        try:
            account = ids.local_id(speaker.id)
        except ValueError as error:
            raise Rejected("user_not_found") from error
        for conversation, service_url in await self._rooms(speaker.id):
            try:
                return await self._connector.call(
                    "GET", service_url, "conversations", conversation, "members", account, within=within
                )
            except Rejected as error:
                _log.info("a person was not found in a conversation: %s", error)
        raise Rejected("user_not_found")

    async def _rooms(self, speaker: str) -> list[tuple[str, str]]:
        """Conversations in which a person may be looked up, the likeliest first."""
        rooms: list[tuple[str, str]] = []
        if (seen := self._seen.get(speaker)) is not None:
            rooms.append(seen[:2])
        if (direct := await self._recall(speaker)) is not None:
            rooms.append((direct.conversation, direct.service_url))
        rooms += [(each.conversation, each.service_url) for each in await self._teams()]
        return list(dict.fromkeys(rooms))

    async def _teams(self) -> list[Reference]:
        return [each for each in await self._references.named() if each.kind == "team"]

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
        for team in await self._teams():
            roster = self._rosters.get(team.key) or self._rosters.put(team.key, await self._roster(team))
            if wanted in roster:
                return ids.speaker(self._tenant, roster[wanted]).id
        return None

    async def _roster(self, team: Reference) -> dict[str, str]:
        """Directory ids by verified address."""
        found: dict[str, str] = {}
        more: dict[str, str] = {"pageSize": "500"}
        for _ in range(MOST_PAGES):
            page = await self._connector.call(
                "GET", team.service_url, "conversations", team.conversation, "pagedmembers", query=more
            )
            for member in page.get("members") or ():
                account, email = member.get("aadObjectId") or member.get("objectId"), self._verified(member)
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
        account = self._users.get(user)
        if account is None:
            try:
                return MentionPart((await self.profile(part.speaker, within=GLANCE)).speaker, part.name)
            except (RetryLater, Rejected) as error:
                _log.info("whoever was mentioned could not be looked up: %s", error)
                return part
        return MentionPart(ids.speaker(self._tenant, account), part.name)

    # Places by name

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
        if await self._recall(place) is None:
            await self._keep(Reference(place, "channel", channel, team.service_url, channel_name, team.conversation))
        return place

    async def _team(self, name: str) -> Reference | None:
        for team in await self._teams():
            known = team.name
            if not known:
                answer = await self._connector.call("GET", team.service_url, "teams", team.conversation)
                known = str(answer.get("name") or "")
                await self._keep(Reference(team.key, "team", team.conversation, team.service_url, known))
            if known.casefold() == name.casefold():
                return team
        return None

    async def _channels_of(self, team: Reference) -> dict[str, str]:
        """Ids of a team's channels by name in lower case, with the private ones that we were added to."""
        if (kept := self._channels.get(team.key)) is not None:
            return kept
        answer = await self._connector.call("GET", team.service_url, "teams", team.conversation, "conversations")
        found = {
            str(each.get("name") or GENERAL).casefold(): str(each["id"])
            for each in answer.get("conversations") or ()
            if each.get("id")
        }
        for each in await self._references.named():
            if each.kind == "channel" and each.team == team.conversation and each.name:
                found.setdefault(each.name.casefold(), each.conversation)
        return self._channels.put(team.key, found)
