"""A Slack and a Teams in this process, a database on disk, and one bot with both after the other, each killed."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from datetime import datetime
from itertools import groupby
from pathlib import Path

from adapters.slack.manifest import manifest as slack_manifest
from adapters.teams.manifest import manifest as teams_manifest
from adapters.teams.settings import PATH
from core.people import PersonId
from core.ports.outbox import Notice
from core.processes import IncidentDetails
from core.tickets.events import Happened, Opened
from core.tickets.evolve import fold
from core.tickets.ticket import Ticket
from playground.runtime import Running
from playground.server import Playground
from playground.teams.screen import Message
from playground.teams.server import APP_ID, TeamsPlayground
from storage import open_store
from storage.instants import micros
from tests.bot.worker import DANA, LENA, MIA
from tests.conformance.seen import Post
from tests.crash.victim import Life, live
from tests.databases import lay_out
from tests.forked import processes

ON_SLACK = "slack:T0NORD/CDESKTRIAGE"
ON_TEAMS = "teams:7d1f0000-0000-4000-8000-000000000001/19:desktriage@thread.tacv2"
JAN: PersonId = "jan.brandt@nordlicht.example"
PATIENCE = 60.0
"""Real seconds that anything may take on a busy machine."""
_LINE = "Step"
"""How every line begins; what names a ticket without it is the ticket's card."""
_MIAS = f"requester:{MIA}"
"""What goes to the chat of the one requester who was last heard in Teams."""


class Bot:
    """One life of the bot, in a process of its own."""

    def __init__(self, life: Life, playground: Running) -> None:
        self._process = processes.Process(target=live, args=(life,), daemon=True)
        self._playground = playground
        self._process.start()
        self.ended = asyncio.create_task(asyncio.to_thread(self._process.join))
        self.ended.add_done_callback(lambda _: playground.runtime.stir())

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return not self.ended.done()

    async def is_over(self) -> bool:
        """Wait for its end; whether it was killed."""
        await self.ended
        killed = self._process.exitcode == -9
        self._process.close()
        return killed

    async def stop(self) -> bool:
        """Tell it to stop, if it still runs; whether it was killed after all."""
        if self.alive:
            self._process.terminate()
        return await self.is_over()


class TeamsScene:
    """What is said on both platforms by one life after the other."""

    def __init__(self, playground: Playground, folder: Path) -> None:
        assert playground.teams is not None
        self.playground = playground
        self.teams: TeamsPlayground = playground.teams
        self.diary = folder / "diary.log"
        self.file = folder / "desk.db"
        self.database = lay_out(self.file)
        self.wanted: list[Notice] = []
        self.words: dict[str, str] = {}
        """The words by which each line in Teams is known, by its notice's key."""
        self.deaths: Counter[str] = Counter()

    # what is to be said

    async def decides(self, ref: str, requester: PersonId, lines: int, places: Sequence[str]) -> None:
        """Put a ticket and what is to be said of it into the database, as the desk's commits do."""
        now = self.playground.clock.now().replace(microsecond=0)
        opened = Opened(
            ref, IncidentDetails(impact=3, urgency=2), "new", "VPN drops", "", requester, requester, requester,
            "slack_command", "network", "P3", "matrix", "service-desk", False,
        )  # fmt: skip
        log = [Happened(now, requester, opened)]
        story = self._story(ref, requester, lines, places, now)
        self.wanted += story
        async with open_store(self.database, now=self.playground.clock.now) as store:

            def add(tx) -> None:
                tx.save(0, fold(log), log, None)
                tx.write_notices(story)

            await store.transact(add)

    def _story(self, ref: str, requester: PersonId, lines: int, places: Sequence[str], now: datetime) -> list[Notice]:
        def line(kind: str, to: str, number: int, place: str | None) -> Notice:
            key = f"{ref} {kind} {number} {place}"
            self.words[key] = f"{_LINE} {number} of {ref} as a {kind}."
            facts = {"author": DANA, "text": self.words[key], "comment": f"{kind}{number}"}
            return Notice(kind, ref, to, key, now, now, facts, place)

        team = "triage:service-desk"
        story = [Notice("triage_card", ref, team, f"{ref} card {each}", now, now, {}, each) for each in places]
        if ON_SLACK in places:
            story.append(Notice("requester_card", ref, f"requester:{requester}", f"{ref} mine", now, now, {}, None))
            gap = {"schedule": "desk-duty", "filled_by": DANA, "day": "2026-10-28"}
            story.append(Notice("schedule_gap", ref, f"direct:{LENA}", f"{ref} gap", now, now, gap, None))
        for number in range(lines):
            story += [line("note", team, number, each) for each in places]
            if ON_SLACK in places:
                story.append(line("reply", f"requester:{requester}", number, None))
        return story

    # what was said

    def on_slack(self) -> list[str]:
        """The keys of everything that was posted in Slack, conversation by conversation."""
        channels = self.playground.slack.space.channels.values()
        messages = [channel.messages[ts] for channel in channels for ts in channel.order]
        keys = [(message.get("metadata") or {}).get("event_payload", {}).get("key") for message in messages]
        return [key for key in keys if key]

    def on_teams(self) -> list[str]:
        """The keys of everything that was posted in Teams and was wanted, in the order it came."""
        found = [(post, self._key(Post(Message(self.teams.person("lena.vogt"), post)))) for post in self._posts()]
        return [key for _, key in found if key]

    def _posts(self):
        everything = [each for where in self.teams.teams.tenant.conversations.values() for each in where.posts.values()]
        return sorted((each for each in everything if each.author == f"28:{APP_ID}"), key=lambda post: int(post.id))

    def _key(self, post: Post) -> str | None:
        assert isinstance(post.message, Message)
        direct = post.message.post.conversation.kind == "personal"
        for each in self.wanted:
            if (each.place is None) != direct or (each.place is not None and each.place != ON_TEAMS):
                continue
            words = self.words.get(each.key)
            if words is not None and words in post.text:
                return each.key
            if words is None and each.ticket == post.about and _LINE not in post.text:
                return each.key
        return None

    @property
    def for_teams(self) -> list[Notice]:
        """What belongs there: the triage channel's, and what a requester is told who was last heard there."""
        return [each for each in self.wanted if each.place == ON_TEAMS or each.to == _MIAS]

    @property
    def complete(self) -> bool:
        """Whether everything was said at least once."""
        return {each.key for each in self.wanted} <= {*self.on_slack(), *self.on_teams()}

    def recorded(self) -> set[str]:
        """The keys that the database has as said."""
        with closing(sqlite3.connect(self.file)) as database:
            rows = database.execute("SELECT key FROM notices WHERE done_at IS NOT NULL").fetchall()
        return {key for (key,) in rows}

    def rooms(self) -> dict[str, str]:
        """Where Teams lets it speak, as the database has it."""
        with closing(sqlite3.connect(self.file)) as database:
            return dict(database.execute("SELECT key, data FROM conversations").fetchall())

    async def ticket(self, ref: str) -> Ticket:
        """The ticket as it is kept."""
        async with open_store(self.database, now=self.playground.clock.now) as store:
            found = await store.read(lambda tx: tx.ticket(ref))
        assert found is not None
        return found

    async def card_is_at(self, ref: str) -> str:
        """The id of the message that is known as the ticket's card in Teams."""
        async with open_store(self.database, now=self.playground.clock.now) as store:
            bound = await store.read(lambda tx: tx.bindings(ref, "triage:service-desk"))
        (card,) = [each for each in bound if each.place == ON_TEAMS]
        return card.message

    def refs(self) -> list[str]:
        """Every ticket there is."""
        with closing(sqlite3.connect(self.file)) as database:
            return [ref for (ref,) in database.execute("SELECT ref FROM tickets ORDER BY ref").fetchall()]

    def claims(self) -> int:
        """How often anybody took a ticket."""
        with closing(sqlite3.connect(self.file)) as database:
            return int(database.execute("SELECT count(*) FROM events WHERE kind = 'claimed'").fetchone()[0])

    async def everything_is_recorded(self) -> None:
        """Wait until the bot has nothing left to say by now, or to write down."""
        with closing(sqlite3.connect(self.file)) as database:
            end = asyncio.get_running_loop().time() + PATIENCE
            left = "SELECT count(*) FROM notices WHERE done_at IS NULL AND not_before <= ?"
            # Another process writes it down: there is nothing to wait upon but the look of things.
            while asyncio.get_running_loop().time() < end:
                if not database.execute(left, (micros(self.playground.clock.now()),)).fetchone()[0]:
                    return
                await asyncio.sleep(0.01)
        raise AssertionError(f"something was not recorded within {PATIENCE} s")

    # lives

    def life(self, dies_at: str = "", tells=None) -> Life:
        """One that knows both platforms."""
        own = self.playground
        return Life(
            own.api_url, own.bot_token, own.signing_secret, self.database, str(self.diary), dies_at,
            self.teams.environment, tells,
        )  # fmt: skip

    @asynccontextmanager
    async def listening(self, dies_at: str = "") -> AsyncIterator[Bot]:
        """A life in which Teams reaches it."""
        hears, tells = processes.Pipe(duplex=False)
        bot = Bot(self.life(dies_at, tells), self.playground)
        tells.close()
        with hears:
            try:
                address = await asyncio.to_thread(hears.recv)
            except EOFError as error:
                raise AssertionError(self.diary.read_text(encoding="utf-8")) from error
        self.teams.point_at(f"{address}{PATH}")
        try:
            yield bot
        finally:
            if await bot.stop():
                self.deaths[dies_at.partition(":")[0]] += 1
            self.teams.point_at(None)

    async def lives(self, dies_at: str = "") -> None:
        """One life that nobody speaks to: until it dies there, or until everything is said and written down."""
        before, known = self.on_teams(), self.recorded()
        bot = Bot(self.life(dies_at), self.playground)
        recorded = None
        try:
            await self.playground.until(lambda: not bot.alive or self.complete, within=PATIENCE)
            recorded = asyncio.create_task(self.everything_is_recorded())
            await asyncio.wait({recorded, bot.ended}, return_when=asyncio.FIRST_COMPLETED)
            if bot.alive:
                await recorded
        finally:
            if recorded:
                recorded.cancel()
                await asyncio.wait({recorded})
            killed = await bot.stop()
        if killed:
            self.deaths[dies_at.partition(":")[0]] += 1
        else:
            assert self.complete, self.diary.read_text(encoding="utf-8")
        fresh = self.on_teams()[len(before) :]
        assert len(fresh) == len(set(fresh)), "no life says anything twice"
        assert not known & set(fresh), "what was recorded is not said again"

    def holds(self) -> None:
        """Once in Slack; in Teams once and, for each kill before it was recorded, once more; each ticket in order."""
        keys = {each.key for each in self.for_teams}
        told = self.on_teams()
        assert sorted(self.on_slack()) == sorted(each.key for each in self.wanted if each.key not in keys)
        assert set(told) == keys
        kills = self.deaths.total()
        for ticket, lane in {(each.ticket, each.lane) for each in self.wanted}:
            right = [each.key for each in self.wanted if (each.ticket, each.lane) == (ticket, lane)]
            if keys.isdisjoint(right):
                heard = [key for key in self.on_slack() if key in right]
                assert heard == right, f"the order of {lane}"
            else:
                heard = [key for key in told if key in right]
                assert [key for key, _ in groupby(heard)] == right, f"the order of {lane}"
                assert len(heard) <= len(right) + kills, f"a kill repeats one notice of {lane} at most"


@asynccontextmanager
async def teams_scene(folder: Path) -> AsyncIterator[TeamsScene]:
    """Both platforms, and a bot that was installed and greeted once, and is stopped now."""
    playground = await Playground.start(
        manifest=slack_manifest("http://127.0.0.1"), teams_manifest=teams_manifest(APP_ID), pacing=False,
        teams_patience=30.0,
    )  # fmt: skip
    try:
        scene = TeamsScene(playground, folder)
        async with scene.listening():
            await scene.teams.person("lena.vogt").installs("IT")
            mia = scene.teams.person(MIA)
            await mia.says("help")
            await playground.until(lambda: bool(mia.directs()))
        yield scene
    finally:
        await playground.stop()
