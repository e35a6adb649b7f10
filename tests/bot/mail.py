"""A made-up channel, to prove that one is its folder and a line of the registry: mail, whose reader is not looking."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

from aiohttp import web

from adapters.channel_kind import Built, ChannelKind, Spelling, Surroundings
from adapters.environment import Environment
from core.people import Profile, Speaker
from core.ports.channel import Capabilities, EditLimit, Outgoing, Receipt, Rejected, Sources
from core.ui.cards import Action
from core.ui.inbound import Heard, Press, Quoted, Reply, Where, Words
from core.ui.text import flatten

SOURCES = Sources(command="mail_form", command_elsewhere="mail_form", shortcut="mail", message="mail")
CAPABILITIES = Capabilities(
    threads=False, edits=False, dialogs=False, lookup=True, reactions=False, commands=False,
    live=False,
)  # fmt: skip


@dataclass(frozen=True)
class MailSettings:
    address: str


@dataclass
class Mailbox:
    """Both ports of the channel in one: what comes in is handed over by `receives`, what goes out stands in `sent`."""

    settings: MailSettings
    around: Surroundings
    name: str = "mail"
    runs: bool = False
    sent: list[tuple[str, str]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    numbers: count[int] = field(default_factory=lambda: count(1))
    sources: Sources = SOURCES
    capabilities: Capabilities = CAPABILITIES
    edit_limit: EditLimit | None = None

    def routes(self) -> list[web.RouteDef]:
        return []

    link = None  # nobody connects to a page

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        self.runs = True
        yield
        self.runs = False

    async def receives(self, sender: str, text: str, *, id: str | None = None) -> Reply:
        """Somebody writes: a bare line is words to the desk, anything else becomes a ticket at once."""
        speaker, id = Speaker("mail", f"mail:x/{sender}"), id or f"m{next(self.numbers)}"
        where = Where(f"mail:x/{sender}", "direct", message=id, flat=True)
        at = self.around.clock.now()
        heard: Heard = Words(speaker, at, f"mail:{id}", where, (text,), to_bot=True)
        if "\n" in text:
            quoted = Quoted(text, speaker, where)
            heard = Press(speaker, at, f"mail:{id}", where, Action("create_by_emoji"), quoted)
        return await self.around.door.hear(heard)

    async def presses(self, sender: str, action: Action, *, id: str | None = None) -> Reply:
        """Somebody follows a link that stands for a button."""
        where = Where(f"mail:x/{sender}", "direct", flat=True)
        id = id or f"p{next(self.numbers)}"
        press = Press(Speaker("mail", f"mail:x/{sender}"), self.around.clock.now(), f"mail:{id}", where, action)
        return await self.around.door.hear(press)

    async def deliver(self, outgoing: Outgoing) -> Receipt:
        to = outgoing.place.removeprefix("direct:")
        if not to.startswith("mail:x/"):
            raise Rejected("no_such_mailbox")
        card = outgoing.card
        assert card is not None
        words = [flatten(card.title or ()), *(flatten(section.body) for section in card.sections)]
        self.sent.append((to.removeprefix("mail:x/"), "\n".join(words)))
        self.keys.add(outgoing.key)
        return Receipt(to, str(len(self.sent)))

    async def find(self, outgoing: Outgoing) -> Receipt | None:
        return Receipt(outgoing.place, "0") if outgoing.key in self.keys else None

    async def fetch(self, source: str, most: int) -> bytes:
        raise Rejected("gone")

    async def standing(self, speaker: Speaker) -> Profile:
        return await self.profile(speaker)

    async def profile(self, speaker: Speaker) -> Profile:
        return Profile(speaker, "Mia Feld", speaker.id.removeprefix("mail:x/"))

    async def account(self, email: str) -> str | None:
        return f"mail:x/{email}"

    async def is_open(self, written: str) -> bool:
        return False

    async def resolve(self, written: str) -> str | None:
        return None


def _read(source: Environment) -> MailSettings | None:
    address = source.get("MAIL_ADDRESS")
    return None if address is None else MailSettings(address)


def _build(settings: MailSettings, around: Surroundings) -> Built:
    mailbox = Mailbox(settings, around)
    return Built(mailbox, mailbox)


MAIL = ChannelKind(
    name="mail",
    title="mail",
    turned_on_by="MAIL_ADDRESS",
    read=_read,
    build=_build,
    secrets=lambda settings: (),
    spelling=Spelling(re.compile(r"\S+@\S+"), "an address", re.compile(r"\S+@\S+")),
)
