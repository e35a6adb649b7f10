"""The channels that are judged, each with its platform beside it. A new channel is one entry here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

from core.people import Speaker
from core.ports.channel import Channel
from playground.teams.teams import card_of
from tests.channels.house import TEAM, House, opened
from tests.channels_teams import house as teams_house


class Platform(Protocol):
    """A platform as the contract needs it: its channel, addresses, what was said there, and bad days."""

    @property
    def channel(self) -> Channel:
        """The channel under test."""
        ...

    def place(self, name: str) -> str:
        """The address of a channel that people call `#name`."""
        ...

    def written(self, name: str) -> str:
        """How people of this platform write that channel."""
        ...

    def speaker(self, name: str) -> Speaker:
        """Somebody of the sample company by handle."""
        ...

    def stranger(self) -> Speaker:
        """Somebody who is not there."""
        ...

    def texts(self, name: str) -> list[str]:
        """What was said in a channel, oldest first, threads too."""
        ...

    def fails(self, kind: str) -> None:
        """The next thing said meets `limited`, `lost_before`, `lost_after` or `broken`."""
        ...

    def closes(self, name: str) -> None:
        """A channel can no longer be spoken in."""
        ...


_SLACK_FAULTS = {
    "limited": "ratelimited",
    "lost_before": "reset_before",
    "lost_after": "reset_after",
    "broken": "http_500",
}


class OnSlack:
    """Slack, played on loopback."""

    def __init__(self, house: House) -> None:
        self._house = house

    @property
    def channel(self) -> Channel:
        return self._house.channel

    def place(self, name: str) -> str:
        return self._house.place(name)

    def speaker(self, name: str) -> Speaker:
        return Speaker("slack", f"{TEAM}/{self._house.person(name).id}")

    def written(self, name: str) -> str:
        return name

    def stranger(self) -> Speaker:
        return Speaker("slack", f"{TEAM}/UNOBODY")

    def texts(self, name: str) -> list[str]:
        found = self._house.slack.slack.space.find_channel(name)
        assert found
        reader = self._house.person("lena.vogt").reader
        return [reader.message(found.messages[ts]) for ts in found.order]

    def fails(self, kind: str) -> None:
        more = {"retry_after": 7} if kind == "limited" else {}
        self._house.slack.faults("chat.postMessage", _SLACK_FAULTS[kind], times=1, **more)

    def closes(self, name: str) -> None:
        self._house.slack.admin.archive(name)


@asynccontextmanager
async def slack() -> AsyncIterator[Platform]:
    """The Slack adapter against the playground's Slack."""
    async with opened() as house:
        yield OnSlack(house)


_TEAMS_FAULTS = {
    "limited": "ratelimited",
    "lost_before": "reset_before",
    "lost_after": "reset_after",
    "broken": "http_500",
}


class OnTeams:
    """Teams, played on loopback. A channel `#desk-triage` is `Desk Triage` of the team IT there."""

    def __init__(self, house: teams_house.House) -> None:
        self._house = house

    @property
    def channel(self) -> Channel:
        return self._house.channel

    def _name(self, name: str) -> str:
        return name.removeprefix("#").replace("-", " ").title()

    def place(self, name: str) -> str:
        return self._house.place(self._name(name))

    def written(self, name: str) -> str:
        return f"IT/{self._name(name)}"

    def speaker(self, name: str) -> Speaker:
        return self._house.speaker(name)

    def stranger(self) -> Speaker:
        return Speaker("teams", f"teams:{teams_house.TENANT}/7d1f0000-0000-4000-8000-0000000000ff")

    def texts(self, name: str) -> list[str]:
        where = self._house.teams.teams.tenant.channel(self._name(name))
        lena = self._house.person("lena.vogt")
        return [lena.reader.message(post.activity, card_of(post.activity), set()) for post in where.posts.values()]

    def fails(self, kind: str) -> None:
        more = {"retry_after": 7} if kind == "limited" else {}
        self._house.teams.faults("create", _TEAMS_FAULTS[kind], times=1, **more)

    def closes(self, name: str) -> None:
        self._house.teams.admin.kick(self._name(name))


@asynccontextmanager
async def teams() -> AsyncIterator[Platform]:
    """The Teams adapter against the playground's Teams."""
    async with teams_house.opened() as house:
        yield OnTeams(house)


PLATFORMS: dict[str, Callable[[], AbstractAsyncContextManager[Platform]]] = {"slack": slack, "teams": teams}
