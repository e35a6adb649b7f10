"""The channels that are on: those whose secrets the environment gives, each built with what it needs of the rest."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from typing import Protocol

from aiohttp import web

from bot.identity.people import PeopleDirectory
from bot.settings import Settings
from core.desk import Door
from core.people import PersonId
from core.policy import ChannelPlaces, Policy
from core.ports.clock import Clock
from core.ports.messages import Channel
from storage import AsyncStore


class Mounted(Channel, Protocol):
    """A channel as it is run: with routes to mount and a time in which it hears and speaks."""

    def routes(self) -> list[web.RouteDef]:
        """What to mount."""
        ...

    def running(self) -> AbstractAsyncContextManager[None]:
        """Hear and speak. Raises Rejected when the platform refuses our tokens."""
        ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a channel is built with. `moved` is called when a platform's places changed: then they are resolved anew."""

    policy: Policy
    directory: PeopleDirectory
    store: AsyncStore
    clock: Clock
    door: Door
    moved: Callable[[], None]

    def places(self, channel: str) -> ChannelPlaces:
        """What the settings say of a channel's places."""
        return self.policy.places.get(channel) or ChannelPlaces()

    def account_of(self, channel: str) -> Callable[[PersonId], str | None]:
        """Where a person is on a channel, from memory alone."""
        return lambda person: self.directory.account_of(person, channel)


def channels_of(settings: Settings, around: Surroundings) -> dict[str, Mounted]:
    """The channels by name. A platform's libraries are loaded only where it is on."""
    found: dict[str, Mounted] = {}
    if settings.slack is not None:
        from adapters.slack.channel import SlackChannel

        found[SlackChannel.name] = SlackChannel(
            settings.slack,
            clock=around.clock,
            account_of=around.account_of(SlackChannel.name),
            ticket_emoji=around.places("slack").ticket_emoji or "ticket",
            door=around.door,
        )
    if settings.teams is not None:
        from adapters.teams.channel import TeamsChannel
        from bot.identity.conversations import StoredReferences
        from storage import Conversations

        found[TeamsChannel.name] = TeamsChannel(
            replace(settings.teams, targeted=around.places("teams").targeted),
            clock=around.clock,
            account_of=around.account_of(TeamsChannel.name),
            references=StoredReferences(Conversations(around.store)),
            door=around.door,
            moved=around.moved,
        )
    return found
