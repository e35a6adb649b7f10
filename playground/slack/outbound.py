"""What Slack sends to the app: signed HTTP or Socket Mode envelopes, and events with their retries."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import secrets
import time
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from playground import app_client
from playground.app_client import AppClient
from playground.loopback import on_this_machine
from playground.runtime import Runtime
from playground.slack.installed_app import InstalledApp
from playground.slack.protocol import Json

Kind = Literal["events_api", "slash_commands", "interactive"]
RETRY_AFTER = (60, 360)


@dataclass(frozen=True, slots=True)
class Answer(app_client.Answer):
    """What came back: a 2xx with its body, or the reason why not in Slack's words, e.g. `http_timeout`."""

    @property
    def no_retry(self) -> bool:
        """True when the app wants no event again that it did not take."""
        return self.headers.get("x-slack-no-retry") == "1"

    @property
    def complaint(self) -> str:
        """What a person reads when their command was not taken."""
        return "operation_timeout" if self.reason == "http_timeout" else "dispatch_failed"


@dataclass(frozen=True, slots=True)
class Sent:
    """A line of the log of what the app was sent."""

    kind: Kind
    payload: Json
    answer: Answer
    seconds: float
    retry: int = 0

    def as_json(self) -> Json:
        """The line for GET /log."""
        line = {"kind": self.kind, "payload": self.payload, **self.answer.as_json()}
        return line | {"seconds": self.seconds, "retry": self.retry}


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's signature of a request body."""
    return "v0=" + hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()


class Outbound:
    """The way to the app. It never calls anything that is not on this machine."""

    def __init__(self, app: InstalledApp, runtime: Runtime, team_id: str, *, patience: float = 3.0) -> None:
        self.app = app
        self.runtime = runtime
        self.team_id = team_id
        self.patience = patience
        self.retries = True
        self.url = app.request_url
        self.sent: deque[Sent] = deque(maxlen=10_000)
        self._client = AppClient()
        self._sockets: list[web.WebSocketResponse] = []
        self._acks: dict[str, asyncio.Future[str]] = {}

    def point_at(self, url: str | None) -> None:
        """Send to this request URL from now on."""
        self.url = on_this_machine(url)

    @property
    def reachable(self) -> bool:
        """True when there is an app to speak to."""
        return bool(self.url or self._sockets)

    async def close(self) -> None:
        """Stop speaking; what was under way is dropped."""
        for socket in list(self._sockets):
            await socket.close()
        await self._client.close()

    # one request

    async def ask(self, kind: Kind, payload: Json, *, retry: int = 0, why: str = "", counted: bool = True) -> Answer:
        """Send one request and wait for its answer, three seconds at most."""
        if counted:
            self.runtime.enter()
        begun = time.monotonic()
        try:
            if self._sockets and (self.app.socket_mode or not self.url):
                answer = await self._ask_socket(kind, payload, retry, why)
            elif self.url:
                answer = await self._ask_http(self.url, kind, payload, retry, why)
            else:
                answer = Answer(0, reason="connection_failed")
            self.sent.append(Sent(kind, payload, answer, time.monotonic() - begun, retry))
            return answer
        finally:
            if counted:
                self.runtime.leave()

    async def _ask_http(self, url: str, kind: Kind, payload: Json, retry: int, why: str) -> Answer:
        if kind == "events_api":
            body, form = json.dumps(payload).encode(), "application/json"
        else:
            fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
            body, form = urlencode(fields).encode(), "application/x-www-form-urlencoded"
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": form,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": sign(self.app.signing_secret, timestamp, body),
        }
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": why}
        reply = await self._client.post(url, body, headers, self.patience)
        reason = "http_timeout" if reply.reason == "timeout" else reply.reason
        return Answer(reply.status, reply.body, reason, reply.headers)

    # Socket Mode

    async def _ask_socket(self, kind: Kind, payload: Json, retry: int, why: str) -> Answer:
        socket = self._sockets.pop(0)
        self._sockets.append(socket)
        envelope = secrets.token_hex(16)
        ack: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._acks[envelope] = ack
        message: Json = {
            "envelope_id": envelope, "type": kind, "payload": payload, "accepts_response_payload": kind != "events_api",
        }  # fmt: skip
        if kind == "events_api":
            message |= {"retry_attempt": retry, "retry_reason": why}
        try:
            async with asyncio.timeout(self.patience):
                await socket.send_json(message)
                return Answer(200, await ack)
        except TimeoutError:
            return Answer(0, reason="http_timeout")
        except ConnectionError:
            return Answer(0, reason="connection_failed")
        finally:
            self._acks.pop(envelope, None)

    async def serve_socket(self, request: web.Request) -> web.WebSocketResponse:
        """Hold one Socket Mode connection until it ends."""
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        self._sockets.append(socket)
        await socket.send_json({
            "type": "hello", "num_connections": len(self._sockets), "connection_info": {"app_id": self.app.app_id},
            "debug_info": {"host": "playground", "approximate_connection_time": 18060},
        })  # fmt: skip
        try:
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._take_ack(message.data)
        finally:
            self._sockets.remove(socket)
        return socket

    def _take_ack(self, text: str) -> None:
        try:
            message = json.loads(text)
        except ValueError:
            return
        ack = self._acks.get(message.get("envelope_id", "")) if isinstance(message, dict) else None
        if ack and not ack.done():
            body = message.get("payload")
            ack.set_result("" if body is None else body if isinstance(body, str) else json.dumps(body))

    async def refresh_sockets(self) -> None:
        """Ask every connection to come again, as Slack does now and then."""
        for socket in list(self._sockets):
            await socket.send_json(
                {"type": "disconnect", "reason": "refresh_requested", "debug_info": {"host": "playground"}}
            )
            await socket.close()

    # events

    def send_event(self, event: Json) -> asyncio.Task[None] | None:
        """Send an event with its envelope; the task ends with the first attempt and, if need be, its instant retry."""
        if not self.reachable:
            return None
        payload: Json = {
            "token": self.app.verification_token, "team_id": self.team_id, "context_team_id": self.team_id,
            "context_enterprise_id": None, "api_app_id": self.app.app_id, "event": event, "type": "event_callback",
            "event_id": "Ev" + secrets.token_hex(5).upper(), "event_time": int(self.runtime.clock.now().timestamp()),
            "authorizations": [{
                "enterprise_id": None, "team_id": self.team_id, "user_id": self.app.bot_user, "is_bot": True,
                "is_enterprise_install": False,
            }],
            "is_ext_shared_channel": False,
        }  # fmt: skip
        self.runtime.enter()
        return self._client.start(self._deliver_now(payload))

    async def _deliver_now(self, payload: Json) -> None:
        begun = self.runtime.clock.now()
        try:
            answer = await self.ask("events_api", payload, counted=False)
            if not answer.ok and not answer.no_retry and self.retries:
                answer = await self.ask("events_api", payload, retry=1, why=answer.reason, counted=False)
                if not answer.ok and not answer.no_retry:
                    self._client.start(self._deliver_later(payload, answer, begun))
        finally:
            self.runtime.leave()

    async def _deliver_later(self, payload: Json, answer: Answer, begun: datetime) -> None:
        for number, after in enumerate(RETRY_AFTER, start=2):
            await self.runtime.clock.sleep_until(begun + timedelta(seconds=after))
            answer = await self.ask("events_api", payload, retry=number, why=answer.reason)
            if answer.ok or answer.no_retry:
                return
