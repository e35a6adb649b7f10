"""What Teams sends to the app: signed activities, one after the other per act, and the answers to invokes."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from playground.app_client import Answer, AppClient
from playground.loopback import on_this_machine
from playground.runtime import Runtime
from playground.teams.installed_app import InstalledApp
from playground.teams.keys import Keys
from playground.teams.protocol import Json

_AGAIN = (502, 503, 504)


@dataclass(frozen=True, slots=True)
class Sent:
    """A line of the log of what the app was sent. No tokens."""

    activity: Json
    answer: Answer
    seconds: float
    retry: int = 0

    def as_json(self) -> Json:
        """The line for GET /teams/log."""
        line = {"kind": self.kind, "activity": self.activity, **self.answer.as_json()}
        return line | {"seconds": self.seconds, "retry": self.retry}

    @property
    def kind(self) -> str:
        """The activity's type, or the name of an invoke."""
        return str(self.activity.get("name") or self.activity.get("type"))


class Outbound:
    """The way to the app. It never calls anything that is not on this machine."""

    def __init__(self, app: InstalledApp, keys: Keys, runtime: Runtime, *, patience: float = 15.0) -> None:
        self.app = app
        self.keys = keys
        self.runtime = runtime
        self.patience = patience
        self.service_url: Callable[[], str] = str
        self.retries = True
        self.sent: deque[Sent] = deque(maxlen=10_000)
        self._client = AppClient()

    def authorize(self) -> str | None:
        """The Authorization header of the next request: signed for the Connector's own address, whatever is sent."""
        return self.keys.authorize(self.service_url())

    def point_at(self, url: str | None) -> None:
        """Send to this messaging endpoint from now on."""
        self.app.url = on_this_machine(url)

    async def close(self) -> None:
        """Stop speaking; what was under way is dropped."""
        await self._client.close()

    def later(self, work: Coroutine[None, None, None]) -> None:
        """Do something that nobody waits for, counted as on its way."""
        self.runtime.enter()
        self._client.start(work).add_done_callback(lambda _: self.runtime.leave())

    async def ask(self, activity: Json, *, retry: int = 0) -> Answer:
        """Send one activity and wait for the answer. An invoke that failed on the way is sent once more."""
        self.runtime.enter()
        try:
            answer = await self._once(activity, retry)
            lost = answer.reason in ("timeout", "connection_failed") or answer.status in _AGAIN
            if lost and self.retries and self.app.url and not retry and activity.get("type") == "invoke":
                answer = await self._once(activity, 1)
            return answer
        finally:
            self.runtime.leave()

    async def _once(self, activity: Json, retry: int) -> Answer:
        begun = time.monotonic()
        answer = await self.post(json.dumps(activity).encode(), self.authorize())
        self.sent.append(Sent(activity, answer, time.monotonic() - begun, retry))
        return answer

    async def post(self, body: bytes, authorization: str | None) -> Answer:
        """Send any bytes, with or without an Authorization header."""
        if not self.app.url:
            return Answer(0, reason="connection_failed")
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Microsoft-SkypeBotApi"}
        if authorization is not None:
            headers["Authorization"] = authorization
        return await self._client.post(self.app.url, body, headers, self.patience)
