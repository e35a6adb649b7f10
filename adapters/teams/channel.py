"""The Teams channel whole: what `bot` builds, mounts and runs."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace

from aiohttp import web

from adapters.channel_kind import Phrasing, WrongSecret
from adapters.inbound_kit.link import Link, LinkState
from adapters.teams import files, ids
from adapters.teams.channel_lookup import Places
from adapters.teams.connector import Connector, SessionFactory, new_session
from adapters.teams.conversation_references import References
from adapters.teams.conversations import Rooms
from adapters.teams.dialog_state import Seal
from adapters.teams.directory import TenantDirectory
from adapters.teams.inbound import BUDGET, Inbound
from adapters.teams.installation_events import Comings
from adapters.teams.keys import Keys
from adapters.teams.managers import Managers
from adapters.teams.outbound import Outbound
from adapters.teams.pacing import Pacing
from adapters.teams.parse import Hearing
from adapters.teams.request_auth import Guard
from adapters.teams.responses import Answering
from adapters.teams.settings import TeamsSettings
from adapters.teams.text import Accounts
from adapters.teams.tokens import Tokens
from core.door import Door
from core.people import Profile, Speaker
from core.ports.channel import Capabilities, EditLimit, Outgoing, Receipt, Rejected, RetryLater, Sources
from core.ports.clock import Clock
from core.ports.pacing import Meter
from core.ports.places import Moved
from core.ui.forms import Choice
from core.ui.text import flatten

_log = logging.getLogger(__name__)

CAPABILITIES = Capabilities(
    threads=True,
    edits=True,
    dialogs=True,
    lookup=False,
    reactions=False,
    commands=False,
    shows=frozenset({"image", "text"}),
)

EDIT_LIMIT = EditLimit(a_minute=20, burst=5, each="conversation")
"""Teams counts edits and posts together (`pacing.py`): so many of what it allows are for edits, so that there is always
room for words."""

FALLBACKS = {
    "private answers": "what is for one person's eyes goes into their chat; short ones stand beside the card",
    "lookup": "what was said cannot be read back: a repeat after a crash is possible, and its buttons do the same",
    "reactions": (
        "none are set or heard: one message in the writer's own chat says how a sent reply goes, and is edited; "
        "“Create ticket” stands in a message's menu"
    ),
    "threads in chats": "a chat is flat: lines name their ticket, a quoted message says which one an answer is for",
    "forms from typed words": "a button in the answer opens the form",
    "errors at fields": "the form comes again with each sentence above its field and the input kept",
    "fields that reload": "a button “Update” asks for what depends on the answers so far",
    "files in forms": "sent in the chat afterwards; until then card and receipt say which one is needed",
    "files in channels": (
        "Teams hands on none (pictures in the words aside): its readers read that there is one, "
        "and its writer is asked for it in the personal chat"
    ),
    "files from channels by Graph, uploads by consent card": (
        "not there yet: no message's `hostedContents` are read, and nothing is uploaded"
    ),
    "other files": "texts up to 20 kB are shown; a bot can upload nothing, others are named and linked, with why",
    "large pictures": "scaled down to 1,024 pixels, which is what Teams shows; above 16 million, named and linked",
    "searched lists": "the first are listed, and all others are found by typing, fifteen at a time",
    "questions before a press": "the button unfolds the question with the real button below it",
    "per-person views": "sixty people at most, in the card of a triage channel; others choose “Refresh card”",
    "calling everybody": "bots cannot mention a channel: the message is marked important",
    "replies without a mention": "heard where the team consented at install; elsewhere the card's Reply button",
    "commands": "words to the bot and the message extension; no slash commands are relied on",
    "personal tab": "the word “home” in the chat shows the same page",
    "people of other tenants": "guests are known by their account alone: others verified their addresses",
    "department and site": "not told to bots: they come from the settings",
    "manager": "not told to bots: from Entra where the settings and the tenant let us, else from the settings",
    "presence": "not told to bots: people say that they are away",
    "places that everybody can read": "not told to bots: whether a team is public is for its owner to know",
}
"""What Teams cannot do, and what happens instead."""

SOURCES = Sources(
    command="teams_chat",
    command_elsewhere="teams_extension",
    shortcut="teams_extension",
    message="teams_message",
)
"""A form is opened from the chat, or elsewhere by the message extension."""


_OF_WHAT = {"unauthorized_client": "TEAMS_APP_ID", "invalid_request": "TEAMS_TENANT_ID"}
"""Which of our variables the login means where it refuses with another code than `invalid_client`: it does not know the
application in the tenant (AADSTS700016), or not the tenant (AADSTS90002)."""


class TeamsChannel:
    """Teams, as Deskbell hears and speaks it (`core.ports.channel.Channel`).

    `phrasing` words what it says of itself; `account_of` gives a person's speaker id on Teams, in memory;
    `references` keeps where we may speak; `wall` gives
    monotonic real seconds for the life of tokens and keys; `moved` is told when places may have changed; `meter` counts
    for other processes, too.
    `targeted`, asked each time, shows private answers within channels and group chats, which is a preview of Teams
    ("targeted messages": one member sees them, for a day); without it, or where Teams refuses, they go into the
    person's chat with the bot. `managers`, asked each time, has Entra asked whose manager is whom. Give it the
    desk with `open`, mount `routes`, and keep `running` around the time it is used.
    """

    name = ids.NAME
    sources = SOURCES
    edit_limit = EDIT_LIMIT
    capabilities = CAPABILITIES

    def __init__(
        self,
        settings: TeamsSettings,
        *,
        clock: Clock,
        phrasing: Phrasing,
        account_of: Accounts,
        references: References,
        targeted: Callable[[], bool] = lambda: False,
        managers: Callable[[], bool] = lambda: False,
        door: Door | None = None,
        moved: Moved = lambda *_: None,
        session_factory: SessionFactory = new_session,
        wall: Callable[[], float] = time.monotonic,
        meter: Meter | None = None,
        budget: float = BUDGET,
    ) -> None:
        tenant = settings.tenant_id
        self._factory = session_factory
        self._link = Link(wall)
        self._tokens = None if settings.unsigned else Tokens(settings, self._link, wall)
        self._keys = Keys(settings.openid_metadata_url, wall)
        self._unsigned = settings.unsigned
        self._connector = Connector(self._tokens, Pacing() if settings.paced else None, wall, meter)
        self._managers = None if settings.unsigned else Managers(settings, clock, wall, managers)
        rooms = Rooms(self._connector, references, tenant, settings.app_id, clock)
        self._places = Places(self._connector, rooms, tenant, clock)
        self._directory = TenantDirectory(self._connector, rooms, tenant, settings.app_id, clock)
        self._outbound = Outbound(self._connector, rooms, self._directory, tenant, f"28:{settings.app_id}", account_of)
        seal = Seal(settings.app_password)
        self._inbound = Inbound(
            guard=Guard(settings, self._keys),
            hearing=Hearing(tenant, settings.app_id, clock, lambda said: flatten(phrasing(said), slashes=False)),
            comings=Comings(rooms, self._places, self._directory, tenant, moved),
            directory=self._directory,
            answering=Answering(self._outbound, seal, phrasing, account_of, self._choices, targeted=targeted),
            seal=seal,
            tenant=tenant,
            link=self._link,
            budget=budget,
        )
        if door is not None:
            self.open(door)

    def open(self, door: Door) -> None:
        """Hand what people say to this door from now on."""
        self._inbound.open(door)

    async def _choices(
        self, speaker: Speaker, command: str, field: str, typed: str, context: Mapping[str, str | int | bool]
    ) -> tuple[Choice, ...]:
        return await self._inbound.door.choices(speaker, command, field, typed, context)

    def routes(self) -> list[web.RouteDef]:
        """What to mount: `POST /api/messages`."""
        return self._inbound.routes()

    @property
    def link(self) -> LinkState | None:
        """How our login stands, without which nothing can be said; None where nobody asks for one."""
        return self._link.state if self._tokens is not None else None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The time in which the channel hears and speaks.

        Raises WrongSecret at once when the login refuses one of ours; when it cannot be reached we start all the same.
        """
        session = self._factory()
        self._connector.open(session)
        self._keys.open(session)
        warming: asyncio.Task[None] | None = None
        try:
            if self._tokens is None:
                _log.warning("Teams is heard without signatures, from this machine only: for trying things out")
            else:
                self._tokens.open(session)
                if self._managers is not None:
                    self._managers.open(session)
                warming = asyncio.create_task(self._keys.warm())
                try:
                    await self._tokens.get()
                except RetryLater as error:
                    _log.warning("there is no token for Teams yet: %s", error)
                except Rejected as error:
                    raise WrongSecret(_OF_WHAT.get(error.why, "TEAMS_APP_PASSWORD"), error.why) from error
            yield
        finally:
            await self._inbound.finish()
            if self._tokens is not None:
                await self._tokens.close()
            if self._managers is not None:
                await self._managers.close()
            await self._keys.close()
            if warming is not None:
                warming.cancel()
                await asyncio.gather(warming, return_exceptions=True)
            self._connector.close()
            await session.close()

    async def deliver(self, outgoing: Outgoing) -> Receipt:
        """Say it. Raises RetryLater or Rejected; anything else is a bug."""
        return await self._outbound.deliver(outgoing)

    async def find(self, outgoing: Outgoing) -> Receipt | None:
        """None: a bot cannot read back what it said (declared as a gap)."""
        return None

    async def fetch(self, source: str, most: int) -> bytes:
        """What is in a file that was shared here. Raises RetryLater or Rejected."""
        return await files.fetch(self._connector, source, most)

    async def profile(self, speaker: Speaker) -> Profile:
        """Who a speaker is. Raises RetryLater or Rejected."""
        return await self._directory.profile(speaker)

    async def standing(self, speaker: Speaker) -> Profile:
        """The same, with their manager where Entra tells it: Teams tells bots neither managers nor presence.

        Raises RetryLater or Rejected.
        """
        told = await self._directory.standing(speaker)
        silent = replace(told, untold=frozenset({"manager", "away_until"}))
        if self._managers is None or not told.active:
            return silent
        try:
            return replace(told, manager=await self._managers.of(told.speaker), untold=frozenset({"away_until"}))
        except Rejected as error:
            _log.debug("a manager could not be read: %s", error)
            return silent

    async def account(self, email: str) -> str | None:
        """The speaker id of a verified e-mail address in our teams, or None. Raises RetryLater or Rejected."""
        return await self._directory.account(email)

    async def resolve(self, written: str) -> str | None:
        """The address of `Team/Channel`, or None with the reason in `problems`. Raises RetryLater or Rejected."""
        return await self._places.resolve(written)

    async def is_open(self, written: str) -> bool:
        """False: a bot is not told whether a team is public (declared as a gap)."""
        return False

    @property
    def problems(self) -> list[str]:
        """What is wrong with places and with managers, each a sentence that says what to do."""
        return [*self._places.problems, *(self._managers.problems if self._managers is not None else ())]
