"""Who is at a task that is not needed any more reads why: who did what to its order, and never anything else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.commands.reading import quiet
from tests.commands.test_all_is_taken_away import FAR, World
from tests.commands.test_changed_tasks import begun_and_changed, changed, dropped, offer
from tests.commands.test_ended_access import TUESDAY, automated
from tests.commands.test_tasks import FRIDAY, LAPTOP, ORDER, ordered
from tests.fakes.desk import DeskHouse, open_desk

WHY = {
    "cancelled": "Lena cancelled REQ-1000, so ",
    "converted": "Lena converted REQ-1000 to INC-1000, so ",
    "merged": "Lena merged REQ-1000 into REQ-1005, so ",
    "changed": "REQ-1000 was changed, so ",
    "rejected": "Katrin rejected REQ-1000, so ",
    "expired": "Nobody decided about REQ-1000 in time, so ",
    "done": "",
}


async def _ends(desk: DeskHouse, how: str) -> None:
    lena, nils = desk.person("lena"), desk.person("nils")
    if how in ("rejected", "expired"):
        await begun_and_changed(desk)
        if how == "rejected":
            quiet(await desk.person("katrin").fills("reject", "REQ-1000", text="Use the pool."))
        return await desk.until("2026-11-10 09:00 CET")
    ref = await ordered(desk)
    if how == "changed":  # what somebody is at already stays, whatever is ordered by now
        quiet(await lena.fills("assign", ORDER, person=desk.id_of("nils")))
    else:
        quiet(await nils.presses("claim", ORDER))
    match how:
        case "cancelled":
            quiet(await lena.fills("cancel", ref, reason="withdrawn", undo="Send it back."))
        case "converted":
            quiet(await lena.fills("convert", ref, impact="4", urgency="2", undo="Send it back."))
        case "merged":
            other = await desk.person("mia").orders("question", question="Where is my laptop?")
            quiet(await lena.fills("merge", ref, other=other, keep="newer"))
        case "changed":
            item = desk.policy.catalog["laptop"]
            offer(desk, replace(item, tasks=tuple(replace(each, id=f"{each.id}2", needs=()) for each in item.tasks)))
            await changed(desk, ref, "mia", **{**LAPTOP, "ship_to": "hamburg"})
        case "done":
            quiet(await lena.fills("resolve", ref, text="It is there.", skipped="He has one."))
    return None


@pytest.mark.parametrize("how", WHY)
async def test_each_reason_is_told_as_it_is(how: str) -> None:
    async with open_desk(FRIDAY) as desk:
        await _ends(desk, how)
        told = [text for to, text in await dropped(desk, 0) if to == "nils"]
        if not WHY[how]:
            assert not told, "it was skipped, which its card says with why"
            return
        [said] = told
        assert said.startswith(f"{WHY[how]}{ORDER} Order ("), said
        others = [one.text for one in desk.said if one.kind in ("step_undo", "step_late", "ended_for")]
        assert how == "cancelled" or not any("cancelled" in each for each in (said, *others))


@pytest.mark.parametrize("how", ["changed", "converted"])
async def test_what_another_step_takes_away_on_its_day_is_not_to_be_undone_by_whoever_gave_it(how: str) -> None:
    async with open_desk(TUESDAY, policy=automated(FAR, destructive=frozenset())) as desk:
        world = World(desk)
        for act in ("order", "approve"):
            await world.do(act)
        await world.waits(hours=1)
        await world.do("not right")
        before = len(desk.said)
        if how == "changed":
            await world.do("change", role="admin")
            await world.do("approve")
        else:
            quiet(await desk.person("sofia").fills("convert", world.refs[0], impact="4", urgency="2"))
        await desk.passes(seconds=5)
        told = [one.text for one in desk.said[before:] if one.kind == "step_dropped"]
        assert told
        assert all(one.endswith("What it gave is taken away on its day.") for one in told), told
