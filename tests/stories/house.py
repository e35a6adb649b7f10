"""A running Deskbell and the Slack beside it, with a clock that only the story moves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from adapters.slack.manifest import manifest
from adapters.slack.settings import PATH, SlackSettings
from bot.app import Service, build
from bot.delivery.pacing import Pace
from bot.delivery.sender import Patience
from bot.policy_file import load
from bot.settings import Settings
from bot.starting import prepare_database
from core.tickets.comments import Comment
from core.tickets.ticket import Ticket
from playground.clock import Clock
from playground.server import Playground
from playground.slack.people import Actor, Place
from playground.slack.screen import Form, Message
from tests.databases import lay_out
from tests.fakes import settling
from tests.fakes.keys import KEY

ROOT = Path(__file__).parent.parent.parent
BERLIN = ZoneInfo("Europe/Berlin")
MORNING = datetime(2026, 10, 22, 10, 0, tzinfo=BERLIN)
"""A Thursday, ten o'clock, in open hours."""
NETWORK = "Network, Wi-Fi and VPN"


def berlin(day: int, hour: int, minute: int = 0, *, month: int = 10) -> datetime:
    """An instant of October 2026 (or another month) on a wall clock in Berlin."""
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


@dataclass(repr=False)
class House:
    """Everything a story needs; whatever the bot has posted counts as said until the story has heard it."""

    settings: Settings
    playground: Playground
    clock: Clock
    service: Service = field(init=False)
    heard: set[tuple[str, str]] = field(default_factory=set)
    _running: AsyncExitStack = field(default_factory=AsyncExitStack)

    # the bot itself

    async def starts(self) -> None:
        """The bot starts, on the database that is there."""
        prepare_database(self.settings.database_url)
        # What a killed bot had begun is not waited for: in a story Slack shows at once what it took.
        patience = Patience(settle=0.0)
        loaded = load(self.settings.config)
        self.service = build(self.settings, loaded, clock=self.clock, pace=Pace(0, 0), patience=patience)
        address = await self._running.enter_async_context(self.service.running())
        if self.settings.channels["slack"].signing_secret:
            self.playground.point_at(f"{address}{PATH}")

    async def stops(self) -> None:
        """The bot stops. Slack goes on without it."""
        self.playground.point_at(None)
        await self._running.aclose()
        self._running = AsyncExitStack()

    # people and what they do

    def person(self, name: str) -> Actor:
        """Somebody of the sample company, by first part of the address (`mia` is mia.feld)."""
        members = self.playground.slack.space.members.values()
        full = next(one.handle for one in members if one.handle.split(".")[0] == name)
        return self.playground.person(full)

    def people(self, *names: str) -> tuple[Actor, ...]:
        """Several of them."""
        return tuple(self.person(name) for name in names)

    async def reports(
        self,
        person: Actor,
        title: str = "VPN drops every 5 minutes",
        *,
        service: str = NETWORK,
        kind: str | None = "VPN",
        who: str = "Just me",
        work: str = "No, work has stopped",
        detail: str | None = None,
    ) -> Form:
        """Somebody fills in the incident form and sends it; P3 unless the answers say otherwise."""
        form = await person.types(f"/incident {title}")
        assert isinstance(form, Form)
        await self.fills_in(form, service=service, kind=kind, who=who, work=work, detail=detail)
        return form

    async def fills_in(
        self,
        form: Form,
        *,
        service: str = NETWORK,
        kind: str | None = "VPN",
        who: str = "Just me",
        work: str = "No, work has stopped",
        detail: str | None = None,
        filed: str | None = None,
    ) -> None:
        """The open incident form is filled in and sent. It must be taken, and says so where `filed` for another."""
        await form.chooses("Which service?", service)
        await form.chooses("Who is affected?", who)
        await form.chooses("Can you keep working?", work)
        if kind:
            form.fills({"What kind?": kind})
        if detail:
            form.fills({"More detail": detail})
        if "on-call engineer is called" in form.text:
            form.fills(critical=["Yes"] if "Yes" in form.options("critical") else form.options("critical"))
        after = await form.submits()
        assert not form.errors, form.errors
        if filed:
            assert filed in form.text, after
            await form.closes()
        assert not form.is_open, after

    # time

    async def settles(self) -> None:
        """Wait until nothing is under way: no request, no due ticket, no notice that could be said now."""
        await settling.settled(self.service, self.playground)

    async def passes(self, *, minutes: float = 0, hours: float = 0) -> None:
        """Time goes by, minute by minute, as it does."""
        left = minutes * 60 + hours * 3600
        while left > 0:
            step = min(left, 60)
            self.clock.advance(step)
            left -= step
            await self._if_due()
        await self.settles()

    async def waits_until(self, instant: datetime) -> None:
        """Time goes by, stopping wherever something is due."""
        await settling.until(self.service, self.playground, self.clock, instant)

    async def _if_due(self) -> None:
        if any(at <= self.clock.now() for at in await settling.due(self.service)) or settling.at_work(self.service):
            await self.settles()

    async def jumps_to(self, instant: datetime) -> None:
        """Time is moved at once, as after an outage."""
        self.clock.set(instant)
        await self.settles()

    # what is said

    async def reads(self, place: Place, words: str) -> Message:
        """The message in `place` that says `words`; it counts as heard."""
        await self.settles()
        found = [one for one in place.messages if words in one.text]
        assert found, f"nobody said {words!r} there; what was said: {place.texts}"
        self.heard.add((place.id, found[-1].ts))
        return found[-1]

    async def direct(self, person: Actor, words: str) -> Message:
        """The direct message from Deskbell that says `words`; it counts as heard."""
        await self.settles()
        found = [one for one in person.directs() if words in one.text]
        assert found, f"{person!r} was not told {words!r}; what was said: {[one.text for one in person.directs()]}"
        self.heard.add((found[-1].channel_id, found[-1].ts))
        return found[-1]

    async def card(self, ref: str = "INC-1000", channel: str = "#desk-triage", by: str = "dana") -> Message:
        """The one card of a ticket in its team's channel, as somebody there sees it."""
        place = self.person(by).channel(channel)
        await self.settles()
        cards = [one for one in place.messages if ref in one.text]
        assert len(cards) == 1, f"{len(cards)} posts about {ref} in {channel}: {place.texts}"
        self.heard.add((place.id, cards[0].ts))
        return cards[0]

    async def ticket(self, ref: str = "INC-1000") -> Ticket:
        """The ticket as it is kept."""
        await self.settles()
        found = await self.service.store.read(lambda tx: tx.ticket(ref))
        assert found is not None, f"there is no {ref}"
        return found

    async def comments(self, ref: str = "INC-1000") -> tuple[Comment, ...]:
        """What was said on it, as it reads now."""
        await self.settles()
        return await self.service.store.read(lambda tx: tx.comments(ref))

    async def has_no(self, ref: str) -> None:
        """Nothing was opened under that number."""
        await self.settles()
        assert await self.service.store.read(lambda tx: tx.ticket(ref)) is None

    def all_said(self) -> list[tuple[str, str, str]]:
        """Everything Deskbell has posted, edits and replies to live requests aside: (channel, ts, text)."""
        posts: list[tuple[str, str, str]] = []
        for call in self.playground.log.of("chat.postMessage"):
            answer = call.answer
            if answer.get("ok") and "metadata" in answer["message"]:
                posts.append((answer["channel"], answer["ts"], answer["message"].get("text", "")))
        return posts

    def said_so_far(self) -> None:
        """The story does not care about what was said until now."""
        self.heard |= {(channel, ts) for channel, ts, _ in self.all_said()}

    def nothing_else_was_said(self, besides: str | None = None) -> None:
        """Whatever was posted has been heard by the story, except what contains `besides`."""
        fresh = [text for channel, ts, text in self.all_said() if (channel, ts) not in self.heard]
        rest = [text for text in fresh if besides is None or besides not in text]
        assert not rest, f"this was said, too: {rest}"


@asynccontextmanager
async def house(
    folder: Path,
    at: datetime = MORNING,
    *,
    config: Path = ROOT / "app.yaml",
    socket: bool = False,
    without: Iterable[str] = (),
) -> AsyncIterator[House]:
    """Start both at the instant `at`; everything is gone at the end.

    `socket` speaks over Socket Mode instead of HTTP; `without` are channels that Slack does not have.
    """
    clock = Clock(at)
    playground = await Playground.start(
        manifest=manifest(None if socket else "http://127.0.0.1"), clock=clock, patience=60.0
    )
    for name in without:
        playground.admin.delete(name)
    try:
        slack = SlackSettings(playground.bot_token, playground.signing_secret, None, playground.api_url)
        if socket:
            slack = replace(slack, signing_secret=None, app_token=playground.app_token)
        settings = Settings(config, lay_out(folder / "desk.db"), "127.0.0.1", 0, {"slack": slack}, (KEY,))
        desk = House(settings, playground, clock)
        await desk.starts()
        try:
            yield desk
        finally:
            await desk.stops()
    finally:
        await playground.stop()
