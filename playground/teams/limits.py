"""What Teams refuses for being too much, and what a test asks it to break."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

from playground.clock import Clock
from playground.faults import Planned
from playground.teams.protocol import TooMany

Rules = tuple[tuple[int, int], ...]
# Seconds and calls: per bot and conversation (or, for the last, per app and tenant), as Microsoft documents them.
SPEAKING: Rules = ((1, 7), (2, 8), (30, 60), (3600, 1800))
WHOLE_ROSTER: Rules = ((60, 5),)
ASKING: Rules = ((1, 14), (2, 16), (30, 120), (3600, 3600))
WHOLE_TENANT: Rules = ((1, 50),)
_RULES = {"speaking": SPEAKING, "create": SPEAKING, "roster": WHOLE_ROSTER}
LOGIN = ("token", "openid", "keys", "manager")
OPERATIONS = ("send", "update", "delete", "create", "members", "member", "team", "attachment", *LOGIN)
STATUSES = (400, 401, 403, 404, 412, 413, 500, 502, 503, 504)
KINDS = (
    "ratelimited", "timeout", "timeout_after", "reset_before", "reset_after", "slow", "garbage",
    *(f"http_{status}" for status in STATUSES), *(f"http_{status}_after" for status in (500, 502, 503, 504)),
)  # fmt: skip


class Window:
    """The calls of one hour, oldest first."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._at: deque[float] = deque(maxlen=max(most for _, most in rules))

    def wait(self, now: float) -> float:
        """Seconds until one more is allowed; zero when it is now."""
        waits = [
            self._at[-most] + seconds - now
            for seconds, most in self._rules
            if len(self._at) >= most and self._at[-most] + seconds > now
        ]
        return max(waits, default=0.0)

    def take(self, now: float) -> None:
        """Count one."""
        self._at.append(now)


class Pacing:
    """The limits per conversation and per tenant, on the playground's clock; a refused call does not count."""

    def __init__(self, clock: Clock, *, on: bool = True) -> None:
        self.on = on
        self._clock = clock
        self._windows: dict[tuple[str, str], Window] = {}

    def check(self, operation: str, conversation: str) -> None:
        """Count one call about this conversation. Raises TooMany."""
        if not self.on:
            return
        key = ("speaking" if operation in ("send", "update", "delete") else operation, conversation)
        own = self._windows.setdefault(key, Window(_RULES.get(key[0], ASKING)))
        shared = self._windows.setdefault(("tenant", ""), Window(WHOLE_TENANT))
        now = self._clock.moment()
        if wait := max(own.wait(now), shared.wait(now)):
            raise TooMany(max(1, math.ceil(wait)))
        own.take(now)
        shared.take(now)


@dataclass(slots=True)
class Fault(Planned):
    """Something that shall go wrong with an `operation` ("*" for any of the Connector's).

    `where` looks at `conversation`, `activity` and the fields of the body; `seconds` is how long a slow one takes, in
    real seconds. Kinds that end in `_after` do what was asked and lose the answer.
    """

    operation: str
    kind: str
    error: str = ""
    retry_after: int | None = 1
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if self.operation not in (*OPERATIONS, "*"):
            raise ValueError(f"a fault hits one of {', '.join(OPERATIONS)} or *, not {self.operation}")
        if self.kind not in KINDS:
            raise ValueError(f"a fault is one of {', '.join(KINDS)}, not {self.kind}")

    @property
    def status(self) -> int:
        """The HTTP status of an `http_...` fault, else zero."""
        return int(self.kind.split("_")[1]) if self.kind.startswith("http_") else 0

    @property
    def done(self) -> bool:
        """True when what was asked is done before it goes wrong."""
        return self.kind.endswith("_after") or self.kind in ("slow", "garbage")

    def concerns(self, call: str) -> bool:
        """True for its operation."""
        return self.operation == call or (self.operation == "*" and call not in LOGIN)
