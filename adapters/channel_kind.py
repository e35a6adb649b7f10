"""What a channel's folder says of itself, so that it is found by the registry and nothing else has to name it.

Hearing and speaking are two ports: a `Listener` is what is mounted and run to hear, a `core.ports.channel.Channel` is
spoken through. One object may be both.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Generic, Protocol, TypeAlias, TypeVar

from aiohttp import web

from adapters.environment import Environment
from adapters.inbound_kit.link import LinkState
from core.door import Door
from core.people import PersonId
from core.phrases import Phrase
from core.policy import ChannelPlaces, Policy
from core.ports.channel import Channel, Rejected
from core.ports.clock import Clock
from core.ports.pacing import Meter
from core.ports.places import Moved
from core.ui.cards import Card
from core.ui.text import Text

S = TypeVar("S")

Phrasing: TypeAlias = Callable[[Phrase], Text]
"""Words what a channel says of itself, in the company's language. Asked each time: new rules may bring others."""


class WrongSecret(Rejected):
    """The platform refuses what `variable` of the environment holds; `why` is the platform's short code."""

    def __init__(self, variable: str, why: str) -> None:
        """Name the variable beside the code."""
        super().__init__(why)
        self.variable = variable


class Listener(Protocol):
    """How a platform is heard: routes to mount, and a time in which the channel runs."""

    def routes(self) -> list[web.RouteDef]:
        """What to mount; empty for a channel that fetches what it hears."""
        ...

    def running(self) -> AbstractAsyncContextManager[None]:
        """Hear, and be able to speak. Raises WrongSecret when the platform refuses one of ours."""
        ...

    @property
    def link(self) -> LinkState | None:
        """How the connection to the platform stands; None where there is none that could be lost."""
        ...


class Conversations(Protocol):
    """Conversations that a platform let us into, each a text of the channel's own. All raise StorageUnavailable."""

    async def keep(self, key: str, kind: str, data: str) -> None:
        """Insert or replace what is known of the conversation `key`."""
        ...

    async def forget(self, key: str) -> None:
        """Drop it: we are not in it any more."""
        ...

    async def find(self, key: str) -> str | None:
        """What is known of it, or None."""
        ...

    async def of_kinds(self, first: str, second: str) -> Sequence[str]:
        """What is known of every conversation of two kinds."""
        ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a channel is built with. `policy` gives the rules in force: ask anew each time, they change at run time.

    `moved` is called when a platform's places changed: then they are resolved anew. `meter` counts what a platform
    counts for other processes of the desk, too; None where there are none. `steady` gives real seconds that never jump,
    whatever the desk's clock says: for the life of connections, tokens and keys.
    """

    policy: Callable[[], Policy]
    phrasing: Phrasing
    account_of: Callable[[PersonId, str], str | None]
    conversations: Conversations
    clock: Clock
    door: Door
    moved: Moved
    meter: Meter | None = None
    steady: Callable[[], float] = time.monotonic

    def places(self, channel: str) -> ChannelPlaces:
        """What the settings in force say of a channel's places."""
        return self.policy().places.get(channel) or ChannelPlaces()

    def account_on(self, channel: str) -> Callable[[PersonId], str | None]:
        """Where a person is on a channel, from memory alone."""
        return lambda person: self.account_of(person, channel)


@dataclass(frozen=True, slots=True)
class Built:
    """A channel, ready to be run: what hears, and what is spoken through."""

    listener: Listener
    channel: Channel


@dataclass(frozen=True, slots=True)
class Spelling:
    """How the settings write a channel's places and accounts; each `pattern` must match whole.

    `place_example` completes "Write ...". `hash_begins`: a place begins with "#", which YAML takes for a comment.
    """

    place: re.Pattern[str]
    place_example: str
    account: re.Pattern[str]
    hash_begins: bool = False


@dataclass(frozen=True, slots=True)
class AdminCommand:
    """`deskbell <channel> <name>`: what the platform's admins are given. `prepare` reads and returns what to do.

    What is wrong with options and variables is noted in the environment; then nothing is done. The deed gives the exit
    code and speaks on standard output.
    """

    name: str
    help: str
    add_options: Callable[[argparse.ArgumentParser], None]
    prepare: Callable[[argparse.Namespace, Environment], Callable[[], int]]


@dataclass(frozen=True, slots=True)
class RunOption(Generic[S]):
    """A flag of `deskbell run` that changes a channel's settings: `apply(settings or None, HTTP's host)`.

    Raises Unfit.
    """

    flag: str
    help: str
    apply: Callable[[S | None, str], S]


@dataclass(frozen=True, slots=True)
class ChannelKind(Generic[S]):
    """A channel as the rest finds it. `S` are its settings; `read` gives None where the environment switches it off.

    `turned_on_by` names its variables; `secrets` must never stand in a log; `asking` are the settings with which it
    can be asked but takes nothing away from a bot that runs; `clock_url` tells the platform's time in a Date header.
    `draw` gives a card as it is sent, for the gallery; `drawn_as` is that option's help. `knows` are the settings of
    `platforms` that are its own.
    """

    name: str
    title: str
    turned_on_by: str
    read: Callable[[Environment], S | None]
    build: Callable[[S, Surroundings], Built]
    secrets: Callable[[S], Sequence[str | None]]
    spelling: Spelling
    asking: Callable[[S], S] = lambda settings: settings
    clock_url: Callable[[S], str | None] = lambda _: None
    knows: frozenset[str] = frozenset()
    draw: Callable[[Card], object] | None = None
    drawn_as: str = ""
    admin: AdminCommand | None = None
    run_option: RunOption[S] | None = None
