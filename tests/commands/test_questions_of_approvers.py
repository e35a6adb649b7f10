"""What an approver asks before they decide: how long it is open, and what becomes of its answer."""

from __future__ import annotations

import pytest

from core.tickets.approval import Approval
from tests.commands.reading import quiet, read, shown
from tests.commands.test_used_once import named, press
from tests.fakes.desk import DeskHouse, open_desk

LAPTOP = {"model": "Power 16", "ship_to": "berlin"}
FRIDAY = "2026-10-23 11:00 CEST"


async def asked(desk: DeskHouse) -> str:
    """Mia's order, about which Katrin asked something."""
    ref = await desk.person("mia").orders("laptop", **LAPTOP)
    shown(await desk.person("katrin").fills("ask", ref, text="Which floor?"))
    return ref


async def approval_of(desk: DeskHouse, ref: str) -> Approval:
    approval = (await desk.ticket(ref)).approval
    assert approval is not None
    return approval


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("back", ["deleted", "not this one"])
async def test_an_answer_that_is_taken_back_leaves_the_question_open(back: str, again: bool) -> None:
    async with open_desk(FRIDAY, both=True) as desk:
        ref, mia = await asked(desk), desk.person("mia").on_teams
        where = mia.chat()
        line = shown(await mia.sends("It is my mouse", message=where.message))
        assert (await approval_of(desk, ref)).question == ""
        if again:
            await mia.sends("The third.")
        if back == "deleted":
            await mia.edits(where, None)
        else:
            await press(mia, named(line, "not_this_one"))
        assert (await approval_of(desk, ref)).question == ("" if again else "Which floor?")


@pytest.mark.parametrize("end", ["approve", "reject", "expire"])
async def test_a_question_ends_with_the_stage_that_asked_it(end: str) -> None:
    async with open_desk(FRIDAY) as desk:
        ref, katrin = await asked(desk), desk.person("katrin")
        assert "Waiting for you" in read(shown(await desk.person("mia").presses("show", ref)))
        if end == "approve":
            quiet(await katrin.presses("approve", ref, round=1))
        elif end == "reject":
            quiet(await katrin.fills("reject", ref, text="Too dear."))
        else:
            await desk.until("2026-11-06 12:00 CET")
        approval = await approval_of(desk, ref)
        assert (approval.question, approval.asker) == ("", None)
        assert "Waiting for you" not in read(shown(await desk.person("mia").presses("show", ref)))
