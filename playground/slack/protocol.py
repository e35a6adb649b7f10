"""Words shared by the whole of this Slack, the refusals of the Web API among them."""

from __future__ import annotations

from playground.protocol import AppFailed, Json, NotPossible

__all__ = ["AppFailed", "Json", "NotPossible", "RateLimited", "SlackError"]


class SlackError(Exception):
    """A Web API call is refused: Slack's error code, and what else stands in the answer."""

    def __init__(self, code: str, *, messages: list[str] | None = None, **extra: object) -> None:
        super().__init__(code)
        self.code = code
        self.extra: Json = dict(extra)
        if messages:
            self.extra["response_metadata"] = {"messages": messages}

    def answer(self) -> Json:
        """The answer's body."""
        return {"ok": False, "error": self.code, **self.extra}


class RateLimited(SlackError):
    """Too many calls: answered with HTTP 429 and Retry-After in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after
