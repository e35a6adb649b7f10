"""What Slack refuses for being too much, and what a test asks it to break: pacing, faults, and the log of calls."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from playground.clock import Clock
from playground.slack.protocol import Json, RateLimited

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
class Fault:
    """Something that shall go wrong: `times` calls of `method` ("*" for any, "response_url" for those).

    `where` narrows it to calls whose arguments contain these values, `skip` lets so many pass first.
    """

    method: str
    kind: str
    error: str = "internal_error"
    retry_after: int = 1
    times: int = 1
    skip: int = 0
    where: Json = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"a fault is one of {', '.join(KINDS)}, not {self.kind}")

    def hits(self, method: str, args: Json) -> bool:
        """True when it strikes this call; counts it."""
        if self.times <= 0 or self.method not in (method, "*"):
            return False
        if any(str(args.get(name)) != str(value) for name, value in self.where.items()):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.times -= 1
        return True


class Faults:
    """The faults that are still to come."""

    def __init__(self) -> None:
        self.planned: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Plan one."""
        self.planned.append(fault)

    def clear(self) -> None:
        """Forget them all."""
        self.planned.clear()

    def strike(self, method: str, args: Json) -> Fault | None:
        """The fault that hits this call, if any."""
        for fault in self.planned:
            if fault.hits(method, args):
                if fault.times <= 0:
                    self.planned.remove(fault)
                return fault
        return None


@dataclass(frozen=True, slots=True)
class Call:
    """A line of the log: one Web API call (or use of a response_url) and what it got. No tokens."""

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
