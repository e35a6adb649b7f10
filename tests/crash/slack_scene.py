"""A Slack in this process, a database that outlives everybody, and bots on it: one after the other, or several."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from adapters.slack.manifest import manifest
from bot.delivery.sender import Patience
from bot.starting import prepare_database
from core.people import PersonId
from core.ports.outbox import FactValue, Notice
from core.processes import IncidentDetails
from core.tickets.events import Happened, Opened
from core.tickets.evolve import fold
from playground.server import Playground
from storage import AsyncStore, open_store
from tests.bot.worker import DANA, LENA, MIA
from tests.crash.victim import PATIENCE, Life, live
from tests.databases import lay_out
from tests.forked import processes

TRIAGE = "slack:T0NORD/CDESKTRIAGE"
MOST_LIVES = 60


class Scene:
    """What is to be said, what Slack was told, and the lives of bots."""

    def __init__(self, slack: Playground, folder: Path, database: str = "", patience: Patience = PATIENCE) -> None:
        self.slack = slack
        self.diary = folder / "diary.log"
        self.database = database or lay_out(folder / "desk.db")
        self.patience = patience
        self.wanted: list[Notice] = []
        self.deaths = 0

    def said(self) -> list[str]:
        """The keys of everything the bots posted, in every conversation."""
        channels = self.slack.slack.space.channels.values()
        messages = [channel.messages[ts] for channel in channels for ts in channel.order]
        keys = [(message.get("metadata") or {}).get("event_payload", {}).get("key") for message in messages]
        return [key for key in keys if key]

    def said_in(self, lane: Sequence[Notice]) -> list[str]:
        """What was said of one lane, in the order of its conversation."""
        keys = {each.key for each in lane}
        return [key for key in self.said() if key in keys]

    @property
    def complete(self) -> bool:
        """Whether everything was said at least once."""
        return {each.key for each in self.wanted} <= set(self.said())

    async def decides(self, tickets: int, lines: int) -> None:
        """Put tickets of one person and what is to be said of them into the database, as the desk's commits do."""
        prepare_database(self.database)
        async with open_store(self.database, now=self.slack.clock.now) as store:
            for number in range(tickets):
                ref = f"INC-{1000 + number}"
                await store.transact(partial(self._decide, ref=ref, who=MIA, lines=lines, also=self._at_triage))

    async def decides_for(self, people: Sequence[PersonId], tickets: int, lines: int, store: AsyncStore) -> None:
        """The same in one commit, of one ticket after another for each of these people, and said to nobody else."""

        def add(tx) -> None:
            for number in range(tickets):
                self._decide(tx, f"INC-{1000 + number}", people[number % len(people)], lines)

        await store.transact(add)

    def _decide(self, tx, ref: str, who: PersonId, lines: int, also=lambda *_: []) -> None:
        now = self.slack.clock.now().replace(microsecond=0)
        opened = Opened(
            ref, IncidentDetails(impact=3, urgency=2), "new", "VPN drops", "", who, who, who, "slack_command",
            "network", "P3", "matrix", "service-desk", False,
        )  # fmt: skip
        log = [Happened(now, who, opened)]
        story = [
            *also(ref, lines, now),
            Notice("requester_card", ref, f"requester:{MIA}", f"{ref} mine", now, now, {}, None),
        ]
        for number in range(lines):
            said = _line(number)
            story.append(Notice("reply", ref, f"requester:{MIA}", f"{ref} reply {number}", now, now, said, None))
        tx.save(0, fold(log), log, None)
        tx.write_notices(story)
        self.wanted += story

    @staticmethod
    def _at_triage(ref: str, lines: int, now: datetime) -> list[Notice]:
        """What is said to those who serve: the card and its lines, and a word to the lead."""
        team = "triage:service-desk"
        story = [Notice("triage_card", ref, team, f"{ref} card", now, now, {}, TRIAGE)]
        for number in range(lines):
            said = _line(number)
            story.append(Notice("note", ref, team, f"{ref} note {number}", now, now, said, TRIAGE))
        gap = {"schedule": "desk-duty", "filled_by": DANA, "day": "2026-10-28"}
        return [*story, Notice("schedule_gap", ref, f"direct:{LENA}", f"{ref} gap", now, now, gap, None)]

    def is_born(self, dies_at: str = "", **more):
        """A new process of the bot."""
        slack = self.slack
        life = Life(
            slack.api_url, slack.bot_token, slack.signing_secret, self.database, str(self.diary), dies_at,
            patience=self.patience, **more,
        )  # fmt: skip
        bot = processes.Process(target=live, args=(life,), daemon=True)
        bot.start()
        return bot

    async def lives(self, dies_at: str = "") -> None:
        """One life: until it dies there, or until everything is said."""
        bot = self.is_born(dies_at)
        await self.ends(bot)
        await self.buries(bot)

    async def buries(self, bot) -> None:
        """Tell it to stop if it still runs, and wait for its end."""
        if bot.is_alive():
            bot.terminate()
        await asyncio.to_thread(bot.join)
        self.deaths += bot.exitcode == -9
        bot.close()

    async def kills(self, bot) -> None:
        """End it as if the power went."""
        os.kill(bot.pid, 9)
        await self.buries(bot)

    async def ends(self, bot) -> None:
        """Wait until the bot died, or a moment after everything was said (it may be about to die at recording)."""
        patience = 0.5
        while bot.is_alive() and patience > 0:  # another process: nothing to wait upon
            await asyncio.sleep(0.01)
            patience -= 0.01 if self.complete else 0.0

    async def dies_until_all_is_said(self, points: Sequence[str]) -> None:
        """One life after the other, each ended at one of these points, and a last one that is not."""
        for dies_at in itertools.islice(itertools.cycle(points), MOST_LIVES):
            if self.complete:
                break
            await self.lives(dies_at)
        await self.lives()

    async def nothing_is_left(self) -> bool:
        """Whether the bots have nothing left to say, or to write down."""
        async with open_store(self.database, now=self.slack.clock.now) as store:
            return not await store.outbox.pending()

    async def everything_is_recorded(self) -> None:
        """Wait until nothing is left."""
        while True:  # other processes do it: nothing to wait upon
            if await self.nothing_is_left():
                return
            await asyncio.sleep(0.02)

    def holds(self) -> None:
        """Everything was said once, and what each ticket says in a lane in its order."""
        assert sorted(self.said()) == sorted(each.key for each in self.wanted), "each notice exactly once"
        for ticket, lane in {(each.ticket, each.lane) for each in self.wanted}:
            told = [each for each in self.wanted if (each.ticket, each.lane) == (ticket, lane)]
            assert self.said_in(told) == [each.key for each in told], f"the order of {ticket} in {lane}"


def _line(number: int) -> dict[str, FactValue]:
    return {"author": DANA, "text": "Please reconnect once.", "comment": f"c{number}"}


@asynccontextmanager
async def slack_scene(
    folder: Path, database: str = "", patience: Patience = PATIENCE, *, paced: bool = False
) -> AsyncIterator[Scene]:
    """A Slack with nothing said, and nobody on the database."""
    slack = await Playground.start(manifest=manifest("http://127.0.0.1"), pacing=paced)
    try:
        yield Scene(slack, folder, database, patience)
    finally:
        await slack.stop()


async def until(holds: Callable[[], bool]) -> None:
    """Another process does it: there is nothing to wait upon but the look of things."""
    while True:
        if holds():
            return
        await asyncio.sleep(0.005)
