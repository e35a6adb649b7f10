"""What Teams' failures mean to delivery: try again later, perhaps already said, or never.

This is the only place that judges an error of the Bot Connector, of the token endpoint or of the connection. The
library retries nothing and shows Retry-After only in its exceptions; delivery decides when to try again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import aiohttp

from adapters.inbound_kit.patience import retry_after
from core.ports.channel import Gone, Rejected, RetryLater

PLATFORM_ERRORS = (aiohttp.ClientError, TimeoutError, OSError)
"""What a call to Teams may raise that is not a bug of ours."""

SOON = 5.0
"""Seconds to wait after a failure that names no time of its own."""
LIMITED = 30.0
"""Seconds to wait after 429 without a readable Retry-After."""

_NEVER: dict[int, str] = {
    400: "bad_request",
    401: "not_authorized",
    403: "forbidden",
    404: "not_found",
    405: "not_allowed",
    413: "too_large",
}


_CLOSED = (403, 404)
"""The conversation is no more, or whoever it is with does not let us in (Bot Framework, "Status codes")."""


class Malformed(Rejected):
    """Teams does not take this activity as it is (400); nothing was said."""


_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def translate(error: BaseException, *, speaking: bool = False) -> RetryLater:
    """A failed connection as delivery understands it; `speaking` when the call would have been heard by people.

    `RetryLater.unknown` is set when Teams may have done it all the same. Raises TypeError for anything but a platform
    error: that is a bug, and stays one.
    """
    match error:
        case aiohttp.InvalidURL():
            raise TypeError("an address of ours is not one") from error
        case aiohttp.ClientConnectorError():
            return RetryLater("Teams cannot be reached", SOON)
        case aiohttp.ClientError() | TimeoutError() | OSError():
            return RetryLater(f"the connection to Teams broke ({type(error).__name__})", SOON, unknown=speaking)
        case _:
            raise TypeError(f"{type(error).__name__} is not an error of Teams") from error


def judge(status: int, code: str, headers: Mapping[str, str], *, speaking: bool) -> RetryLater | Rejected:
    """What an HTTP status and Teams' error code (empty when the answer could not be read) mean."""
    if status == 429:
        return RetryLater("Teams asks for patience", retry_after(headers) or LIMITED)
    if status == 412:
        return RetryLater("Teams was busy with this conversation", retry_after(headers) or SOON)
    if status >= 500 or status == 408:
        return RetryLater(f"Teams is unwell ({code or status})", retry_after(headers) or SOON, unknown=speaking)
    why = "_".join(_WORD.split(code)).lower() if code.isalnum() and code.isascii() else ""
    kind = Malformed if status == 400 else Gone if status in _CLOSED else Rejected
    return kind(why or _NEVER.get(status, f"http_{status}"))
