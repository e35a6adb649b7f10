"""A running Slack: one workspace and one installed app; what tests ask of it, break in it and look at."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import TypedDict, Unpack

from aiohttp import web

from playground import company
from playground.platform import RunningPlatform
from playground.runtime import Runtime
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

SAMPLE_MANIFEST: Json = {
    "display_information": {"name": "Echo"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "echo"},
        "slash_commands": [{"command": "/echo", "description": "Says it back", "usage_hint": "[words]"}],
        "shortcuts": [
            {"name": "Echo this", "type": "message", "callback_id": "echo_message", "description": "Says it back"},
            {"name": "Echo", "type": "global", "callback_id": "echo_global", "description": "Asks what to say"},
        ],
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": ["message.channels", "message.groups", "message.im", "app_mention", "app_home_opened"]
        },
        "interactivity": {"is_enabled": True},
    },
}


def load(name: str = "nordlicht") -> Json:
    """The definition of a workspace that comes with the playground, or of a file by its path, with its people."""
    return company.load(name, Path(__file__).parent)


class Options(TypedDict, total=False):
    """How a Slack shall be: `workspace` (else Nordlicht GmbH), `manifest` (else an empty one), secrets.

    What is not said is made up. `patience` is how long an answer of the app may take, in real seconds.
    """

    workspace: Json | None
    manifest: Json | None
    signing_secret: str | None
    bot_token: str | None
    app_token: str | None
    pacing: bool
    patience: float


class SlackPlayground(RunningPlatform[Fault]):
    """A running Slack. It does not listen itself: whoever has a server serves its `routes()`."""

    def __init__(self, runtime: Runtime, **options: Unpack[Options]) -> None:
        given = options.get("workspace")
        workspace = load() if given is None else given
        app = install(
            options.get("manifest") or {},
            signing_secret=options.get("signing_secret") or secrets.token_hex(16),
            bot_token=options.get("bot_token") or f"xoxb-playground-{secrets.token_hex(8)}",
            app_token=options.get("app_token") or f"xapp-playground-{secrets.token_hex(8)}",
        )
        self.slack = Slack(Workspace(workspace, runtime.clock), app, runtime, pacing=options.get("pacing", True))
        self.slack.outbound.patience = options.get("patience", 3.0)
        for channel in self.slack.space.channels.values():
            if channel.name not in workspace.get("app_not_in", []):
                channel.members.add(app.bot_user)
        super().__init__(self.slack, Fault)
        self.hands = Hands(self.slack)
        self.admin = Admin(self.slack)
        self._actors: dict[str, Actor] = {}

    def routes(self, *, beside: bool = False) -> list[web.RouteDef]:
        """All doors; `beside` tells that there is a Teams to be shown beside it."""
        doors = (WebApi(self.slack), Ui(self.slack, beside=beside), self.admin)
        return [route for door in doors for route in door.routes()]

    # where it is and who is installed

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

    # looking and acting

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
