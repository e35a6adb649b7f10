"""The log of what the app called."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from playground.protocol import Json


@dataclass(frozen=True, slots=True)
class Call:
    """A line of the log: one call and what it got. No tokens."""

    method: str
    args: Json
    answer: Json
    status: int
    at: str

    def as_json(self) -> Json:
        """The line for GET /log."""
        return {"method": self.method, "args": self.args, "answer": self.answer, "status": self.status, "at": self.at}


class Log:
    """The last ten thousand calls, oldest first."""

    def __init__(self) -> None:
        self.calls: deque[Call] = deque(maxlen=10_000)

    def of(self, method: str) -> list[Call]:
        """The calls of one method."""
        return [call for call in self.calls if call.method == method]

    def clear(self) -> None:
        """Forget them."""
        self.calls.clear()
