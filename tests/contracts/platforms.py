"""The channels that are judged, each with its platform beside it. A new channel is one entry here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

from core.people import Speaker
from core.ports import Channel
from tests.channels.house import TEAM, House, opened


class Platform(Protocol):
    """A platform as the contract needs it: its channel, addresses, what was said there, and bad days."""

    @property
    def channel(self) -> Channel:
        """The channel under test."""
        ...

    def place(self, name: str) -> str:
        """The address of a channel that people call `#name`."""
        ...

    def speaker(self, name: str) -> Speaker:
        """Somebody of the sample company by handle."""
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


PLATFORMS: dict[str, Callable[[], AbstractAsyncContextManager[Platform]]] = {"slack": slack}
