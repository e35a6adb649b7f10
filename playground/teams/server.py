"""A running Teams: one tenant and one installed app; what tests ask of it, break in it and look at."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TypedDict, Unpack

from aiohttp import web

from playground import company
from playground.app_client import Answer
from playground.clock import Clock
from playground.loopback import Server
from playground.platform import RunningPlatform
from playground.runtime import Runtime
from playground.teams.admin import Admin
from playground.teams.buttons import Buttons
from playground.teams.connector import Connector, Stage
from playground.teams.forwarding import ForwardingHands
from playground.teams.graph import GRAPH, Graph
from playground.teams.installed_app import install
from playground.teams.limits import Fault
from playground.teams.login import Login
from playground.teams.outbound import Sent
from playground.teams.people import Actor
from playground.teams.protocol import Json
from playground.teams.teams import Teams
from playground.teams.tenant import Tenant
from playground.teams.ui import Ui

APP_ID = "7d1f0000-0000-4000-8000-00000000bee1"
SAMPLE_MANIFEST: Json = {
    "name": {"short": "Echo"},
    "bots": [{"botId": APP_ID, "scopes": ["personal", "team", "groupChat"]}],
    "composeExtensions": [
        {
            "botId": APP_ID,
            "commands": [
                {
                    "type": "action",
                    "id": "echoMessage",
                    "title": "Echo this",
                    "context": ["message"],
                    "fetchTask": True,
                },
                {"type": "action", "id": "echo", "title": "Echo", "context": ["compose"], "fetchTask": True},
            ],
        }
    ],
}
PATIENCE = 15.0


def load(name: str = "nordlicht") -> Json:
    """The definition of a tenant that comes with the playground, or of a file by its path, with its people."""
    return company.load(name, Path(__file__).parent)


class Options(TypedDict, total=False):
    """How a Teams shall be: `tenant` (else Nordlicht GmbH), `manifest` (else Echo's), what is not said is made up.

    `patience` is how long an answer of the app may take, in real seconds; Teams itself waits ten to fifteen.
    """

    tenant: Json | None
    manifest: Json | None
    app_id: str
    app_password: str | None
    pacing: bool
    patience: float


class TeamsPlayground(RunningPlatform[Fault]):
    """A running Teams. Make one with `await TeamsPlayground.start(...)`, end it with `await playground.stop()`.

    One that was made with the runtime of a `Playground` does not listen itself: its `routes()` are served there.
    """

    def __init__(self, runtime: Runtime, **options: Unpack[Options]) -> None:
        manifest, tenant = options.get("manifest"), options.get("tenant")
        app = install(
            SAMPLE_MANIFEST if manifest is None else manifest,
            app_id=options.get("app_id", APP_ID),
            password=options.get("app_password") or f"playground-{secrets.token_hex(8)}",
        )
        people = Tenant(load() if tenant is None else tenant, runtime.clock)
        self.teams = Teams(people, app, runtime, pacing=options.get("pacing", True))
        self.teams.outbound.patience = options.get("patience", PATIENCE)
        super().__init__(self.teams, Fault)
        self.admin = Admin(self.teams)
        self._stage = Stage(self.teams)
        self._hands = ForwardingHands(self.teams)
        self._buttons = Buttons(self.teams)
        self._server: Server | None = None
        self._actors: dict[str, Actor] = {}

    @classmethod
    async def start(
        cls, *, clock: Clock | None = None, host: str = "127.0.0.1", port: int = 0, **options: Unpack[Options]
    ) -> TeamsPlayground:
        """Start one of its own: `port` 0 takes any free port, without a clock the wall's is taken."""
        server = Server(host, port)
        playground = cls(Runtime(clock), **options)
        playground._server = server
        playground.teams.address = await server.listen(playground.routes())
        return playground

    def routes(self) -> list[web.RouteDef]:
        """All doors, everything under /teams: for a server that has other things to serve too."""
        doors = (Connector(self.teams, self._stage), Login(self._stage), Graph(self._stage), Ui(self.teams), self.admin)
        return [route for door in doors for route in door.routes()]

    async def stop(self) -> None:
        """Stop listening and speaking."""
        await super().stop()
        if self._server:
            await self._server.stop()

    # where it is and who is installed

    @property
    def service_url(self) -> str:
        """The Connector, with a slash at its end, as activities carry it."""
        return self.teams.service_url

    @property
    def login_url(self) -> str:
        """The login's base, without a slash at its end: `{login_url}/{tenant}/oauth2/v2.0/token`."""
        return f"{self.teams.address}/teams/login"

    @property
    def graph_url(self) -> str:
        """Microsoft Graph, without a slash at its end."""
        return f"{self.teams.address}{GRAPH}"

    @property
    def openid_metadata_url(self) -> str:
        """The document that names the keys."""
        return f"{self.teams.address}/teams/openid/.well-known/openidconfiguration"

    @property
    def app_id(self) -> str:
        """The app's id."""
        return self.teams.app.app_id

    @property
    def app_password(self) -> str:
        """What the app shows at the login."""
        return self.teams.app.password

    @property
    def tenant_id(self) -> str:
        """The tenant's id."""
        return self.teams.tenant.id

    @property
    def environment(self) -> dict[str, str]:
        """The settings that point an app at this playground."""
        return {
            "TEAMS_APP_ID": self.app_id, "TEAMS_APP_PASSWORD": self.app_password, "TEAMS_TENANT_ID": self.tenant_id,
            "TEAMS_OPENID_METADATA_URL": self.openid_metadata_url, "TEAMS_LOGIN_URL": self.login_url,
            "TEAMS_GRAPH_URL": self.graph_url,
        }  # fmt: skip

    async def introduce(self) -> None:
        """Tell the app where it is installed already: in each team, and for each person who has it."""
        for team in self.teams.tenant.teams.values():
            if team.bot_in:
                await self._hands.install(self.teams.tenant.people[min(team.members)], team)
        for person in list(self.teams.tenant.people.values()):
            if person.has_app and person.active:
                await self._hands.install(person)

    # breaking and looking

    def wrong_tokens(self, how: str, times: int = 1) -> None:
        """Make the tokens of the next activities wrong; `how` is one of keys.WRONG_TOKENS."""
        self.teams.keys.break_next(how, times)

    def heal(self) -> None:
        """Forget all faults, wrong tokens and latency, and let hanging calls go."""
        super().heal()
        self.teams.keys.heal()
        self.teams.latency = 0.0

    @property
    def sent(self) -> list[Sent]:
        """Everything the app was sent, with its answers, oldest first."""
        return list(self.teams.outbound.sent)

    async def send_raw(self, body: Json | bytes) -> Answer:
        """Send the app any activity or any bytes, well signed for this Connector."""
        if isinstance(body, dict):
            return await self.teams.outbound.ask(body, retry=1)
        return await self.teams.outbound.post(body, self.teams.outbound.authorize())

    async def resend(self, sent: Sent) -> Answer:
        """Send the same activity again, as Teams does when an answer was lost."""
        return await self.teams.outbound.ask(sent.activity, retry=sent.retry + 1)

    def person(self, who: str) -> Actor:
        """Somebody to act as: by handle, id, directory id, e-mail address or name."""
        person = self.teams.tenant.person(who)
        if person.id not in self._actors:
            self._actors[person.id] = Actor(self.teams, person, self._hands, self._buttons)
        return self._actors[person.id]
