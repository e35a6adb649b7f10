"""The public keys that what Teams sends is signed with: fetched beside the loop's work, refreshed for an unknown name.

The library fetches them on the event loop without a timeout, and meets a key it does not know with an IndexError until
its keys are a day old.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import aiohttp
from jwt.algorithms import RSAAlgorithm
from jwt.exceptions import InvalidKeyError

from adapters.teams.errors import PLATFORM_ERRORS

Json: TypeAlias = dict[str, Any]

OLD = 24 * 3600.0
"""Seconds after which the keys are fetched anew while the old ones still serve (Microsoft: once a day)."""
TOO_OLD = 48 * 3600.0
"""Seconds after which the old ones serve no more."""
PAUSE = 60.0
"""Seconds between two fetches for the sake of keys nobody knows: anybody can make up a name."""
FETCH_SECONDS = 4.0

_log = logging.getLogger(__name__)


class Unknown(Exception):
    """There is no key of this name."""


class Unreachable(Exception):
    """The keys cannot be fetched now: nobody can be judged."""


@dataclass(frozen=True, slots=True)
class Key:
    """A public key, and the channels whose activities it may sign."""

    public_key: Any
    endorsements: frozenset[str]


class Keys:
    """Gives keys by name. `now` is monotonic seconds."""

    def __init__(self, metadata_url: str, now: Callable[[], float] = time.monotonic) -> None:
        self._url = metadata_url
        self._now = now
        self._session: aiohttp.ClientSession | None = None
        self._keys: dict[str, Key] = {}
        self._fetched_at: float | None = None
        self._tried_at: float | None = None
        self._fetching: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()

    def open(self, session: aiohttp.ClientSession) -> None:
        """Fetch with this session from now on."""
        self._session = session

    async def close(self) -> None:
        """Fetch nothing more."""
        fetching, self._fetching, self._session = self._fetching, None, None
        if fetching is not None:
            fetching.cancel()
            await asyncio.gather(fetching, return_exceptions=True)

    async def warm(self) -> None:
        """Fetch them before anybody is to be judged; a failure is only logged."""
        try:
            await asyncio.shield(self._fetch())
        except Unreachable as error:
            _log.warning("the keys of Teams cannot be fetched yet: %s", error)

    async def get(self, name: str) -> Key:
        """The key of this name. Raises Unknown, and Unreachable when the keys cannot be fetched."""
        age = None if self._fetched_at is None else self._now() - self._fetched_at
        if age is None or age > TOO_OLD or (name not in self._keys and self._may_try()):
            await asyncio.shield(self._fetch())
            async with self._turn:  # whoever waited goes on in a turn of the loop each: all at once would stop it
                await asyncio.sleep(0)
        elif age > OLD and self._may_try():
            self._fetch().add_done_callback(_log_failure)
        try:
            return self._keys[name]
        except KeyError:
            raise Unknown(name) from None

    def _may_try(self) -> bool:
        return self._fetching is not None or self._tried_at is None or self._now() - self._tried_at >= PAUSE

    def _fetch(self) -> asyncio.Task[None]:
        """The one fetch that is under way; everybody who needs the keys waits for the same."""
        if self._fetching is None:
            # The first fetch after a start does not count: a key that is changed right then is found at once.
            self._tried_at = self._now() if self._fetched_at is not None else None
            self._fetching = asyncio.create_task(self._load())
            self._fetching.add_done_callback(self._ended)
        return self._fetching

    def _ended(self, task: asyncio.Task[None]) -> None:
        if self._fetching is task:
            self._fetching = None
        if not task.cancelled():
            task.exception()  # whoever waits is told; nobody may be waiting

    async def _load(self) -> None:
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                metadata = await self._read(self._url)
                found = await self._read(str(metadata["jwks_uri"]))
        except (*PLATFORM_ERRORS, ValueError, KeyError, TypeError) as error:
            raise Unreachable(type(error).__name__) from error
        keys = {name: key for each in found.get("keys", ()) if (name := each.get("kid")) and (key := _key(each))}
        if not keys:
            raise Unreachable("no keys")
        self._keys, self._fetched_at = keys, self._now()

    async def _read(self, url: str) -> Json:
        if self._session is None:
            raise Unreachable("not running")
        async with self._session.get(url) as answer:
            answer.raise_for_status()
            found = await answer.json(content_type=None)
        if not isinstance(found, dict):
            raise ValueError("not an object")
        return found


def _key(described: Json) -> Key | None:
    """One key of the set; None for what is no RSA key."""
    try:
        public_key = RSAAlgorithm.from_jwk(json.dumps(described))
    except (InvalidKeyError, ValueError) as error:
        _log.warning("a key of Teams could not be read: %s", type(error).__name__)
        return None
    return Key(public_key, frozenset(described.get("endorsements") or ()))


def _log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.warning("the keys of Teams could not be refreshed: %s", error)
