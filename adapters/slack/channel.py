"""The Slack channel whole: what `bot` builds, mounts and runs."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from adapters.channel_kind import Phrasing, WrongSecret
from adapters.inbound_kit.link import Link, LinkState
from adapters.slack import ids
from adapters.slack.api import Api, SessionFactory, new_session
from adapters.slack.directory import WorkspaceDirectory
from adapters.slack.identity import Installation
from adapters.slack.inbound import Inbound
from adapters.slack.outbound import Outbound
from adapters.slack.settings import SlackSettings
from adapters.slack.socket_mode import Socket
from adapters.slack.text import Accounts
from core.door import Door
from core.people import Profile, Speaker
from core.ports.channel import Capabilities, EditLimit, Outgoing, Receipt, Rejected, RetryLater, Sources
from core.ports.clock import Clock
from core.ports.places import Moved

_log = logging.getLogger(__name__)

CAPABILITIES = Capabilities(
    threads=True,
    edits=True,
    dialogs=True,
    lookup=True,
    reactions=True,
    shows=frozenset({"image", "text", "other"}),
)

EDIT_LIMIT = EditLimit(a_minute=50, burst=20, each="workspace")
"""`chat.update` and `reactions.add` are Tier 3: 50 a minute and more, for each method and workspace, with bursts
(Slack's documentation, rate limits). Posts are counted apart: one a second and channel."""

FALLBACKS = {
    "commands in threads": "Slack allows none: buttons, message shortcuts and mentions of the bot do it",
    "forms from typed words": "words give no trigger: a private button opens the form",
    "forms from emoji": "reactions give no trigger: the ticket is made at once",
    "tone": "not coloured: the symbol and word in the text carry it",
    "small text": "muted text with links, mentions or times is drawn at full size",
    "facts": "two short ones a line, since columns would need markup",
    "private replies": "lost on reload: only what is not needed later is said so",
    "people of other companies": "known by their account alone: others verified their addresses, not we",
    "large files": "above 8 MB, and files that are empty or are called like a picture and are none: named and linked",
    "group conversations": "heard only where the bot is mentioned",
    "department and site": "not in Slack's profile: they come from the settings",
    "manager": "read from the profile where it has such a field, and our scope allows it; else from the settings",
    "absence": "read from a status that says so",
    "channels that become shared": "their id may change: a restart resolves the names again",
    "organisation-wide installs": "one workspace an installation",
}
"""What Slack cannot do, and what happens instead."""

SOURCES = Sources(
    command="slack_command",
    command_elsewhere="slack_command",
    shortcut="slack_shortcut",
    emoji="slack_emoji",
    message="slack_message",
)


class SlackChannel:
    """Slack, as Deskbell hears and speaks it (`core.ports.channel.Channel`).

    `phrasing` words what it says of itself; `account_of` gives a person's speaker id on Slack, in memory; `wall` the
    real seconds since 1970, which signatures are held against whatever the desk's clock says; `steady` real seconds
    that never jump; `ticket_emoji` the emoji that makes a ticket, asked each time; `moved` is told when places may have
    changed. Give it the desk with `open`, mount
    `routes`, and keep `running` around the time it is used.
    """

    name = ids.NAME
    capabilities = CAPABILITIES
    sources = SOURCES
    edit_limit = EDIT_LIMIT

    def __init__(
        self,
        settings: SlackSettings,
        *,
        clock: Clock,
        phrasing: Phrasing,
        account_of: Accounts,
        ticket_emoji: Callable[[], str] = lambda: "ticket",
        moved: Moved = lambda *_: None,
        door: Door | None = None,
        session_factory: SessionFactory = new_session,
        wall: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._api = Api(settings.bot_token, settings.api_url, session_factory)
        self._installation = Installation(self._api)
        self._directory = WorkspaceDirectory(self._api, self._installation, clock)
        self._outbound = Outbound(self._api, self._installation, self._directory, account_of, clock)
        self._inbound = Inbound(
            api=self._api,
            phrasing=phrasing,
            installation=self._installation,
            directory=self._directory,
            account_of=account_of,
            clock=clock,
            ticket_emoji=ticket_emoji,
            moved=moved,
            signing_secret=settings.signing_secret,
            wall=wall,
        )
        self._socket = self._link = None
        if settings.app_token is not None:
            self._link = Link(steady)
            self._socket = Socket(self._api, settings.app_token, self._inbound.dispatch, self._link)
        if door is not None:
            self.open(door)

    def open(self, door: Door) -> None:
        """Hand what people say to this door from now on."""
        self._inbound.open(door)

    def routes(self) -> list[web.RouteDef]:
        """What to mount: `POST /slack/events`, unless only a socket can be trusted (no signing secret)."""
        return self._inbound.routes()

    @property
    def link(self) -> LinkState | None:
        """How the socket stands; None over HTTP, where Slack connects to us."""
        return self._link.state if self._link is not None else None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The time in which the channel hears and speaks.

        Raises WrongSecret at once when Slack refuses a token; when Slack cannot be reached it starts all the same.
        """
        self._api.open()
        try:
            try:
                await self._installation.identity()
            except RetryLater as error:
                _log.warning("Slack does not say who we are yet: %s", error)
            except Rejected as error:
                raise WrongSecret("SLACK_BOT_TOKEN", error.why) from error
            if self._socket is not None:
                await self._socket.start()
            yield
        finally:
            if self._socket is not None:
                await self._socket.stop()
            await self._inbound.finish()
            await self._api.close()

    async def deliver(self, outgoing: Outgoing) -> Receipt:
        """Say it. Raises RetryLater or Rejected; anything else is a bug."""
        return await self._outbound.deliver(outgoing)

    async def find(self, outgoing: Outgoing) -> Receipt | None:
        """Whether an earlier try with this key landed, and where. Raises RetryLater or Rejected."""
        return await self._outbound.find(outgoing)

    async def fetch(self, source: str, most: int) -> bytes:
        """What is in a file that was shared here. Raises RetryLater or Rejected."""
        return await self._outbound.fetch(source, most)

    async def profile(self, speaker: Speaker) -> Profile:
        """Who a speaker is. Raises RetryLater or Rejected."""
        return await self._directory.profile(speaker)

    async def standing(self, speaker: Speaker) -> Profile:
        """The same as Slack has it now, with manager and status. Raises RetryLater or Rejected."""
        return await self._directory.standing(speaker)

    async def account(self, email: str) -> str | None:
        """The speaker id of a verified e-mail address in this workspace, or None. Raises RetryLater or Rejected."""
        return await self._directory.account(email)

    async def resolve(self, written: str) -> str | None:
        """The address of `#name`, or None with the reason in `problems`. Raises RetryLater or Rejected."""
        return await self._directory.resolve(written)

    async def is_open(self, written: str) -> bool:
        """Whether `#name` is a public channel. Raises RetryLater or Rejected."""
        return await self._directory.is_open(written)

    @property
    def problems(self) -> list[str]:
        """What is wrong with the places that were resolved, each a sentence that says what to do."""
        return self._directory.problems
