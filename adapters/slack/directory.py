"""Who people are and where places are, asked of Slack and kept for a while."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from adapters import Kept
from adapters.slack import ids
from adapters.slack.api import CALL_SECONDS, Api
from adapters.slack.errors import SOON
from adapters.slack.identity import Identity, Installation
from core.people import SOMETIME, Profile, Speaker
from core.ports.channel import Rejected, RetryLater
from core.ports.clock import Clock
from core.ui.text import one_name

Json: TypeAlias = dict[str, Any]

PEOPLE_KEPT = timedelta(minutes=10)
PLACES_KEPT = timedelta(minutes=1)
SCOPES_KEPT = timedelta(hours=1)
"""How long Slack is not asked again for what our scopes do not include."""
MISSING_SCOPE = "missing_scope"
GLANCE = 1.0
"""Seconds to ask about a person while somebody waits for an acknowledgement or a form."""
SOMEONE = "someone"
"""Whoever Slack does not name."""
MOST_PAGES = 50
"""Pages of a thousand conversations that are looked through for a name."""

_log = logging.getLogger(__name__)


class WorkspaceDirectory:
    """Profiles, accounts, direct conversations and named places of one workspace.

    `problems` are sentences about places that were asked for and cannot be used as they are, for the admins' list.
    """

    def __init__(self, api: Api, installation: Installation, clock: Clock) -> None:
        self._api = api
        self._installation = installation
        self._profiles: Kept[Profile] = Kept(clock.now, PEOPLE_KEPT)
        self._accounts: Kept[str] = Kept(clock.now, PEOPLE_KEPT)
        self._places: Kept[dict[str, Json]] = Kept(clock.now, PLACES_KEPT)
        self._direct: dict[str, str] = {}
        self._problems: dict[str, str] = {}
        self.known_direct: set[str] = set()
        self._clock = clock
        self._no_managers: Kept[bool] = Kept(clock.now, SCOPES_KEPT)

    @property
    def problems(self) -> list[str]:
        """What is wrong with places, each a sentence that says what to do."""
        return list(self._problems.values())

    async def profile(self, speaker: Speaker, *, within: float = CALL_SECONDS) -> Profile:
        """Who a speaker is, asked for at most `within` seconds. Raises RetryLater and Rejected."""
        if (kept := self._profiles.get(speaker.id)) is not None:
            return kept
        me = await self._installation.identity()
        answer = await self._api.call("users.info", {"user": ids.local_id(speaker.id)}, within=within)
        return self._profiles.put(speaker.id, _profile(speaker, _user(answer), me))

    async def standing(self, speaker: Speaker) -> Profile:
        """Who a speaker is by now, with their manager and until when their status says that they are away.

        Raises RetryLater and Rejected.
        """
        me = await self._installation.identity()
        local = ids.local_id(speaker.id)
        user = _user(await self._api.call("users.info", {"user": local}))
        found = self._profiles.put(speaker.id, _profile(speaker, user, me))
        found = replace(found, away_until=away_until(_part(user, "profile"), self._clock.now()))
        if not found.active:
            return found
        try:
            return replace(found, manager=await self._manager(local, me))
        except Rejected as error:
            _log.info("a profile's manager could not be read: %s", error)
            return replace(found, untold=frozenset({"manager"}))

    async def _manager(self, user: str, me: Identity) -> str | None:
        """The speaker id in the profile's field "Manager", None where there is none. Raises RetryLater and Rejected.

        Without the scope for it Slack is not asked about each person, only every now and then.
        """
        if self._no_managers.get(MISSING_SCOPE):
            raise Rejected(MISSING_SCOPE)
        try:
            answer = await self._api.call("users.profile.get", {"user": user, "include_labels": True})
        except Rejected as error:
            if error.why == MISSING_SCOPE:
                self._no_managers.put(MISSING_SCOPE, True)
            raise
        fields = _part(_part(answer, "profile"), "fields")
        named = (str(each.get("value")) for each in fields.values() if isinstance(each, dict) and _says_manager(each))
        return next((ids.speaker(me.team, each).id for each in named if _USER.fullmatch(each)), None)

    async def name(self, speaker_id: str) -> str:
        """A speaker's name for a sentence, `SOMEONE` when Slack does not tell."""
        try:
            return (await self.profile(Speaker(ids.NAME, speaker_id), within=GLANCE)).name
        except (RetryLater, Rejected) as error:
            _log.info("a person's name could not be read: %s", error)
            return SOMEONE

    async def account(self, email: str) -> str | None:
        """The speaker id of a verified address in this workspace, or None."""
        if (kept := self._accounts.get(email)) is not None:
            return kept
        me = await self._installation.identity()
        try:
            answer = await self._api.call("users.lookupByEmail", {"email": email})
        except Rejected as error:
            if error.why in {"users_not_found", "user_not_found"}:
                return None
            raise
        user = _user(answer)
        if user.get("deleted") or _is_foreign(user, me):
            return None
        return self._accounts.put(email, ids.speaker(me.team, user["id"]).id)

    async def direct(self, speaker_id: str) -> str:
        """The channel id of the bot's conversation with a speaker, opened once."""
        user = ids.local_id(speaker_id)
        if user not in self._direct:
            answer = await self._api.call("conversations.open", {"users": user})
            self._direct[user] = answer["channel"]["id"]
            self.known_direct.add(self._direct[user])
        return self._direct[user]

    async def instead_of(self, gone: str, place: str) -> str | None:
        """The channel id of `direct:<speaker id>` as Slack knows it now, whose conversation `gone` is no more.

        None where there is no other, or it is no person's conversation. Raises RetryLater.
        """
        if not place.startswith(ids.DIRECT):
            return None
        self._direct.pop(ids.local_id(place.removeprefix(ids.DIRECT)), None)
        try:
            found = await self.channel(place)
        except Rejected:
            return None
        return found if found != gone else None

    async def channel(self, place: str) -> str:
        """Slack's channel id of a place or of `direct:<speaker id>`. Raises Rejected when it is not an address here."""
        try:
            if place.startswith(ids.DIRECT):
                return await self.direct(place.removeprefix(ids.DIRECT))
            return ids.local_id(place)
        except ValueError as error:
            raise Rejected("channel_not_found") from error

    async def resolve(self, written: str) -> str | None:
        """The address of `#name` (or of a channel's id), or None with the reason in `problems`.

        A public channel is joined; one that the bot may not join keeps its address and is noted, since an invitation
        is all it needs. Raises RetryLater and Rejected.
        """
        me = await self._installation.identity()
        channel = _named(written, await self._channels())
        self._problems.pop(written, None)
        if channel is None:
            self._problems[written] = (
                f"{written} was not found in Slack: create it, or invite Deskbell if it is private."
            )
            return None
        if channel.get("is_archived"):
            self._problems[written] = f"{written} is archived in Slack: unarchive it, or name another one."
            return None
        if not channel.get("is_member"):
            await self._join(written, channel)
        return ids.place(me.team, channel["id"])

    async def is_open(self, written: str) -> bool:
        """Whether `#name` is a public channel, which everybody but guests can read. Raises RetryLater and Rejected."""
        channel = _named(written, await self._channels())
        return channel is not None and not channel.get("is_private")

    async def _join(self, written: str, channel: Json) -> None:
        try:
            await self._api.call("conversations.join", {"channel": channel["id"]})
            channel["is_member"] = True
        except Rejected:
            self._problems[written] = f"Deskbell is not in {written}: type /invite @Deskbell there."

    async def _channels(self) -> dict[str, Json]:
        """Every conversation the bot can see, by name in lower case."""
        if (kept := self._places.get("all")) is not None:
            return kept
        found: dict[str, Json] = {}
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            kinds = {"types": "public_channel,private_channel", "limit": 1000, "exclude_archived": False}
            page = await self._api.call("conversations.list", {**kinds, "cursor": cursor})
            for channel in page.get("channels", ()):
                known = found.get(channel["name"].lower())
                if known is None or known.get("is_archived"):
                    found[channel["name"].lower()] = channel
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                break
        return self._places.put("all", found)

    def forget_places(self) -> None:
        """Ask Slack again next time: channels were renamed, archived, joined or left."""
        self._places.forget()


AWAY_EMOJI = frozenset(
    {":palm_tree:", ":desert_island:", ":beach_with_umbrella:", ":airplane:", ":luggage:", ":face_with_thermometer:",
     ":baby:", ":baby_bottle:"}
)  # fmt: skip
"""Statuses by which people say that they are not there; Slack's own suggestions are the first and the thermometer."""
_AWAY_WORDS = re.compile(
    r"\b(?:vacation\w*|holidays?|annual leave|parental leave|on leave|out of (?:the )?office|ooo|out sick|sick leave|"
    r"urlaub|ferien|krank(?:gemeldet)?|elternzeit|abwesend)\b",
    re.IGNORECASE,
)
LONGEST = timedelta(days=366)
"""As far ahead as an end is believed."""


def away_until(shown: Mapping[str, Any], now: datetime) -> datetime | None:
    """Until when a profile's status says that somebody is away, from words or an emoji; None where it does not.

    `SOMETIME` where it has no end, or none that can be.
    """
    emoji, text = str(shown.get("status_emoji") or ""), str(shown.get("status_text") or "")
    if emoji not in AWAY_EMOJI and not _AWAY_WORDS.search(text):
        return None
    try:
        ends = int(shown.get("status_expiration") or 0)
        until = datetime.fromtimestamp(ends, UTC) if ends else SOMETIME
    except (TypeError, ValueError, OverflowError, OSError):  # no number, or no year that there is
        return SOMETIME
    if until <= now:
        return None
    return until if until == SOMETIME else min(until, now + LONGEST)


def _says_manager(field: Mapping[str, Any]) -> bool:
    return str(field.get("label") or "").strip().casefold() in ("manager", "reports to", "supervisor", "vorgesetzter")


_USER = re.compile(r"[UW][A-Z0-9]{2,}")


def _named(written: str, channels: Mapping[str, Json]) -> Json | None:
    """The channel of `#name`, or of an id."""
    name = written.strip().removeprefix("#")
    return channels.get(name.lower()) or next((one for one in channels.values() if one["id"] == name), None)


def _is_foreign(user: Json, me: Identity) -> bool:
    """Whether somebody belongs to another company (Slack Connect): their address is verified by others, not by us."""
    if user.get("is_stranger"):
        return True
    if not user.get("team_id") or user["team_id"] == me.team:
        return False
    organisation = _part(user, "enterprise_user").get("enterprise_id")
    return organisation is None or organisation != me.enterprise


def _user(answer: Json) -> Json:
    """The person that Slack answers with. Raises RetryLater, of theirs alone, where it is none that can be read."""
    user = _part(answer, "user")
    if not user.get("id") or not isinstance(user["id"], str):
        raise RetryLater("Slack's answer about somebody could not be read", SOON, own=True)
    return user


def _part(of: Json, name: str) -> Json:
    """An object within an answer, empty where it is none: Slack writes an empty one as a list."""
    found = of.get(name)
    return found if isinstance(found, dict) else {}


def _profile(speaker: Speaker, user: Json, me: Identity) -> Profile:
    shown = _part(user, "profile")
    names = (shown.get("real_name"), user.get("real_name"), shown.get("display_name"), user.get("name"))
    email, zone = (str(each or "") for each in (shown.get("email"), user.get("tz")))
    trusted = email and user.get("is_email_confirmed") is not False and not _is_foreign(user, me)
    return Profile(
        speaker=speaker,
        name=next(filter(None, (one_name(str(name or "")) for name in names)), SOMEONE),
        email=email.strip().lower() if trusted else None,
        zone=zone or None,
        is_bot=bool(user.get("is_bot")) or user.get("id") == "USLACKBOT",
        active=not user.get("deleted"),
    )
