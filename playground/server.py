"""Starts and stops a playground: a Slack, a Teams beside it and an identity provider, on one loopback port."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from playground.clock import Clock
from playground.identity import IdentityProvider
from playground.loopback import Server
from playground.pages import send_both
from playground.protocol import Json
from playground.runtime import Runtime
from playground.slack.server import SlackPlayground
from playground.slack.server import load as load_workspace
from playground.teams.server import APP_ID, PATIENCE, TeamsPlayground
from playground.teams.server import load as load_tenant
from playground.ui import answer


class Playground(SlackPlayground):
    """A running playground: a Slack, and a Teams beside it if that has an app, on one port, with one clock.

    Make one with `await Playground.start(...)`, end it with `await playground.stop()`. What is said here without
    "teams" is the Slack's; `playground.teams` has the same words for the other.
    """

    teams: TeamsPlayground | None = None
    identity: IdentityProvider
    welcome: Sequence[tuple[str, str]] = ()
    """What to try first: a line each, with the address at which it is tried, or an empty one."""
    _server: Server

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
        workspace = load_workspace() if workspace is None else workspace
        playground = cls(
            runtime, workspace=workspace, manifest=manifest, signing_secret=signing_secret, bot_token=bot_token,
            app_token=app_token, pacing=pacing, patience=patience,
        )  # fmt: skip
        playground._server = server
        playground.identity = IdentityProvider(runtime.clock)
        if teams_manifest is not None:
            people = {"people": workspace.get("people", [])}
            playground.teams = TeamsPlayground(
                runtime, tenant=load_tenant() if tenant is None else people | tenant, manifest=teams_manifest,
                app_id=teams_app_id, app_password=teams_app_password, pacing=pacing, patience=teams_patience,
            )  # fmt: skip
        await playground._listen()
        return playground

    async def _listen(self) -> None:
        routes = self.routes(beside=self.teams is not None)
        routes += self.identity.routes()
        if self.teams:
            routes += [web.get("/both", send_both), web.get("/welcome", self._say_welcome), *self.teams.routes()]
        self.slack.address = await self._server.listen(routes)
        if self.teams:
            self.teams.teams.address = self.slack.address

    async def _say_welcome(self, _: web.Request) -> web.Response:
        """GET /welcome: what to try first."""
        return answer({"lines": [{"text": text, "address": address} for text, address in self.welcome]})

    async def stop(self) -> None:
        """Stop listening and speaking."""
        await super().stop()
        if self.teams:
            await self.teams.stop()
        await self._server.stop()

    def heal(self) -> None:
        """Forget all faults and let hanging calls go, those of the Teams too."""
        super().heal()
        if self.teams:
            self.teams.heal()
