"""Who decides is looked at beside everybody: who left or is away is replaced at once, managers are kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from unittest.mock import patch

import pytest

from bot.doctor import undecidable
from bot.identity.people import PeopleDirectory
from bot.identity.standing import MOST, StandingWatch
from core.people import SOMETIME, Person, PersonId, Profile, Speaker
from core.ports.channel import Rejected, RetryLater
from core.ports.tickets import StorageUnavailable, Transaction
from core.ui.text import flatten
from tests.commands.reading import field, opened
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
        self.names: dict[PersonId, str] = {}
        self.silent = False
        self.busy: set[PersonId] = set()
        self.odd: set[PersonId] = set()
        self.asked: list[PersonId] = []

    async def account(self, email: str) -> str | None:
        return f"{self.name}:T1/U-{email.partition('@')[0]}"

    async def profile(self, speaker: Speaker) -> Profile:
        person = f"{speaker.id.partition('/U-')[2]}@{DOMAIN}"
        return Profile(speaker, self.names.get(person, ""), person)

    async def standing(self, speaker: Speaker) -> Profile:
        if self.silent:
            raise Rejected("user_not_found")
        person = f"{speaker.id.partition('/U-')[2]}@{DOMAIN}"
        self.asked.append(person)
        if person in self.busy:
            raise RetryLater("Slack asks for patience", 30.0)
        if person in self.odd:
            raise ValueError("year 33658 is out of range")
        manager = self.managers.get(person)
        return Profile(
            speaker, "", person, active=person not in self.left, away_until=self.away.get(person),
            manager=await self.account(manager) if manager else None,
        )  # fmt: skip


def watch_of(desk: DeskHouse, *channels: Told, sources: tuple[str, ...] = ("slack.profile.manager",)) -> StandingWatch:
    desk.use(replace(desk.policy, manager_from=sources))
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
        assert "Katrin Stahl is away until Sun 25 Oct 08:00 CET, so you decide." in desk.said[-1].text


async def test_of_who_is_away_without_an_end_no_day_is_said() -> None:
    async with open_desk(MORNING) as desk:
        slack = Told("slack")
        slack.away = {KATRIN: SOMETIME}
        await watch_of(desk, slack).look()
        await desk.person("mia").orders("laptop", **LAPTOP)
        assert desk.said[-1].line.endswith("approval omar")
        assert "Katrin Stahl is away, so you decide." in desk.said[-1].text
        form = opened(await desk.person("mia").types("request", "laptop"))
        assert "Katrin Stahl is away: Omar Haddad decides" in flatten(field(form, "note:request_approvers").text)


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


@pytest.mark.parametrize(
    ("sources", "decides"),
    [
        (("slack.profile.manager",), "ines"),
        (("entra.manager",), "omar"),
        (("entra.manager", "slack.profile.manager"), "omar"),
        (("slack.profile.manager", "entra.manager"), "ines"),
        ((), "lena"),
    ],
    ids=str,
)
async def test_of_two_that_name_a_manager_the_settings_say_whose_word_counts(
    sources: tuple[str, ...], decides: str
) -> None:
    async with open_desk(MORNING) as desk:
        tom, slack, teams = desk.person("tom"), Told("slack"), Told("teams")
        slack.managers, teams.managers = {tom.id: INES}, {tom.id: f"omar.haddad@{DOMAIN}"}
        await tom.orders("laptop", **LAPTOP)
        await watch_of(desk, slack, teams, sources=sources).look()
        await tom.orders("laptop", **LAPTOP)
        assert desk.said[-1].line.endswith(f"approval {decides}")


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


TOM, MIA, OMAR = (f"{name}@{DOMAIN}" for name in ("tom.berg", "mia.feld", "omar.haddad"))


async def test_one_platform_that_does_not_tell_leaves_what_it_told_before() -> None:
    async with open_desk(MORNING) as desk:
        await desk.person("mia").orders("laptop", **LAPTOP)
        await desk.person("tom").orders("laptop", **LAPTOP)
        slack, teams = Told("slack"), Told("teams")
        slack.managers, slack.away = {TOM: INES}, {KATRIN: desk.now + timedelta(days=10)}
        await watch_of(desk, slack, teams).look()
        before = await desk.store.read(lambda tx: tx.staffing())
        assert (before.managers_of[TOM], before.away[KATRIN]) == (INES, slack.away[KATRIN])
        slack.silent = True
        await watch_of(desk, slack, teams).look()
        assert await desk.store.read(lambda tx: tx.staffing()) == before, "also after a restart"
        slack.silent, slack.managers, slack.away = False, {}, {}
        await watch_of(desk, slack, teams).look()
        after = await desk.store.read(lambda tx: tx.staffing())
        assert (dict(after.managers_of), dict(after.away)) == ({}, {})


@pytest.mark.parametrize("trouble", ["busy", "odd"])
async def test_what_one_person_runs_into_hides_nothing_of_the_others(trouble: str) -> None:
    async with open_desk(MORNING) as desk:
        await desk.person("mia").orders("laptop", **LAPTOP)
        slack = Told("slack")
        slack.left = {KATRIN}
        setattr(slack, trouble, {MIA, *desk.policy.managers} - {KATRIN})
        watch = watch_of(desk, slack)
        assert await watch.look() == 1
        await desk.deliver()
        assert desk.said[-1].line == "2026-10-22 09:00 CEST approval omar"


async def test_whom_a_platform_would_not_answer_about_is_asked_about_last_the_next_time() -> None:
    async with open_desk(MORNING) as desk:
        await desk.person("mia").orders("laptop", **LAPTOP)
        slack, teams = Told("slack"), Told("teams")
        watch = watch_of(desk, slack, teams)
        slack.busy = {KATRIN}
        await watch.look()
        others = [each for each in teams.asked if each != KATRIN]
        assert (slack.asked, teams.asked[0]) == ([KATRIN], KATRIN)
        assert others, "the other platform was asked about everybody"
        slack.busy, slack.asked = set(), []
        await watch.look(everybody=False)
        assert slack.asked == [*others, KATRIN]
        await watch.look(everybody=False)
        assert len(slack.asked) == len(others) + 1, "nobody is owed anything"


async def test_whoever_left_is_replaced_by_the_same_commit_or_found_again() -> None:
    async with open_desk(MORNING) as desk:
        await desk.person("mia").orders("laptop", **LAPTOP)
        slack = Told("slack")
        slack.left = {KATRIN}
        watch = watch_of(desk, slack)
        full = patch("core.absences.machine.look_again", side_effect=StorageUnavailable("the disk is full"))
        with full, pytest.raises(StorageUnavailable):
            await watch.look()
        assert await desk.store.read(lambda tx: tx.staffing().left) == frozenset()
        assert await watch.look(everybody=False) == 1
        await desk.deliver()
        assert desk.said[-1].line.endswith("approval omar")


async def test_whoever_was_known_to_be_gone_and_is_asked_all_the_same_is_replaced_by_a_round_of_everybody() -> None:
    async with open_desk(MORNING) as desk:
        await desk.person("mia").orders("laptop", **LAPTOP)
        gone = Person(KATRIN, "Katrin Stahl", "Europe/Berlin", active=False)
        await desk.store.transact(lambda tx: tx.save_person(gone, desk.now))
        slack = Told("slack")
        slack.left = {KATRIN}
        await watch_of(desk, slack).look()
        await desk.deliver()
        assert desk.said[-1].line.endswith("approval omar")


async def test_more_people_than_a_round_can_take_are_all_asked_about_in_turn() -> None:
    async with open_desk(MORNING) as desk:
        bosses = frozenset(f"boss{number}@{DOMAIN}" for number in range(2 * MOST))
        slack = Told("slack")
        desk.use(replace(desk.policy, managers=bosses))
        watch = watch_of(desk, slack)
        await watch.look()
        assert len(slack.asked) == MOST
        await watch.look()
        await watch.look(everybody=False)
        assert set(slack.asked) >= bosses
        assert set(slack.asked[:MOST]).isdisjoint(slack.asked[MOST : 2 * MOST])


async def test_whoever_speaks_is_asked_about_also_where_a_restart_came_before_their_turn() -> None:
    async with open_desk(MORNING) as desk:
        slack = Told("slack")
        await watch_of(desk, slack).directory.identify(Speaker("slack", "slack:T1/U-tom.berg"))
        after = watch_of(desk, slack)
        await after.directory.identify(Speaker("slack", "slack:T1/U-tom.berg"))
        await after.look(everybody=False)
        await after.directory.identify(Speaker("slack", "slack:T1/U-tom.berg"))
        await after.look(everybody=False)
        assert slack.asked == [TOM]


async def test_nothing_that_fails_a_round_ends_the_watch() -> None:
    async with open_desk(MORNING) as desk:
        await desk.person("mia").orders("laptop", **LAPTOP)
        slack = Told("slack")
        slack.left = {KATRIN}
        watch = watch_of(desk, slack)
        watch.pause = 0
        troubles = iter(
            (StorageUnavailable("locked"), RetryLater("patience", 1.0), ValueError("odd"), KeyError("user"))
        )
        store, replaced = desk.desk.engine.store, asyncio.Event()
        transact = store.transact

        async def failing(work: Callable[[Transaction], object]) -> object:
            if (trouble := next(troubles, None)) is not None:
                raise trouble
            outcome = await transact(work)
            if KATRIN in (await store.read(lambda tx: tx.staffing())).left:
                replaced.set()
            return outcome

        with patch.object(store, "transact", failing), patch("bot.identity.standing.OF_ALL", 1):
            running = asyncio.create_task(watch.run())
            async with asyncio.timeout(20):
                await replaced.wait()
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await running
        assert next(troubles, None) is None


async def test_whoever_decides_has_one_name_before_they_were_ever_asked() -> None:
    """The settings call them by their address; a form says what the message that asks them, and every card, says."""
    async with open_desk(MORNING) as desk:
        slack = Told("slack")
        slack.names = {f"finance.controller@{DOMAIN}": "Frida Conrad"}
        watch, other = watch_of(desk, slack), PeopleDirectory(desk.store, desk.policy, {}, desk.clock)
        finance = f"finance.controller@{DOMAIN}"
        await other.know([finance])
        assert other.person(finance).name == "Finance Controller", "nobody has met them"
        for _ in range(2):
            await watch.look()
        assert watch.directory.person(finance).name == "Frida Conrad"
        desk.clock.at = desk.now + timedelta(minutes=1)
        await other.know([finance])
        assert other.person(finance).name == "Frida Conrad", "another process met them meanwhile"


async def test_whoever_owes_an_answer_is_looked_at_though_nothing_waits_for_their_decision() -> None:
    async with open_desk(MORNING) as desk:
        ref = await desk.person("mia").reports()
        lena = desk.person("lena")
        await lena.presses("claim", ref)
        await lena.fills("ask", ref, text="Which profile?")
        slack = Told("slack")
        watch = watch_of(desk, slack)
        await watch.look()
        assert (await desk.ticket(ref)).waiting
        slack.left = {desk.id_of("mia")}
        await watch.look()
        assert not (await desk.ticket(ref)).waiting
