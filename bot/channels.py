"""The registry of channels, and those that are on: whose secrets the environment gives.

A new channel is its folder and one line here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from adapters.channel_kind import Built, ChannelKind, Surroundings
from adapters.environment import Environment
from adapters.slack.kind import KIND as SLACK
from adapters.teams.kind import KIND as TEAMS

ChannelSettings: TypeAlias = Mapping[str, Any]
"""By channel what its kind read; a channel that is off is absent."""

KINDS: tuple[ChannelKind[Any], ...] = (SLACK, TEAMS)
"""Every channel there is, in the order in which they are named to people."""


def kind_of(name: str) -> ChannelKind[Any] | None:
    """The channel of that name, or None."""
    return next((kind for kind in KINDS if kind.name == name), None)


def names() -> tuple[str, ...]:
    """The names under which the settings know the channels."""
    return tuple(kind.name for kind in KINDS)


def how_to_turn_on() -> str:
    """What to set so that a channel is on."""
    return f"set {'; '.join(f'{kind.turned_on_by} for {kind.title}' for kind in KINDS)}."


def read(environment: Environment) -> ChannelSettings:
    """The settings of the channels that the environment switches on."""
    found = {kind.name: kind.read(environment) for kind in KINDS}
    return {name: settings for name, settings in found.items() if settings is not None}


def build(settings: ChannelSettings, around: Surroundings) -> dict[str, Built]:
    """The channels that are on, by name. A platform's libraries are loaded only here."""
    return {kind.name: kind.build(settings[kind.name], around) for kind in KINDS if kind.name in settings}


def asking(settings: ChannelSettings) -> ChannelSettings:
    """The settings with which platforms can be asked, and a bot that runs goes on to hear all that is said."""
    return {kind.name: kind.asking(settings[kind.name]) for kind in KINDS if kind.name in settings}


def secrets(settings: ChannelSettings) -> Sequence[str | None]:
    """What must never stand in a log."""
    return [each for kind in KINDS if kind.name in settings for each in kind.secrets(settings[kind.name])]


def clock_urls(settings: ChannelSettings) -> Sequence[str]:
    """Where platforms tell their time."""
    found = (kind.clock_url(settings[kind.name]) for kind in KINDS if kind.name in settings)
    return [url for url in found if url is not None]
