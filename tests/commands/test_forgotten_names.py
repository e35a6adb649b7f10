"""Settings that no longer name a calendar, a team or a service which records do: promises go on, somebody may act."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.policy_file import parse
from core.policy import Policy
from core.tickets import events as e
from core.ui.cards import Action
from core.ui.inbound import Press, Quiet, Where
from tests.fakes.company import APP
from tests.fakes.desk import DeskHouse, instant, open_desk, refused, shipped


async def take(desk: DeskHouse, new: Policy) -> None:
    """New rules while the desk runs, as a signal brings them."""
    keep = await desk.desk.work_out(desk.policy, new)
    await desk.store.transact(keep)
    desk.use(new)


def renamed(old: str, new: str) -> Policy:
    return parse(APP.read_text(encoding="utf-8").replace(old, new), "app.yaml").policy


def without(*, team: str = "", service: str = "") -> Policy:
    policy = shipped()
    services = {
        key: replace(one, team="service-desk" if one.team == team else one.team) for key, one in policy.services.items()
    }
    return replace(
        policy,
        teams={key: one for key, one in policy.teams.items() if key != team},
        services={key: one for key, one in services.items() if key != service},
    )


async def test_a_promise_whose_calendar_was_renamed_keeps_its_time():
    async with open_desk("2026-10-22 10:00 CEST") as desk:
        ref = await desk.person("mia").reports("P3")
        await desk.until("2026-10-22 11:00 CEST")
        await take(desk, renamed("berlin-office", "office-hours"))
        clock = await desk.stored_clock(ref, "response")
        assert (clock.calendar, clock.elapsed, clock.due_at) == ("office-hours", 3600, instant("2026-10-22 12:00 CEST"))
        await desk.until("2026-10-22 12:00 CEST")
        assert (await desk.stored_clock(ref, "response")).breached_at is not None


async def test_a_ladder_whose_calendar_was_renamed_goes_on_climbing_at_night():
    async with open_desk("2026-10-22 22:00 CEST") as desk:
        ref = await desk.person("mia").reports("P1", service="web-shop")
        await take(desk, renamed("always", "day-and-night"))
        await desk.until("2026-10-22 22:05 CEST")
        assert [one.step for one in await desk.events(ref, e.StepFired)] == [0, 1]


async def test_what_a_team_had_that_is_gone_is_handed_on_by_an_admin():
    async with open_desk("2026-10-22 10:00 CEST") as desk:
        ref = await desk.person("mia").reports("P3", service="office")
        await take(desk, without(team="workplace"))
        handed_on = {"team": "service-desk", "reason": "it is theirs now"}
        assert "Workplace" in refused(await desk.person("emre").fills("transfer", ref, **handed_on))
        assert isinstance(await desk.person("katrin").fills("transfer", ref, **handed_on), Quiet)
        assert (await desk.ticket(ref)).team == "service-desk"
        assert isinstance(await desk.person("emre").presses("claim", ref), Quiet)


@pytest.mark.parametrize("gone", [{"team": "workplace"}, {"service": "office"}], ids=str)
async def test_a_closed_ticket_of_what_is_gone_is_continued_all_the_same(gone: dict[str, str]):
    async with open_desk("2026-10-22 10:00 CEST") as desk:
        mia, emre = desk.person("mia"), desk.person("emre")
        ref = await mia.reports("P3", service="office")
        await emre.presses("claim", ref)
        await emre.fills("resolve", ref, code="fixed", text="The door opens again.")
        await mia.presses("confirm", ref)
        assert (await desk.ticket(ref)).over
        await take(desk, without(**gone))
        assert isinstance(await mia.writes(ref, "The door is stuck again."), Quiet)
        place, card = await desk.thread(ref, "requester")
        where = Where(place, "direct", message=card)
        press = Press(mia.speaker, desk.now, "press", where, Action("follow_up", {"ticket": ref}))
        assert isinstance(await desk.hears(press), Quiet)
        assert (await desk.ticket(await desk.newest())).follow_up_of == ref
