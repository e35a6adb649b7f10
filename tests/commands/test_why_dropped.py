"""Who is at a task that is not needed any more reads why: who did what to its order, and never anything else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.commands.reading import quiet
from tests.commands.test_changed_tasks import begun_and_changed, changed, dropped, offer
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
