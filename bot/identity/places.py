"""The company's places, from names as people write them to addresses, worked out at start (core.ports.places.Places).

A place that cannot be found is reported with its fallback and does not stop the rest. A platform that cannot answer
just now is asked again later; until then the address of the last start is used.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.runtime.logs import record
from core.policy import Policy
from core.ports.channel import Channel, Rejected, RetryLater
from core.ports.tickets import Store, Transaction

_MEMO = "places"
_AWAY = "places:away"
_NONE_HERE = "not_found"
_NO_RIGHT = "Deskbell has no right to look for it; an admin can install the app again"
_IN_WORDS = {
    **dict.fromkeys(
        (_NONE_HERE, "channel_not_found", "not_in_channel", "gone"), "no such place, or the bot is not in it"
    ),
    **dict.fromkeys(("is_archived", "is_inactive"), "it is archived"),
    **dict.fromkeys(("missing_scope", "not_authorized", "forbidden", "no_right", "not_allowed_token_type"), _NO_RIGHT),
    **dict.fromkeys(
        ("invalid_auth", "account_inactive", "token_revoked"), "Deskbell is not let in; copy its token anew"
    ),
}
"""What a platform's word for a refusal means to people."""


@dataclass(frozen=True, slots=True)
class Named:
    """A place that the settings name: on which channel, as written, what for, and what happens without it."""

    channel: str
    written: str
    purpose: str
    fallback: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A place that was not found, and the platform's word for `why`, which people read in words of ours.

    `passing`: the platform could not answer, so it is asked again.
    """

    named: Named
    why: str
    passing: bool

    def __str__(self) -> str:
        named, platform = self.named, self.named.channel.capitalize()
        place = f"{named.written} on {platform} ({named.purpose})"
        if self.passing:
            return (
                f"{place} could not be looked for: {platform} does not answer now, and is asked again. {named.fallback}"
            )
        return f"{place} was not found: {_IN_WORDS.get(self.why, f'{platform} refuses it')}. {named.fallback}"


def named_places(policy: Policy) -> Iterator[Named]:
    """Every place in the settings, with the sentence that says what is done without it."""
    for team in policy.teams.values():
        told = f"{policy.name_of(team.lead)} is told directly instead."
        for channel, written in team.triage.items():
            yield Named(channel, written, f"triage of {team.name}", told)
    for channel, places in policy.places.items():
        for written, key in places.requests.items():
            yield Named(channel, written, f"requests to {policy.teams[key].name}", "Nobody is heard there.")
        if places.admin:
            yield Named(channel, places.admin, "admins", "Each admin is told directly instead.")


@dataclass(frozen=True, slots=True)
class Resolved:
    """The places of some rules as the platforms know them now; `fresh` are triage places by team that are new.

    `away` are those that were found once and are not now (archived, the app taken out): what belongs there waits.
    """

    policy: Policy
    found: Mapping[tuple[str, str], str]
    away: Mapping[tuple[str, str], str]
    missing: tuple[Missing, ...]
    fresh: Mapping[str, Sequence[str]]
    changed: bool
    moved: Mapping[str, str]
    """Places that were made anew under their names, by what they were."""

    def keep(self, tx: Transaction) -> None:
        """Remember them, for a start at which a platform is silent; once tickets stand in them, they are not new."""
        if self.changed:
            tx.remember(_MEMO, _write(self.found))
            tx.remember(_AWAY, _write(self.away))


class KnownPlaces:
    """Answers from memory. `refresh` asks the platforms and stores nothing; `missing` is what they did not know."""

    def __init__(self, policy: Policy, channels: Mapping[str, Channel]) -> None:
        self._policy = policy
        self._channels = channels
        self._found: Mapping[tuple[str, str], str] = {}
        self._away: Mapping[tuple[str, str], str] = {}
        self.missing: tuple[Missing, ...] = ()

    async def refresh(self, store: Store) -> Resolved:
        """Resolve everything that the settings name on channels that are on, and go by it from now on.

        Returns what was found, for whoever lets tickets move into it and then keeps it. One at a time, and not while
        other rules are taken.
        """
        resolved = await self.look(store, self._policy)
        self.take(resolved)
        return resolved

    def take(self, resolved: Resolved) -> None:
        """Go by these rules and places from now on."""
        known = set(self.missing)
        self._policy, self._found, self._away = resolved.policy, resolved.found, resolved.away
        self.missing = resolved.missing
        for each in (each for each in self.missing if each not in known):  # what is known is not logged again
            record("place.missing", logging.WARNING, place=each.named.written, why=each.why, purpose=each.named.purpose)

    async def look(self, store: Store, policy: Policy) -> Resolved:
        """What the platforms say to the places of these rules; nothing changes by it."""
        remembered, gone = await store.read(lambda tx: (_read(tx.recall(_MEMO)), _read(tx.recall(_AWAY))))
        found: dict[tuple[str, str], str] = {}
        missing: list[Missing] = []
        asked: dict[tuple[str, str], str | Missing] = {}
        silent: dict[str, Missing] = {}
        for named in named_places(policy):
            channel = self._channels.get(named.channel)
            if channel is None:
                continue
            key = (named.channel, named.written)
            answer = asked.get(key) or silent.get(named.channel) or await _ask(channel, named)
            asked[key] = answer
            if isinstance(answer, str):
                found[key] = answer
                continue
            if answer.passing:  # a platform that does not answer is not asked for each of its places
                silent[named.channel] = answer
            if answer.passing and key in remembered:
                found[key] = remembered[key]
            missing.append(Missing(named, answer.why, answer.passing))
        known = set(remembered.values())
        fresh = {team: [one for one in _triage(policy, found, team) if one not in known] for team in policy.teams}
        rooms = {team: places for team, places in fresh.items() if places}
        stood = {**gone, **remembered}
        away = {
            (each.channel, each.written): stood[each.channel, each.written]
            for each in (one.named for one in missing)
            if (each.channel, each.written) in stood and (each.channel, each.written) not in found
        }
        anew = {stood[key]: place for key, place in found.items() if stood.get(key, place) != place}
        moved = {before: after for before, after in anew.items() if before not in found.values()}
        changed = (found, away) != (remembered, gone)
        return Resolved(policy, found, away, tuple(missing), rooms, changed, moved)

    @property
    def known(self) -> frozenset[str]:
        """The places that were found."""
        return frozenset(self._found.values())

    @property
    def passing(self) -> bool:
        """Whether asking again soon may find more."""
        return any(each.passing for each in self.missing)

    def triage(self, team: str) -> tuple[str, ...]:
        """The triage channels of a team that were found, and those that are away: what is for them waits there."""
        return _triage(self._policy, {**self._away, **self._found}, team)

    def is_open(self, place: str) -> bool:
        """Whether a place is not away, as far as is known."""
        return place not in self._away.values()

    def admin(self) -> tuple[str, ...]:
        """Where admins are told."""
        found = (self._found.get((channel, p.admin)) for channel, p in self._policy.places.items() if p.admin)
        return tuple(place for place in found if place is not None)

    def team_reading(self, place: str) -> str | None:
        """The team that reads a request channel, or None."""
        for channel, places in self._policy.places.items():
            for written, team in places.requests.items():
                if self._found.get((channel, written)) == place:
                    return team
        return None


def _triage(policy: Policy, found: Mapping[tuple[str, str], str], team: str) -> tuple[str, ...]:
    places = (found.get(named) for named in policy.team(team).triage.items())
    return tuple(place for place in places if place is not None)


async def _ask(channel: Channel, named: Named) -> str | Missing:
    try:
        found = await channel.resolve(named.written)
    except RetryLater as error:
        return Missing(named, str(error), passing=True)
    except Rejected as error:
        return Missing(named, error.why, passing=False)
    return found if found is not None else Missing(named, _NONE_HERE, passing=False)


def _write(found: Mapping[tuple[str, str], str]) -> str:
    return json.dumps(sorted([*key, place] for key, place in found.items()))


def _read(text: str | None) -> dict[tuple[str, str], str]:
    return {(channel, written): place for channel, written, place in json.loads(text)} if text else {}
