"""What Slack's failures mean to delivery: try again later, perhaps already said, or never.

This is the only place that judges an error of Slack, of its client or of the connection.
"""

from __future__ import annotations

from collections.abc import Mapping

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from adapters.inbound_kit.patience import retry_after
from core.ports.channel import Gone, Rejected, RetryLater

PLATFORM_ERRORS = (SlackClientError, aiohttp.ClientError, TimeoutError, OSError)
"""What a call to Slack may raise that is not a bug of ours."""

SOON = 5.0
"""Seconds to wait after a failure that names no time of its own."""
LIMITED = 30.0
"""Seconds to wait after 429 without a readable Retry-After."""

_LIMITS = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
_PASSING = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org", "accesslimited"}
)

_GONE = frozenset(
    {
        "channel_not_found", "is_archived", "is_inactive", "not_in_channel", "messages_tab_disabled", "cannot_dm_bot",
        "user_disabled", "user_not_found", "user_not_visible", "account_inactive", "restricted_action",
        "restricted_action_read_only_channel", "team_access_not_granted",
    }
)  # fmt: skip
"""What Slack says of a conversation, or of the person it is with, that is closed to us."""


def translate(error: BaseException, *, speaking: bool = False) -> RetryLater | Rejected:
    """The platform error as delivery understands it; `speaking` when the call would have been heard by people.

    `RetryLater.unknown` is set when Slack may have done it all the same. Raises TypeError for anything but a platform
    error: that is a bug, and stays one.
    """
    match error:
        case SlackApiError():
            return _answered(error, speaking)
        case SlackClientError():
            return Rejected("invalid_request")
        case aiohttp.ClientConnectorError():
            return RetryLater("Slack cannot be reached", SOON)
        case aiohttp.ClientError() | TimeoutError() | OSError():
            return RetryLater(f"the connection to Slack broke ({type(error).__name__})", SOON, unknown=speaking)
        case _:
            raise TypeError(f"{type(error).__name__} is not an error of Slack") from error


def _answered(error: SlackApiError, speaking: bool) -> RetryLater | Rejected:
    """What an answer of Slack means. The client puts in either its own response or, unreadable, aiohttp's."""
    response = error.response
    status = int(getattr(response, "status_code", None) or getattr(response, "status", None) or 0)
    data = getattr(response, "data", response)
    code = data.get("error") if isinstance(data, dict) else None
    headers = getattr(response, "headers", None) or {}
    return judge(status, code if isinstance(code, str) else "", headers, speaking=speaking)


def judge(status: int, code: str, headers: Mapping[str, object], *, speaking: bool) -> RetryLater | Rejected:
    """What an HTTP status and Slack's error code (empty when the answer could not be read) mean."""
    if status == 429 or code in _LIMITS:
        return RetryLater("Slack asks for patience", retry_after(headers) or LIMITED)
    if status >= 500 or code in _PASSING:
        return RetryLater(f"Slack is unwell ({code or status})", SOON, unknown=speaking)
    if code:
        return (Gone if code in _GONE else Rejected)(code)
    if status >= 400:
        return Rejected(f"http_{status}")
    return RetryLater("Slack's answer could not be read", SOON, unknown=speaking)
