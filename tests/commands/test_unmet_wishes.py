"""Whoever asks to cancel or to change an order under way hears what became of that, however the order goes on."""

from __future__ import annotations

import pytest

from tests.commands.reading import opened, quiet
from tests.commands.test_tasks import FRIDAY, LAPTOP, ORDER, ordered
from tests.fakes.desk import DeskHouse, open_desk

LATE = "The wish to {} it came too late: the work was done before the team decided about that."
OVER = "Nobody decided about the wish to {} it, which ends with that: write here if it still holds."
ENDS = {"resolved": LATE, "converted": OVER, "merged": OVER, "cancelled": "So it is not changed."}
WISHES = {"cancel": ("cancel",), "change": ("change",), "cancel or change": ("change", "cancel")}


async def _wishes(desk: DeskHouse, ref: str, wish: str) -> None:
    mia = desk.person("mia")
    if wish == "cancel":
        await mia.presses("withdraw", ref)
    else:
        await mia.sends_form(opened(await mia.presses("change_order", ref)), **LAPTOP | {"ship_to": "hamburg"})


async def _ends(desk: DeskHouse, ref: str, other: str, how: str) -> None:
    lena = desk.person("lena")
    match how:
        case "resolved":
            await lena.fills("resolve", ref, text="It stands on the desk.", skipped="All is there.")
        case "converted":
            quiet(await lena.fills("convert", ref, impact="4", urgency="2", undo="Send it back."))
        case "merged":
            quiet(await lena.fills("merge", ref, other=other))
        case "cancelled":
            quiet(await lena.fills("cancel", ref, reason="withdrawn", undo="Send it back."))


@pytest.mark.parametrize("wish", WISHES)
@pytest.mark.parametrize("how", ENDS)
async def test_a_wish_that_nobody_decided_about_is_answered_by_what_came_instead(how: str, wish: str) -> None:
    async with open_desk(FRIDAY) as desk:
        other = await desk.person("mia").orders("question", question="Where is my laptop?")
        ref = await ordered(desk)
        quiet(await desk.person("nils").presses("claim", (await desk.ticket(ref)).plan[0].ref))
        for each in WISHES[wish]:
            await _wishes(desk, ref, each)
        start = len(desk.said)
        await _ends(desk, ref, other, how)
        await desk.deliver()
        [told] = [one.text for one in desk.said[start:] if one.kind == how and one.to == "requester"]
        met = how == "cancelled" and wish != "change"
        assert (ENDS[how].format(wish) in told) is not met, told


async def test_whoever_wanted_nothing_else_reads_nothing_of_it() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        quiet(await desk.person("nils").presses("claim", ORDER))
        await _ends(desk, ref, "", "resolved")
        [told] = [one.text for one in desk.said if one.kind == "resolved"]
        assert "wish" not in told


@pytest.mark.parametrize("asks", ["mia", "jan.kolb"])
async def test_whom_an_order_is_for_hears_that_a_wish_came_too_late_where_it_was_theirs(asks: str) -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await desk.person("mia").orders("laptop", for_whom=desk.person("jan.kolb").speaker, **LAPTOP)
        for who in ("katrin", "omar", "finance.controller"):
            await desk.person(who).presses("approve", ref, round=1)
        assert (await desk.ticket(ref)).status == "in_fulfilment"
        quiet(await desk.person("nils").presses("claim", ORDER))
        person = desk.person(asks)
        await person.sends_form(opened(await person.presses("change_order", ref)), **LAPTOP | {"ship_to": "hamburg"})
        await _ends(desk, ref, "", "resolved")
        await desk.deliver()
        [told] = [one.text for one in desk.said if one.kind == "ended_for"]
        assert (LATE.format("change") in told) is (asks != "mia"), told
