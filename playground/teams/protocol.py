"""Words shared by the whole of this Teams: the Bot Connector's refusals, content types and invoke names."""

from __future__ import annotations

from playground.protocol import AppFailed, Json, NotPossible

__all__ = ["CARD", "MOST_BYTES", "AppFailed", "ConnectorError", "Json", "NotPossible", "TooMany"]

CARD = "application/vnd.microsoft.card.adaptive"
FILE = "application/vnd.microsoft.teams.file.download.info"
FORWARDED = "forwardedMessageReference"
MOST_BYTES = 100 * 1024


class ConnectorError(Exception):
    """A call is refused: the HTTP status, the Connector's error code and a sentence."""

    def __init__(self, status: int, code: str, message: str = "") -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message or code

    def answer(self) -> Json:
        """The answer's body."""
        if self.status == 401:
            return {"message": "Authorization has been denied for this request."}
        return {"error": {"code": self.code, "message": self.message}}


class TooMany(ConnectorError):
    """Too many calls: answered with HTTP 429 and Retry-After in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(429, "Throttled", "API calls quota exceeded")
        self.retry_after = retry_after
