"""Starts and stops a playground: a Slack and, beside it, a Teams, on one loopback port, an app installed in each."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

from playground.clock import Clock
from playground.log import Log
from playground.loopback import Server
from playground.runtime import Running, Runtime
from playground.slack.admin import Admin
from playground.slack.hands import Hands
from playground.slack.installed_app import install
from playground.slack.limits import Fault
from playground.slack.outbound import Answer, Sent
from playground.slack.people import Actor
from playground.slack.protocol import Json
from playground.slack.slack import Slack
from playground.slack.ui import Ui
from playground.slack.webapi import WebApi
from playground.slack.workspace import Workspace
from playground.teams.server import APP_ID, PATIENCE, TeamsPlayground
from playground.teams.server import load as load_tenant


def load(name: str = "nordlicht") -> Json:
    """The definition of a workspace that comes with the playground, or of a file by its path."""
    path = Path(name) if name.endswith(".json") else Path(__file__).parent / f"{name}.json"
    definition: Json = json.loads(path.read_text(encoding="utf-8"))
    return definition


class Playground(Running):
    """A running playground: a Slack, and a Teams beside it if that has an app, on one port, with one clock.

    Make one with `await Playground.start(...)`, end it with `await playground.stop()`. What is said here without
    "teams" is the Slack's; `playground.teams` has the same words for the other.
    """

    def __init__(self, slack: Slack, teams: TeamsPlayground | None, server: Server) -> None:
        self.slack = slack
        self.teams = teams
        self.runtime = slack.runtime
        self.hands = Hands(slack)
        self.admin = Admin(slack)
        self._api = WebApi(slack)
        self._server = server
        self._actors: dict[str, Actor] = {}

    @classmethod
    async def start(
        cls,
        *,
        workspace: Json | None = None,
        manifest: Json | None = None,
        tenant: Json | None = None,
        teams_manifest: Json | None = None,
        clock: Clock | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        signing_secret: str | None = None,
        bot_token: str | None = None,
        app_token: str | None = None,
        teams_app_id: str = APP_ID,
        teams_app_password: str | None = None,
        pacing: bool = True,
        patience: float = 3.0,
        teams_patience: float = PATIENCE,
    ) -> Playground:
        """Start one: `port` 0 takes any free port, missing secrets are made up, without a clock the wall's is taken.

        There is a Teams when there is a `teams_manifest`. A `tenant` that names no people has the workspace's. The
        patiences are how long an answer of the app may take on either, in real seconds; a test on a busy machine
        gives more.
        """
        server = Server(host, port)
        runtime = Runtime(clock)
        definition = workspace if workspace is not None else load()
        app = install(
            manifest or {},
            signing_secret=signing_secret or secrets.token_hex(16),
            bot_token=bot_token or f"xoxb-playground-{secrets.token_hex(8)}",
            app_token=app_token or f"xapp-playground-{secrets.token_hex(8)}",
        )
        slack = Slack(Workspace(definition, runtime.clock), app, runtime, pacing=pacing)
        slack.outbound.patience = patience
        for channel in slack.space.channels.values():
            if channel.name not in definition.get("app_not_in", []):
                channel.members.add(app.bot_user)
        teams = None
        if teams_manifest is not None:
            people = {"people": definition.get("people", [])}
            teams = TeamsPlayground(
                runtime, tenant=load_tenant() if tenant is None else people | tenant, manifest=teams_manifest,
                app_id=teams_app_id, app_password=teams_app_password, pacing=pacing, patience=teams_patience,
            )  # fmt: skip
        playground = cls(slack, teams, server)
        await playground._listen()
        return playground

    async def _listen(self) -> None:
        ui = Ui(self.slack, beside=self.teams is not None)
        routes = [*self._api.routes(), *ui.routes(), *self.admin.routes()]
        if self.teams:
            routes += self.teams.routes()
        self.slack.address = await self._server.listen(routes)
        if self.teams:
            self.teams.teams.address = self.slack.address

    async def stop(self) -> None:
        """Stop listening and speaking."""
        self._api.hanging.release()
        self.slack.changes.end()
        await self.slack.outbound.close()
        if self.teams:
            await self.teams.stop()
        await self._server.stop()

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
        """Forget all faults and let hanging calls go, those of the Teams too."""
        self.slack.faults.clear()
        self._api.hanging.release()
        if self.teams:
            self.teams.heal()

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

    def person(self, who: str) -> Actor:
        """Somebody to act as: by handle, id or e-mail address."""
        member = self.slack.space.find_person(who)
        if member.id not in self._actors:
            self._actors[member.id] = Actor(self.slack, member)
        return self._actors[member.id]
