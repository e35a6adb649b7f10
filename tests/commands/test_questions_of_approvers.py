"""What an approver asks before they decide: how long it is open, and what becomes of its answer."""

from __future__ import annotations

import pytest

from core.tickets.approval import Approval
from tests.commands.reading import quiet, read, shown, went
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


def reads(desk: DeskHouse, channel: str) -> str:
    """What stands in Katrin's chat of Mia's answer."""
    told = [read(card) for card in desk.channels[channel].stands.values() if "Mia Feld about REQ-1000" in read(card)]
    assert len(told) == 1
    return told[0]


@pytest.mark.parametrize("channel", ["slack", "teams"])
@pytest.mark.parametrize("decided", ["before", "after", "never"])
async def test_an_answer_reads_in_the_approvers_chat_as_it_reads_by_now(channel: str, decided: str) -> None:
    async with open_desk(FRIDAY, both=True) as desk:
        katrin, mia = desk.person("katrin"), desk.person("mia").on_teams
        desk.lives[katrin.id] = channel
        ref, where = await asked(desk), mia.chat()
        went(await mia.sends("Secret password hunter2", message=where.message))
        await desk.deliver()
        assert "hunter2" in reads(desk, channel)
        if decided == "before":
            quiet(await katrin.presses("approve", ref, round=1))
        await mia.edits(where, "For the CAD desk")
        await desk.deliver()
        assert "For the CAD desk" in reads(desk, channel)
        assert ("Ask first" in reads(desk, channel)) is (decided != "before")
        await mia.edits(where, None)
        if decided == "after":
            quiet(await katrin.presses("approve", ref, round=1))
        await desk.deliver()
        assert "message deleted" in reads(desk, channel)
        assert "CAD" not in reads(desk, channel)
        assert ("Ask first" in reads(desk, channel)) is (decided == "never")


@pytest.mark.parametrize("back", [False, True])
async def test_an_answer_that_is_taken_back_overnight_is_never_said(back: bool) -> None:
    async with open_desk("2026-10-22 20:00 CEST", both=True) as desk:
        await asked(desk)
        mia = desk.person("mia").on_teams
        where = mia.chat()
        await mia.sends("Secret password hunter2", message=where.message)
        if back:
            await mia.edits(where, None)
        await desk.until("2026-10-23 09:40 CEST")
        await desk.deliver()
        stands = desk.channels["slack"].stands.items()
        assert any("hunter2" in read(card) for key, card in stands if "katrin" in key[0]) is not back


@pytest.mark.parametrize("answered", [False, True])
async def test_a_question_without_an_answer_is_said_once_more_and_named_at_the_end(answered: bool) -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await asked(desk)
        if answered:
            await desk.person("mia").writes(ref, "The third.")
        said = len(desk.said)
        await desk.until("2026-11-06 12:00 CET")
        told = [one for one in desk.said[said:] if one.kind == "asked_first"]
        ends = {one.kind: one.text for one in desk.said if one.kind in ("lapsed", "ended_undecided")}
        assert len(told) == (0 if answered else 1)
        assert len(ends) == 2
        assert all(("Which floor?" in text) is not answered for text in ends.values())
        if told:
            assert told[0].text.startswith(
                f"Katrin still needs your answer to decide about {ref}: Which floor? Without"
            )
