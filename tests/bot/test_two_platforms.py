"""One person on two platforms: whose account it is, where they are told, and what happens when one will not take it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest

from bot.delivery.coming_back import FRESH, ComingBack
from bot.delivery.routing import Addresses
from bot.delivery.sender import Patience, Voice
from bot.delivery.worker import Delivery
from bot.doctor import findings
from bot.identity.people import PeopleDirectory
from bot.identity.place_watch import AGAIN, PlaceNews, PlaceWatch
from bot.identity.places import KnownPlaces
from bot.runtime.metrics import Metrics
from bot.runtime.wakeup import Bell
from core.people import PersonId, Profile, Speaker
from core.policy import Policy
from core.ports.bindings import Binding
from core.ports.channel import Rejected
from core.ports.outbox import Notice
from storage import AsyncStore, open_store
from tests.bot.platform import Platform
from tests.bot.virtual import LoopClock, counted, passes, simulate
from tests.bot.worker import DANA, MIA, NOW, REF, Ladder, Rooms, Words, World, notice, policy

ON_SLACK, ON_TEAMS = Speaker("slack", "slack:T1/mia"), Speaker("teams", "teams:t-1/mia")
HUGO = "hugo.lenz@nordlicht.example"


class Chat(Platform):
    """A platform that knows some addresses and hides others."""

    def __init__(self, name: str, people: Mapping[str, PersonId | None]) -> None:
        super().__init__()
        self.name = name
        self.people = people

    async def fetch(self, source: str, most: int) -> bytes:
        raise Rejected("gone")

    async def standing(self, speaker: Speaker) -> Profile:
        return await self.profile(speaker)

    async def profile(self, speaker: Speaker) -> Profile:
        if speaker.id not in self.people:
            raise Rejected("user_not_found")
        return Profile(speaker, "Mia Feld", self.people[speaker.id])

    async def account(self, email: str) -> str | None:
        return next((account for account, person in self.people.items() if person == email), None)


@dataclass(repr=False)
class Both:
    """A desk's delivery between two platforms."""

    world: World
    directory: PeopleDirectory
    slack: Chat
    teams: Chat
    addresses: Addresses

    async def hears(self, speaker: Speaker) -> None:
        """Somebody says something: the door notes it, the desk finds out who it is."""
        self.directory.met(speaker)
        await self.directory.identify(speaker)

    async def opens_for_somebody_who_blocked_teams(self) -> None:
        """A ticket of somebody who last spoke in Teams, where they cannot be told anything any more."""
        await self.world.opens()
        await self.hears(ON_SLACK)
        await self.hears(ON_TEAMS)
        self.teams.gone[f"direct:{ON_TEAMS.id}"] = "blocked"

    async def says(self, *notices: Notice) -> None:
        await self.world.writes(*notices)
        await self.world.settles()

    def said(self) -> dict[str, list[str]]:
        return {"slack": self.slack.said(), "teams": self.teams.said()}


@asynccontextmanager
async def both(rules: Policy | None = None, *, hides: bool = False) -> AsyncIterator[Both]:
    known = None if hides else MIA
    slack = Chat("slack", {ON_SLACK.id: known, "slack:T1/dana": DANA})
    teams = Chat("teams", {ON_TEAMS.id: known})
    channels = {"slack": slack, "teams": teams}
    rules = rules or policy()
    clock = LoopClock(NOW)
    store = counted(open_store("sqlite+aiosqlite:///:memory:", now=clock.now))
    directory = PeopleDirectory(store, rules, channels, clock)
    rooms, desk, words, metrics = Rooms(), Ladder(), Words(), Metrics()
    addresses = Addresses(rules, rooms, channels, directory)
    delivery = Delivery(
        store.outbox, store, desk, words, addresses, directory, rooms, rules, clock, metrics,
        Voice(metrics, Patience()),
    )  # fmt: skip
    store.on_commit(delivery.bell.ring)
    world = World(store, slack, rooms, desk, words, clock, delivery)
    running = asyncio.create_task(delivery.run())
    try:
        yield Both(world, directory, slack, teams, addresses)
    finally:
        delivery.stop()
        await running
        await store.close()


def _heard(desk: Both) -> dict[str, list[str]]:
    """What was said to the person themselves, by its first key."""
    return {
        name: sorted(key.partition(":")[0] for key in said if "undelivered" not in key)
        for name, said in desk.said().items()
    }


@asynccontextmanager
async def watched(desk: Both) -> AsyncIterator[Callable[[Speaker], Awaitable[None]]]:
    """Gives how somebody is seen again: they say something."""
    world, news = desk.world, PlaceNews(Bell())
    places = KnownPlaces(policy(), {})
    back = ComingBack(world.store.outbox, world.clock)
    watch = PlaceWatch(None, places, world.store, back, world.clock, news, desk.directory)  # type: ignore[arg-type]  # no place comes back
    running = asyncio.create_task(watch.run())

    async def seen(speaker: Speaker) -> None:
        await desk.hears(speaker)
        news.seen(speaker)
        while watch.at_work:
            await passes(0.1)
        await world.settles()

    try:
        yield seen
    finally:
        running.cancel()


async def _findings(store: AsyncStore) -> str:
    places = KnownPlaces(policy(), {})
    return "\n".join(await findings(store, policy(), places, NOW))


def test_two_accounts_with_one_verified_address_are_one_person():
    async def story():
        async with both() as desk:
            first = await desk.directory.identify(ON_SLACK)
            second = await desk.directory.identify(ON_TEAMS)
            assert first.id == second.id == MIA
            assert set(second.accounts) == {("slack", ON_SLACK.id), ("teams", ON_TEAMS.id)}
            assert "people.accounts" not in await _findings(desk.world.store)

    simulate(story)


def test_accounts_without_an_address_stay_two_people_and_the_doctor_names_them():
    async def story():
        async with both(hides=True) as desk:
            first = await desk.directory.identify(ON_SLACK)
            second = await desk.directory.identify(ON_TEAMS)
            assert (first.id, second.id) == (ON_SLACK.id, ON_TEAMS.id)
            assert first.name == second.name
            found = await _findings(desk.world.store)
            assert ON_SLACK.id in found
            assert ON_TEAMS.id in found
            assert "people.accounts" in found
            on_page = await findings(desk.world.store, policy(), KnownPlaces(policy(), {}), NOW, by_id=False)
            (line,) = (each for each in on_page if "verified" in each)
            assert first.name in line
            assert not any(each in line for each in (ON_SLACK.id, ON_TEAMS.id, "people.accounts"))

    simulate(story)


def test_an_admin_joins_accounts_by_the_directory_s_own_ids():
    async def story():
        async with both(hides=True) as desk:
            before = await desk.directory.identify(ON_SLACK)
            desk.directory.use(replace(policy(), accounts={ON_SLACK.id: HUGO, ON_TEAMS.id: HUGO}))
            after = [await desk.directory.identify(each) for each in (ON_SLACK, ON_TEAMS)]
            assert before.id == ON_SLACK.id
            assert [each.id for each in after] == [HUGO, HUGO]
            assert await desk.directory.account(HUGO, "teams") == ON_TEAMS.id
            assert await desk.directory.account(HUGO, "slack") == ON_SLACK.id

    simulate(story)


@pytest.mark.parametrize(("last", "told"), [(ON_SLACK, "slack"), (ON_TEAMS, "teams")])
def test_a_person_is_told_where_they_last_spoke(last: Speaker, told: str):
    async def story():
        async with both() as desk:
            await desk.world.opens()
            for speaker in (ON_TEAMS, ON_SLACK, last):
                await desk.hears(speaker)
            await desk.says(notice("schedule_gap", f"direct:{MIA}"))
            assert desk.said() == {"slack": [], "teams": [], told: [f"schedule_gap:direct:{MIA}"]}
            # It is remembered across a restart, too.
            fresh = PeopleDirectory(desk.world.store, policy(), {}, desk.world.clock)
            assert (await fresh.platforms_of(MIA))[0] == told

    simulate(story)


def test_a_ticket_stays_on_the_platform_where_its_card_is():
    async def story():
        async with both() as desk:
            await desk.world.opens()
            await desk.hears(ON_SLACK)
            await desk.hears(ON_TEAMS)
            await desk.says(notice("requester_card", f"requester:{MIA}", key="card"))
            await desk.hears(ON_SLACK)
            await desk.says(notice("released", f"requester:{MIA}", key="claimed"))
            assert desk.said() == {"slack": [], "teams": ["card", "claimed"]}

    simulate(story)


def test_whoever_is_out_of_reach_on_one_platform_is_told_on_the_other_before_the_ladder_climbs():
    async def story():
        async with both() as desk:
            await desk.opens_for_somebody_who_blocked_teams()
            await desk.says(
                notice("schedule_gap", f"direct:{MIA}", key="page"),
                notice("released", f"requester:{MIA}", key="claimed"),
            )
            assert desk.said() == {"slack": ["page:not-teams", "claimed:not-teams"], "teams": []}
            assert desk.world.desk.missed == []
            assert await desk.world.parked() == {}

    simulate(story)


def test_whoever_is_out_of_reach_everywhere_is_missed_once():
    async def story():
        async with both() as desk:
            await desk.opens_for_somebody_who_blocked_teams()
            desk.slack.gone[f"direct:{ON_SLACK.id}"] = "user_disabled"
            await desk.says(notice("schedule_gap", f"direct:{MIA}", key="page"))
            assert desk.said() == {"slack": [], "teams": []}
            assert [why for _, why in desk.world.desk.missed] == ["user_disabled"]
            assert len(await desk.world.parked()) == 1

    simulate(story)


@pytest.mark.parametrize("seen", [ON_SLACK, ON_TEAMS])
def test_whoever_could_not_be_reached_anywhere_is_told_once_where_they_are_seen_again(seen: Speaker):
    async def story():
        async with both() as desk, watched(desk) as seen_again:
            page = notice("schedule_gap", f"direct:{MIA}", key="page")
            claimed = notice("released", f"requester:{MIA}", key="claimed")

            async def _awaits() -> list[str]:
                return sorted(key.partition(":")[0] for key in await desk.world.parked() if "undelivered" not in key)

            await desk.opens_for_somebody_who_blocked_teams()
            desk.slack.gone[f"direct:{ON_SLACK.id}"] = "cannot_dm_bot"
            await desk.says(page, claimed, replace(page, key="old", at=NOW - FRESH, not_before=NOW))
            await seen_again(seen)
            assert await _awaits() == ["claimed", "old", "page"], "it was in vain"
            assert {key for key, _ in desk.world.desk.missed} == {"page", "old"}, "nobody is missed anew"
            desk.teams.gone.clear()
            desk.slack.gone.clear()
            await seen_again(seen)
            assert _heard(desk) == {"slack": [], "teams": []}, "what was in vain is not tried at each word"
            desk.world.clock.start += AGAIN
            await seen_again(seen)
            await seen_again(seen)
            assert _heard(desk) == {"slack": [], "teams": [], seen.channel: ["claimed", "page"]}
            assert await _awaits() == ["old"]

    simulate(story)


def test_whoever_had_no_account_is_told_once_they_have_one():
    async def story():
        async with both() as desk, watched(desk) as seen_again:
            await desk.world.opens()
            people = dict(desk.slack.people)
            desk.slack.people, desk.teams.people = {}, {}
            await desk.says(notice("schedule_gap", f"direct:{MIA}", key="page"))
            assert await desk.world.parked() == {"page": "no_account"}
            desk.slack.people = people
            await seen_again(ON_SLACK)
            assert desk.said() == {"slack": ["page"], "teams": []}

    simulate(story)


def test_a_card_that_moved_to_another_platform_is_followed_by_its_lines():
    async def story():
        async with both() as desk:
            await desk.opens_for_somebody_who_blocked_teams()
            await desk.says(notice("requester_card", f"requester:{MIA}", key="card"))
            desk.teams.gone.clear()
            await desk.says(notice("released", f"requester:{MIA}", key="claimed"))
            assert desk.said() == {"slack": ["card:not-teams", "claimed"], "teams": []}
            bound = await desk.world.store.read(lambda tx: tx.bindings(REF, "requester"))
            assert [isinstance(each, Binding) and each.place.partition(":")[0] for each in bound] == ["slack"]

    simulate(story)
