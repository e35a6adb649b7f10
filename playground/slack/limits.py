"""What Slack refuses for being too much, and what a test asks it to break."""

from __future__ import annotations

from dataclasses import dataclass, field

from playground.clock import Clock
from playground.faults import Planned
from playground.slack.protocol import RateLimited

PACED = {"chat.postMessage", "chat.postEphemeral"}
TIERS = {
    "chat.update": 50, "chat.delete": 50, "views.open": 100, "views.push": 100, "views.update": 100,
    "views.publish": 100, "conversations.history": 50, "conversations.replies": 50, "conversations.list": 20,
    "conversations.open": 50, "conversations.info": 50, "conversations.members": 100, "users.info": 100,
    "users.list": 20, "users.lookupByEmail": 50, "reactions.add": 50, "reactions.remove": 50,
}  # fmt: skip
KINDS = ("ratelimited", "http_500", "timeout", "timeout_after", "reset_before", "reset_after", "error")


@dataclass(slots=True)
class Bucket:
    """Room for a burst that fills again at a rate."""

    rate: float
    size: float
    level: float
    at: float

    def take(self, now: float) -> float:
        """Take one; seconds to wait when it is empty, else zero."""
        self.level = min(self.size, self.level + (now - self.at) * self.rate)
        self.at = now
        if self.level >= 1:
            self.level -= 1
            return 0.0
        return (1 - self.level) / self.rate


@dataclass(slots=True)
class Pacing:
    """About one message a second and channel after a burst; `tiers` adds the methods' limits a minute."""

    clock: Clock
    on: bool = True
    per_second: float = 1.0
    burst: int = 20
    tiers: bool = False
    _buckets: dict[tuple[str, str], Bucket] = field(default_factory=dict)

    def check(self, method: str, channel: str) -> None:
        """Count one call. Raises RateLimited."""
        if not self.on:
            return
        if method in PACED:
            self._take((method, channel), self.per_second, self.burst)
        elif self.tiers and method in TIERS:
            self._take((method, ""), TIERS[method] / 60, TIERS[method])

    def _take(self, key: tuple[str, str], rate: float, size: float) -> None:
        now = self.clock.moment()
        bucket = self._buckets.setdefault(key, Bucket(rate, size, size, now))
        if wait := bucket.take(now):
            raise RateLimited(max(1, int(wait + 0.999)))


@dataclass(slots=True)
class Fault(Planned):
    """Something that shall go wrong with a `method` ("*" for any, "response_url" for those)."""

    method: str
    kind: str
    error: str = "internal_error"
    retry_after: int = 1

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"a fault is one of {', '.join(KINDS)}, not {self.kind}")

    def concerns(self, call: str) -> bool:
        """True for its method."""
        return self.method in (call, "*")
