"""Whose manager is whom, as Entra tells it: asked where the settings want it, and what is so where it tells nothing."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from adapters.teams.connector import Connector
from core.ports.channel import Rejected
from playground.clock import Clock
from tests.channels_teams.house import House, opened
from tests.fakes.instants import instant


async def told(house: House, who: str = "mia.feld") -> tuple[str | None, bool]:
    """Who is above somebody, and whether anybody said so."""
    found = await house.channel.standing(house.speaker(who))
    return found.manager, "manager" not in found.untold


def asked(house: House) -> int:
    return len(house.teams.log.of("manager"))


def under(house: House, who: str, boss: str) -> None:
    house.person(who).person.manager = house.person(boss).person.id


async def test_a_manager_is_told_and_that_there_is_none() -> None:
    async with opened(managers=True) as house:
        under(house, "mia.feld", "lena.vogt")
        assert await told(house) == (house.speaker("lena.vogt").id, True)
        assert await told(house, "lena.vogt") == (None, True)
        assert house.channel.problems == []


async def test_who_does_not_want_it_asks_nobody(house: House) -> None:
    under(house, "mia.feld", "lena.vogt")
    assert await told(house) == (None, False)
    assert asked(house) == 0
    assert house.channel.problems == []


async def test_without_the_permission_it_is_asked_once_an_hour_and_admins_read_what_to_do() -> None:
    clock = Clock(instant("2026-10-22 10:00 CEST"))
    async with opened(managers=True, clock=clock) as house:
        under(house, "mia.feld", "lena.vogt")
        house.teams.teams.app.graph.clear()
        for who in ("mia.feld", "jan.brandt", "mia.feld"):
            assert await told(house, who) == (None, False), "nobody said that there is none"
        assert asked(house) == 1
        (problem,) = house.channel.problems
        assert "User.Read.All" in problem
        house.teams.teams.app.graph.add("User.Read.All")
        clock.set(clock.now() + timedelta(hours=1, seconds=1))
        assert await told(house) == (house.speaker("lena.vogt").id, True)
        assert house.channel.problems == []


@pytest.mark.parametrize("fault", ["http_500", "ratelimited", "garbage"])
async def test_an_entra_in_trouble_is_left_in_peace_for_a_minute_and_teams_tells_on(fault: str) -> None:
    clock = Clock(instant("2026-10-22 10:00 CEST"))
    async with opened(managers=True, clock=clock) as house:
        under(house, "mia.feld", "lena.vogt")
        house.teams.faults("manager", fault, times=1)
        assert await told(house) == (None, False)
        assert await told(house) == (None, False)
        assert asked(house) == 1
        assert house.channel.problems == [], "it passes by itself"
        clock.set(clock.now() + timedelta(minutes=1, seconds=1))
        assert await told(house) == (house.speaker("lena.vogt").id, True)


@pytest.mark.parametrize("odd", [None, 7, "x", [], {}, {"id": None}, {"id": 7}, {"id": ""}], ids=repr)
async def test_an_odd_answer_names_nobody(odd: object, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fetch(*_: object, **__: object) -> bytes:
        return json.dumps(odd).encode()

    async with opened(managers=True) as house:
        monkeypatch.setattr(Connector, "fetch", fetch)
        assert (await told(house))[0] is None


async def test_what_speaks_for_the_bot_opens_nothing_at_graph_and_the_other_way_round() -> None:
    async with opened(managers=True) as house:
        await told(house)
        audiences = {of for _, of in house.teams.teams.grants._ends.values()}
        assert len(audiences) == 2
        bot = next(token for token, (_, of) in house.teams.teams.grants._ends.items() if of != "/teams/graph")
        assert not house.teams.teams.grants.holds(f"Bearer {bot}", "/teams/graph")


async def test_an_account_that_was_closed_is_seen_at_the_next_look_whatever_was_kept_of_it(house: House) -> None:
    mia = house.speaker("mia.feld")
    assert (await house.channel.profile(mia)).active
    assert (await house.channel.standing(mia)).active
    house.person("mia.feld").person.active = False
    assert not (await house.channel.standing(mia)).active
    house.person("mia.feld").person.active = True
    assert (await house.channel.standing(mia)).active


async def test_nobody_left_whom_we_may_only_not_look_for(house: House) -> None:
    mia = house.speaker("mia.feld")
    assert (await house.channel.standing(mia)).active
    house.person("mia.feld").person.active = False
    for team in house.teams.teams.tenant.teams.values():
        team.bot_in = False
    with pytest.raises(Rejected):
        await house.channel.standing(mia)
