"""Who decides is looked at beside everybody: who left or is away is replaced at once, managers are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

from bot.doctor import undecidable
from bot.identity.people import PeopleDirectory
from bot.identity.standing import StandingWatch
from core.people import Person, PersonId, Profile, Speaker
from core.ports.channel import Rejected
from tests.fakes.company import DOMAIN
from tests.fakes.desk import DeskHouse, open_desk
from tests.fakes.spoken import RecordingChannel

LAPTOP = {"model": "Standard 14", "ship_to": "berlin"}
MORNING = "2026-10-22 09:00 CEST"
KATRIN, INES = f"katrin.stahl@{DOMAIN}", f"ines.kruse@{DOMAIN}"


class Told(RecordingChannel):
    """A platform that tells what a test says of people, by their ids."""

    def __init__(self, name: str) -> None:
        super().__init__(name, count(1))
        self.left: set[PersonId] = set()
        self.away: dict[PersonId, datetime] = {}
        self.managers: dict[PersonId, PersonId] = {}
        self.silent = False

    async def account(self, email: str) -> str | None:
        return f"{self.name}:T1/U-{email.partition('@')[0]}"

    async def standing(self, speaker: Speaker) -> Profile:
        if self.silent:
            raise Rejected("user_not_found")
        person = f"{speaker.id.partition('/U-')[2]}@{DOMAIN}"
        manager = self.managers.get(person)
        return Profile(
            speaker, "", person, active=person not in self.left, away_until=self.away.get(person),
            manager=await self.account(manager) if manager else None,
        )  # fmt: skip


def watch_of(desk: DeskHouse, *channels: Told) -> StandingWatch:
    desk.use(replace(desk.policy, manager_from=("slack.profile.manager",)))
    by_name = {one.name: one for one in channels}
    directory = PeopleDirectory(desk.store, desk.policy, by_name, desk.clock)
    return StandingWatch(desk.desk.engine, directory, by_name)


async def test_whoever_left_or_is_away_by_their_status_is_replaced_at_once() -> None:
    async with open_desk(MORNING) as desk:
        await desk.person("mia").orders("laptop", **LAPTOP)
        slack, teams = Told("slack"), Told("teams")
        watch = watch_of(desk, slack, teams)
        assert await watch.look() == 0
        slack.left = {KATRIN}
        assert await watch.look() == 0, "an open account on either platform is enough"
        teams.left = {KATRIN}
        assert await watch.look() == 1
        await desk.deliver()
        assert desk.said[-1].line == "2026-10-22 09:00 CEST approval omar"
        assert await watch.look() == 0
        slack.left, teams.left = set(), set()
        await watch.look()
        await desk.person("jan").orders("laptop", **LAPTOP)
        assert desk.said[-1].line.endswith("approval katrin")
        slack.away = {KATRIN: desk.now + timedelta(days=3)}
        assert await watch.look() == 1
        await desk.deliver()
        assert desk.said[-1].line.endswith("approval omar")


async def test_a_manager_of_the_profile_decides_where_the_settings_name_none() -> None:
    async with open_desk(MORNING) as desk:
        tom = desk.person("tom")
        ref = await tom.orders("laptop", **LAPTOP)
        assert desk.said[-1].line.endswith("approval lena")
        assert "Nobody knows whose decision it is, so you are asked." in desk.said[-1].text
        (found,) = await desk.store.read(lambda tx: undecidable(tx, desk.policy))
        assert found.startswith(f"Nobody knows who decides about {ref} of Tom")
        slack = Told("slack")
        slack.managers = {tom.id: INES, f"mia.feld@{DOMAIN}": INES}
        await watch_of(desk, slack).look()
        await tom.orders("laptop", **LAPTOP)
        assert desk.said[-1].line.endswith("approval ines"), ref
        await desk.person("mia").orders("laptop", **LAPTOP)
        assert desk.said[-1].line.endswith("approval katrin"), "the settings come first"


async def test_what_a_platform_does_not_tell_changes_nothing() -> None:
    async with open_desk(MORNING) as desk:
        gone = Person(KATRIN, "Katrin Stahl", "Europe/Berlin", active=False)
        await desk.store.transact(lambda tx: tx.save_person(gone, desk.now))
        await desk.person("mia").orders("laptop", **LAPTOP)
        slack = Told("slack")
        slack.silent = True
        assert await watch_of(desk, slack).look() == 0
        known = await desk.store.read(lambda tx: tx.person(KATRIN))
        assert known is not None
        assert not known.active
