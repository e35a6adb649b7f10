"""Starts and stops a playground: one Slack, one loopback port, one installed app."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from playground.clock import Clock
from playground.people import Actor
from playground.slack.admin import Admin
from playground.slack.hands import Hands
from playground.slack.installed import LOOPBACK, install
from playground.slack.limits import Fault, Log
from playground.slack.outbound import Answer, Sent
from playground.slack.protocol import Json
from playground.slack.slack import Slack
from playground.slack.ui import Ui
from playground.slack.webapi import WebApi
from playground.slack.workspace import Workspace

_MOST_BYTES = 12 * 1024 * 1024


def load(name: str = "nordlicht") -> Json:
    """The definition of a workspace that comes with the playground, or of a file by its path."""
    path = Path(name) if name.endswith(".json") else Path(__file__).parent / f"{name}.json"
    definition: Json = json.loads(path.read_text(encoding="utf-8"))
    return definition


@web.middleware
async def _from_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what a page of some other site sends through a browser on this machine."""
    for name in ("Host", "Origin"):
        value = request.headers.get(name)
        host = urlsplit(value if "//" in value else f"//{value}").hostname if value else None
        if value and host not in LOOPBACK:
            raise web.HTTPForbidden(text="The playground serves this machine only.")
    return await handler(request)


class Playground:
    """A running playground. Make one with `await Playground.start(...)`, end it with `await playground.stop()`."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack
        self.hands = Hands(slack)
        self.admin = Admin(slack)
        self._api = WebApi(slack)
        self._runner: web.AppRunner | None = None
        self._actors: dict[str, Actor] = {}

    @classmethod
    async def start(
        cls,
        *,
        workspace: Json | None = None,
        manifest: Json | None = None,
        clock: Clock | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        signing_secret: str | None = None,
        bot_token: str | None = None,
        app_token: str | None = None,
        pacing: bool = True,
        patience: float = 3.0,
    ) -> Playground:
        """Start one: `port` 0 takes any free port, missing secrets are made up, without a clock the wall's is taken.

        `patience` is how long an answer of the app may take, in real seconds; a test on a busy machine gives more.
        """
        if host not in LOOPBACK:
            raise ValueError("the playground listens on this machine only: give 127.0.0.1")
        clock = clock or Clock()
        app = install(
            manifest or {},
            signing_secret=signing_secret or secrets.token_hex(16),
            bot_token=bot_token or f"xoxb-playground-{secrets.token_hex(8)}",
            app_token=app_token or f"xapp-playground-{secrets.token_hex(8)}",
        )
        definition = workspace if workspace is not None else load()
        slack = Slack(Workspace(definition, clock), app, clock, pacing=pacing)
        slack.outbound.patience = patience
        for channel in slack.space.channels.values():
            if channel.name not in definition.get("app_not_in", []):
                channel.members.add(app.bot_user)
        playground = cls(slack)
        await playground._listen(host, port)
        return playground

    async def _listen(self, host: str, port: int) -> None:
        site_app = web.Application(client_max_size=_MOST_BYTES, middlewares=[_from_here])
        site_app.add_routes([*self._api.routes(), *Ui(self.slack).routes(), *self.admin.routes()])
        self._runner = web.AppRunner(site_app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        name = self._runner.addresses[0]
        self.slack.address = f"http://{name[0]}:{name[1]}"

    async def stop(self) -> None:
        """Stop listening and speaking."""
        self._api.release()
        self.slack.changes.end()
        await self.slack.outbound.close()
        if self._runner:
            await self._runner.cleanup()

    # where it is and who is installed

    @property
    def url(self) -> str:
        """The page's address, without a slash at its end."""
        return self.slack.address

    @property
    def api_url(self) -> str:
        """The Web API's base for slack_sdk, with a slash at its end."""
        return f"{self.slack.address}/api/"

    @property
    def clock(self) -> Clock:
        """The playground's clock."""
        return self.slack.clock

    @property
    def signing_secret(self) -> str:
        """What requests to the app are signed with."""
        return self.slack.app.signing_secret

    @property
    def bot_token(self) -> str:
        """The app's bot token."""
        return self.slack.app.bot_token

    @property
    def app_token(self) -> str:
        """The app-level token, for Socket Mode."""
        return self.slack.app.app_token

    def point_at(self, request_url: str | None) -> None:
        """Send commands, interactions and events to this loopback address from now on; None sends nothing."""
        self.slack.outbound.point_at(request_url)

    async def verify_url(self) -> bool:
        """Do Slack's url_verification; True when the app says the challenge back."""
        challenge = secrets.token_hex(16)
        payload = {"token": self.slack.app.verification_token, "challenge": challenge, "type": "url_verification"}
        answer = await self.slack.outbound.ask("events_api", payload)
        if not answer.ok:
            return False
        try:
            given = json.loads(answer.body)
        except ValueError:
            given = answer.body.strip().removeprefix("challenge=")
        return (given.get("challenge") if isinstance(given, dict) else given) == challenge

    # breaking and looking

    def faults(self, method: str, kind: str, **more: object) -> None:
        """Plan a fault: see `Fault` for kinds and for times, skip, where, retry_after, error."""
        self.slack.faults.add(Fault(method, kind, **more))  # type: ignore[arg-type]

    def heal(self) -> None:
        """Forget all faults and let hanging calls go."""
        self.slack.faults.clear()
        self._api.release()

    @property
    def log(self) -> Log:
        """Every call of the app."""
        return self.slack.log

    @property
    def sent(self) -> list[Sent]:
        """Everything the app was sent, with its answers, oldest first."""
        return list(self.slack.outbound.sent)

    async def send_raw(self, kind: str, payload: Json) -> Answer:
        """Send the app any payload, well signed: kind is events_api, slash_commands or interactive."""
        return await self.slack.outbound.ask(kind, payload)  # type: ignore[arg-type]

    async def resend(self, sent: Sent) -> Answer:
        """Send the same thing again, as Slack does when an answer was lost."""
        retry = sent.retry + 1 if sent.kind == "events_api" else 0
        return await self.slack.outbound.ask(sent.kind, sent.payload, retry=retry, why="http_timeout" if retry else "")

    async def settle(self) -> None:
        """Wait until nothing is on its way to the app."""
        await self.slack.outbound.settled()

    async def until(self, holds: Callable[[], bool], within: float = 15.0) -> None:
        """Wait until this holds, looking again after every change here; AssertionError after `within` real seconds."""
        if not await self.slack.changes.until(holds, within):
            raise AssertionError(f"it did not come true within {within} s")

    def person(self, who: str) -> Actor:
        """Somebody to act as: by handle, id or e-mail address."""
        member = self.slack.space.find_person(who)
        if member.id not in self._actors:
            self._actors[member.id] = Actor(self.slack, member)
        return self._actors[member.id]
