"""A running Deskbell with the platforms that a seating names, one clock for all, and one vocabulary for people.

Whatever the bot has posted anywhere counts as said until the story has heard it; a card is heard where it stands on
every platform, and its copies must agree.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from adapters.automations import HttpAutomations
from adapters.slack.manifest import manifest as slack_manifest
from adapters.slack.settings import PATH as SLACK_PATH
from adapters.slack.settings import SlackSettings
from adapters.teams.manifest import manifest as teams_manifest
from adapters.teams.settings import PATH as TEAMS_PATH
from adapters.teams.settings import TeamsSettings
from bot.app import Service, build
from bot.delivery.pacing import Pace
from bot.delivery.sender import Patience
from bot.policy_file import Loaded, load
from bot.settings import Settings
from core.fulfilment import steps
from core.policy import Policy
from core.ports.tickets import Search
from core.processes import Metric
from core.tickets.comments import Comment
from core.tickets.ticket import SlaClock as Promise
from core.tickets.ticket import Ticket
from playground.clock import Clock
from playground.server import Playground
from playground.teams.server import APP_ID, TeamsPlayground
from tests.conformance.people import Someone
from tests.conformance.seatings import Seating
from tests.conformance.seen import Key, Post, was_at
from tests.conformance.sides import ALL, Side, SlackSide, TeamsSide
from tests.databases import lay_out
from tests.fakes import settling
from tests.fakes.desk import APP, instant, local
from tests.fakes.keys import KEY

MORNING = "2026-10-22 10:00 CEST"
"""A Thursday, ten o'clock, in open hours."""


@cache
def shipped() -> Loaded:
    """The shipped settings, read once."""
    return load(APP)


@dataclass(repr=False)
class House:
    """Everything a story needs. Without `repr`, as `DeskHouse` is."""

    seating: Seating
    settings: Settings
    playground: Playground
    clock: Clock
    rules: Loaded = field(default_factory=shipped)
    service: Service = field(init=False)
    sides: dict[str, Side] = field(init=False)
    heard: set[Key] = field(default_factory=set)
    _settled: tuple[object, ...] = ()
    _people: dict[str, Someone] = field(default_factory=dict)
    _running: AsyncExitStack = field(default_factory=AsyncExitStack)

    def __post_init__(self) -> None:
        self.sides = {}
        if "slack" in self.seating.platforms:
            self.sides["slack"] = SlackSide(self.playground)
        if "teams" in self.seating.platforms:
            self.sides["teams"] = TeamsSide(self.teams)

    @property
    def policy(self) -> Policy:
        """The rules in force, the shipped ones as a rule."""
        return self.rules.policy

    @property
    def teams(self) -> TeamsPlayground:
        """The playground's Teams."""
        assert self.playground.teams is not None
        return self.playground.teams

    # the bot itself

    async def starts(self) -> None:
        """The bot starts, on the database that is there."""
        self._settled = ()
        # What a killed bot had begun is not waited for: in a story a platform shows at once what it took.
        idp = self.playground.identity
        self.service = build(
            self.settings,
            self.rules,
            clock=self.clock,
            pace=Pace(0, 0),
            patience=Patience(settle=0.0),
            automations=HttpAutomations(lambda _: idp.secret, {"idp": f"{self.playground.url}/idp"}),
        )
        address = await self._running.enter_async_context(self.service.running())
        if "slack" in self.settings.channels:
            self.playground.point_at(f"{address}{SLACK_PATH}")
        if "teams" in self.settings.channels:
            self.teams.point_at(f"{address}{TEAMS_PATH}")

    async def stops(self) -> None:
        """The bot stops. The platforms go on without it."""
        self.playground.point_at(None)
        if "teams" in self.settings.channels:
            self.teams.point_at(None)
        await self._running.aclose()
        self._running = AsyncExitStack()

    # people

    def person(self, name: str, on: str | None = None) -> Someone:
        """Somebody of the sample company by first name, where the seating puts them, or `on` a platform."""
        members = self.playground.slack.space.members.values()
        handle = next(one.handle for one in members if one.handle.split(".")[0] == name)
        who = f"{handle}@{self.policy.company.email_domain}"
        staff = {*self.policy.responders, *self.policy.managers}
        platform = on or (self.seating.responders if who in staff else self.seating.requesters)
        key = f"{platform}:{handle}"
        if key not in self._people:
            self._people[key] = Someone(self, handle, who, self.sides[platform])
        return self._people[key]

    def people(self, *names: str) -> tuple[Someone, ...]:
        """Several of them."""
        return tuple(self.person(name) for name in names)

    async def seats(self, *names: str) -> tuple[Someone, ...]:
        """Several of them, who have each said a word to Deskbell where they sit: so it knows where to find them."""
        people = self.people(*names)
        for each in people:
            await each.types("help")
            await each.was_told("On a ticket")
        return people

    # time

    @property
    def now(self) -> str:
        """The present, as it is written."""
        return local(self.clock.now())

    async def until(self, written: str) -> None:
        """Time goes by, stopping wherever something is due."""
        await settling.until(self.service, self.playground, self.clock, instant(written))

    async def settles(self) -> None:
        """Wait until nothing is under way: no request, no due ticket, no notice that could be said now."""
        if self._settled == settling.so_far(self.service, self.playground):
            return
        await settling.settled(self.service, self.playground)
        self._settled = settling.so_far(self.service, self.playground)

    async def finds_its_places(self) -> None:
        """Wait until every team's channel is known on every platform: it is looked up after the app was installed."""
        async with asyncio.timeout(60):
            known = False
            while not known:
                self._settled = ()
                await self.settles()
                known = all(len(self.service.places.triage(team)) == len(self.sides) for team in self.policy.teams)

    # tickets as they are kept

    async def ticket(self, ref: str = "INC-1000") -> Ticket:
        """The ticket."""
        await self.settles()
        found = await self.service.store.read(lambda tx: tx.ticket(ref))
        assert found is not None, f"there is no {ref}"
        return found

    async def comments(self, ref: str = "INC-1000") -> tuple[Comment, ...]:
        """What was said on it, as it reads now."""
        await self.settles()
        return await self.service.store.read(lambda tx: tx.comments(ref))

    async def promise(self, metric: Metric, ref: str = "INC-1000") -> Promise:
        """One of its clocks."""
        found = (await self.ticket(ref)).clock(metric)
        assert found is not None, f"{ref} has no {metric} clock"
        return found

    async def has_no(self, ref: str) -> None:
        """Nothing was opened under that number."""
        await self.settles()
        assert await self.service.store.read(lambda tx: tx.ticket(ref)) is None

    # what is said

    def card(self, ref: str = "INC-1000", team: str = "service-desk") -> Cards:
        """The card of a ticket in its team's channels."""
        return Cards(self, ref, team)

    def triage_thread(self, ref: str = "INC-1000", team: str = "service-desk") -> TriageThread:
        """What stands under that card."""
        return TriageThread(self, ref, team)

    def cards_of(self, ref: str, team: str) -> list[Post]:
        """The card on each platform, as the lead sees it. AssertionError when there is not exactly one."""
        lead = self.policy.teams[team].lead.partition("@")[0]
        cards = []
        for side in self.sides.values():
            channel = side.channel(team, self.policy)
            found = [one for one in side.posts(lead, channel) if one.about == ref]
            assert len(found) == 1, f"{len(found)} posts about {ref} in {channel}: {[one.text for one in found]}"
            cards += found
        return cards

    def hear(self, found: Iterable[Post], words: str, who: str) -> Post:
        """The oldest post among these that says `words` and was not heard yet; it is now."""
        posts = list(found)
        fresh = [one for one in posts if words in one.text and one.key not in self.heard]
        assert fresh, f"{who} was not told {words!r}; what was said: {[one.text for one in posts]}"
        self.heard.add(fresh[0].key)
        return fresh[0]

    async def said_in_other_triage_threads(self, speaker: Someone, words: str, ref: str = "INC-1000") -> None:
        """It stands as a copy in the triage threads of the platforms on which the speaker does not sit."""
        ticket = await self.ticket(ref)
        for platform, posts in (await self.triage_thread(ref, ticket.team).posts()).items():
            if platform != speaker.platform:
                self.hear(posts, words, f"the thread of {ref} on {platform}")

    async def admins_were_told(self, words: str, *, at: str | None = None) -> None:
        """The line stands once in the admins' channel of each platform."""
        await self.settles()
        for name, side in self.sides.items():
            found = self.hear(side.posts("lena.vogt", side.channel("admins", self.policy)), words, f"admins on {name}")
            was_at(found, at)

    def said_so_far(self) -> None:
        """The story does not care about what was said until now."""
        self.heard |= {one.key for side in self.sides.values() for one in side.said()}

    def unheard(self) -> list[Post]:
        """What was posted and no story has heard."""
        return [one for side in self.sides.values() for one in side.said() if one.key not in self.heard]

    async def nothing_else_was_said(self, besides: str | None = None) -> None:
        """Whatever was posted has been heard by the story, except what contains `besides`."""
        await self.settles()
        rest = [one for one in self.unheard() if besides is None or besides not in one.text]
        told = [f"{one.platform} {local(one.at)}: {one.text}" for one in rest]
        assert not rest, f"this was said, too: {told}"

    async def ends_quietly(self, besides: str | None = None) -> None:
        """Nothing else was said, and every ticket's cards agree wherever they stand."""
        await self.nothing_else_was_said(besides)
        for ref, team in await self._carded():
            await self.card(ref, team).agree()

    async def _carded(self) -> list[tuple[str, str]]:
        found = await self.service.store.read(lambda tx: tx.search(Search(limit=50)))
        whole = [one for one in found if not one.process.of_parent]
        return [(one.ref, team) for one in whole for team in dict.fromkeys((one.team, *steps.teams_of(one)))]


@dataclass(frozen=True)
class Cards:
    """The one card of a ticket, on every platform that is on."""

    desk: House
    ref: str
    team: str

    async def posts(self) -> list[Post]:
        """Where it stands; heard from now on."""
        await self.desk.settles()
        found = self.desk.cards_of(self.ref, self.team)
        self.desk.heard |= {one.key for one in found}
        return found

    async def shows(self, *words: str) -> None:
        """All of it is to be read on each."""
        for post in await self.posts():
            post.shows(*words)

    async def does_not_show(self, *words: str) -> None:
        """Nothing of it is, on any."""
        for post in await self.posts():
            post.does_not_show(*words)

    async def has_buttons(self, *labels: str) -> None:
        """These alone, on each."""
        for post in await self.posts():
            post.has_buttons(*labels)

    async def offers(self, *labels: str) -> None:
        """These among others, on each."""
        for post in await self.posts():
            post.offers(*labels)

    async def agree(self) -> None:
        """Every copy says the same and offers the same, those last that a smaller menu leads to."""
        first, *rest = await self.posts()
        for other in rest:
            fewer, more = sorted((first.buttons, other.buttons), key=len)
            told = f"{first.platform} {first.buttons}, {other.platform} {other.buttons}"
            if fewer[-1:] == [ALL] and ALL not in more:
                assert more[: len(fewer) - 1] == fewer[:-1], told
            else:
                assert more == fewer, told
            assert other.text == first.text, f"{first.platform} {first.text!r}, {other.platform} {other.text!r}"


@dataclass(frozen=True)
class TriageThread:
    """What is written under a ticket's card, on every platform that is on."""

    desk: House
    ref: str
    team: str

    async def posts(self) -> dict[str, list[Post]]:
        """By platform, oldest first, people's words and Deskbell's."""
        await self.desk.settles()
        lead = self.desk.policy.teams[self.team].lead.partition("@")[0]
        cards = self.desk.cards_of(self.ref, self.team)
        return {card.platform: self.desk.sides[card.platform].thread(lead, card) for card in cards}

    async def has(self, words: str, *more: str, at: str | None = None) -> dict[str, Post]:
        """On each platform it stands there: a person wrote just this, or Deskbell did, once more than was heard."""
        found = {}
        for platform, posts in (await self.posts()).items():
            side = self.desk.sides[platform]
            own = next((one for one in posts if not side.by_app(one) and one.is_just(words)), None)
            said = own or self.desk.hear(
                (one for one in posts if side.by_app(one)), words, f"the thread of {self.ref} on {platform}"
            )
            if own is None:
                said.shows(*more)
                was_at(said, at)
            found[platform] = said
        return found

    async def has_not(self, *words: str) -> None:
        """None of these words stands there."""
        for platform, posts in (await self.posts()).items():
            found = [one.text for one in posts if any(each in one.text for each in words)]
            assert not found, f"{found} in the thread of {self.ref} on {platform}"


def slack_of(playground: Playground) -> SlackSettings:
    """How to reach the playground's Slack."""
    return SlackSettings(playground.bot_token, playground.signing_secret, None, playground.api_url)


def teams_of(playground: Playground) -> TeamsSettings | None:
    """How to reach its Teams, as fast as one likes: the limits of the real one are for other tests."""
    teams = playground.teams
    if teams is None:
        return None
    return TeamsSettings(
        teams.app_id,
        teams.app_password,
        teams.tenant_id,
        teams.openid_metadata_url,
        f"{teams.login_url}/",
        f"{teams.graph_url}/",
        paced=False,
    )


def played(playground: Playground, seating: Seating) -> dict[str, object]:
    """The platforms on which people sit here, by channel."""
    found = {"slack": slack_of(playground), "teams": teams_of(playground)}
    return {name: settings for name, settings in found.items() if settings and name in seating.platforms}


@asynccontextmanager
async def house(folder: Path, seating: Seating, at: str = MORNING, rules: Loaded | None = None) -> AsyncIterator[House]:
    """Start everything at the instant `at`, by these rules; everything is gone at the end."""
    clock = Clock(instant(at))
    with_teams = "teams" in seating.platforms
    playground = await Playground.start(
        manifest=slack_manifest("http://127.0.0.1"), teams_manifest=teams_manifest(APP_ID) if with_teams else None,
        clock=clock, pacing=False, patience=60.0, teams_patience=60.0,
    )  # fmt: skip
    try:
        url = lay_out(folder / "desk.db")
        settings = Settings(APP, url, "127.0.0.1", 0, played(playground, seating), (KEY,))
        desk = House(seating, settings, playground, clock, rules or shipped())
        await desk.starts()
        try:
            if with_teams:
                # People have it, too, but Deskbell learns of each only when they speak, or are spoken to.
                await desk.teams.person("lena.vogt").installs("IT")
                await desk.finds_its_places()
            yield desk
        finally:
            await desk.stops()
    finally:
        await playground.stop()
