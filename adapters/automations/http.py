"""Calls an automation over HTTP and makes one of few answers of whatever comes back.

A redirect is never followed, or whoever answers could send a signed call anywhere. No more is read than an answer may
have, and nothing of it is anything but text. What may come right by itself is NoAnswer: 5xx, 408, 409, 425, 429, a
broken connection, no answer in time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

from adapters.automations.signing import KEY, SIGNATURE, TIMESTAMP, sign
from core.automations import Automation
from core.ports.automations import Answered, Asking, NoAnswer
from core.processes.calls import Outcome

MOST_BYTES = 65_536
_ELSEWHERE = frozenset({301, 302, 303, 307, 308})
_AGAIN = frozenset({408, 409, 425, 429})
_LONGEST_PATIENCE = 3600.0
_DIGITS = 9
_RESULTS: Mapping[object, Outcome] = {"done": "done", "failed": "failed"}
_STATES: Mapping[object, Outcome] = {"gone": "gone", "present": "present"}


class HttpAutomations:
    """Implements core.ports.automations.Automations. `secret_of` is asked each time, and never kept.

    `instead` names other addresses for some, by their keys: what is played on this machine.
    """

    def __init__(self, secret_of: Callable[[Automation], str | None], instead: Mapping[str, str] | None = None) -> None:
        self._secret_of = secret_of
        self._instead = instead or {}

    async def call(self, asking: Asking) -> Answered:
        """Ask once. Raises NoAnswer where it is to be asked again."""
        automation = asking.automation
        secret = self._secret_of(automation)
        if secret is None:
            return Answered("unsigned")
        body = json.dumps(asking.body, ensure_ascii=False).encode("utf-8", "replace")
        timestamp = int(asking.at.timestamp())
        headers = {
            "Content-Type": "application/json",
            "Accept-Encoding": "identity",
            TIMESTAMP: str(timestamp),
            SIGNATURE: sign(secret, timestamp, body),
            KEY: asking.key,
        }
        try:
            status, said, after = await self._post(asking, body, headers)
        except (aiohttp.ClientError, TimeoutError, OSError, UnicodeError) as error:  # the last: a host that is no name
            raise NoAnswer(type(error).__name__) from error
        return read_answer(status, said, after, reads=asking.reads)

    async def _post(self, asking: Asking, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes | None, float]:
        """The status, the answer (None where there is too much of it), and after how many seconds to ask again."""
        automation = asking.automation
        url = self._instead.get(automation.key, automation.url)
        whole = aiohttp.ClientTimeout(total=automation.timeout)
        # Not from the environment: no proxy, no netrc that would add credentials of ours to a call. Nothing is
        # unpacked: a small answer that unpacks to a large one is not read.
        async with (
            aiohttp.ClientSession(
                timeout=whole, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False, auto_decompress=False
            ) as session,
            session.post(url, data=body, headers=headers, allow_redirects=False) as answer,
        ):
            said = bytearray()
            async for piece in answer.content.iter_chunked(8192):
                said += piece
                if len(said) > MOST_BYTES:
                    return answer.status, None, 0.0
            return answer.status, bytes(said), _seconds(answer.headers.get("Retry-After", ""), asking.at)


def read_answer(status: int, said: bytes | None, after: float, *, reads: bool) -> Answered:
    """What an answer means, whatever it is; `said` is None where it was too long. Raises NoAnswer."""
    if status in _ELSEWHERE:
        return Answered("redirected")
    if status >= 500 or status in _AGAIN:
        raise NoAnswer(f"status {status}", after)
    known = _object(said)
    note, proof = _text(known.get("note")), _text(known.get("proof"))
    if 400 <= status < 500:
        return Answered("refused", note, proof)
    if not 200 <= status < 300:
        return Answered("unreadable")
    if not reads and known.get("result") == "pending":
        return Answered("pending", note, proof)
    outcome = _STATES.get(_plain(known.get("state"))) if reads else _RESULTS.get(_plain(known.get("result")))
    return Answered(outcome, note, proof) if outcome else Answered("unreadable")


def _object(said: bytes | None) -> Mapping[str, Any]:
    """The JSON object that was said, or an empty one where it is none: then there is nothing in it to go by."""
    try:
        known = json.loads(said) if said else None
    except (ValueError, RecursionError):
        return {}
    return known if isinstance(known, dict) else {}


def _plain(value: object) -> object:
    return value if isinstance(value, str) else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _seconds(written: str, now: datetime) -> float:
    """For how long somebody asks to be left alone, as seconds or as an HTTP date; 0 where that cannot be read."""
    if written.isascii() and written.isdigit() and len(written) < _DIGITS:
        return min(float(written), _LONGEST_PATIENCE)
    try:
        until = parsedate_to_datetime(written)
    except (ValueError, OverflowError):
        return 0.0
    wait = (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds()
    return min(max(wait, 0.0), _LONGEST_PATIENCE)
