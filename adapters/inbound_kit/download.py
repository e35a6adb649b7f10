"""The content of a file that a platform answers with: as much as somebody wants, and not a byte more."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import ClientResponse

from core.ports.channel import Rejected, RetryLater

_PART = 65_536


async def content_of(answer: ClientResponse, most: int, judge: Callable[[int], RetryLater | Rejected]) -> bytes:
    """What an answer holds. Who may not read it is refused, or sent to a login; `judge` says what other states mean.

    Raises RetryLater, and Rejected: `gone`, `no_right`, `too_large`, or whatever `judge` says.
    """
    if answer.status in (404, 410):
        raise Rejected("gone")
    if answer.status in (401, 403) or 300 <= answer.status < 400:
        raise Rejected("no_right")
    if answer.status != 200:
        raise judge(answer.status)
    parts, size = [], 0
    async for part in answer.content.iter_chunked(_PART):
        size += len(part)
        if size > most:
            raise Rejected("too_large")
        parts.append(part)
    return b"".join(parts)
