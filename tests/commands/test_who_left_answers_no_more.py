"""Whoever was asked something and left the company: who asked reads so, nobody waits for an answer or reminds them."""

from __future__ import annotations

import pytest

from tests.commands.reading import quiet, shown
from tests.commands.test_replaced_deciders import leaves
from tests.commands.test_results_of_approvals import open_to
from tests.commands.test_what_approvers_read import FRIDAY, LAPTOP, asked
from tests.fakes.desk import DeskHouse, open_desk


def told(desk: DeskHouse, since: int, name: str) -> str:
    """All that somebody was told since then."""
    return "\n".join(one.text for one in desk.said[since:] if one.line.endswith(f" {name}"))


async def of_katrin(desk: DeskHouse) -> str:
    """An order about which she asked Mia something first, after which Mia left."""
    ref = await desk.person("mia").orders("laptop", **LAPTOP)
    shown(await desk.person("katrin").fills("ask", ref, text="Why the big one?"))
    await desk.deliver()
    return ref


async def test_an_approver_who_asked_whoever_left_reads_so_and_is_reminded_herself() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await of_katrin(desk)
        before = len(desk.said)
        await leaves(desk, "mia")
        read = told(desk, before, "katrin")
        assert "Mia Feld left the company, so nobody will answer: decide about REQ-1000" in read
        assert "Why the big one?" in read
        await leaves(desk, "mia")
        assert told(desk, before, "katrin") == read
        before = len(desk.said)
        await desk.until("2026-11-05 10:00 CET")
        assert not [one for one in desk.said[before:] if one.kind == "asked_first"]
        assert [one for one in desk.said[before:] if one.line.endswith("approval_reminder katrin")]
        assert "Mia Feld left the company without an answer." in asked(desk, "omar")
        assert "Mia Feld left the company and did not answer the question" in told(desk, before, "lena")
        assert (await desk.ticket(ref)).status == "expired"


async def test_cards_and_lists_of_who_decides_say_that_whoever_was_asked_left() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await of_katrin(desk)
        await leaves(desk, "mia")
        now = open_to(desk, "katrin")
        assert "waits for the answer" not in now
        assert "Mia Feld left the company, so it is to be decided without an answer." in now
        listed = str(shown(await desk.person("katrin").types("desk", "approvals")))
        assert "waits for the answer" not in listed
        assert ref in listed


@pytest.mark.parametrize("order", [False, True])
async def test_what_waits_for_whoever_left_goes_on_at_once_and_its_assignee_is_told(order: bool) -> None:
    async with open_desk(FRIDAY) as desk:
        lena = desk.person("lena")
        if order:
            ref = await desk.person("mia").orders("laptop", **LAPTOP)
            await desk.person("katrin").presses("approve", ref, round=1)
            await desk.person("finance").presses("approve", ref, round=1)
        else:
            ref = await desk.person("mia").reports()
        await lena.presses("claim", ref)
        quiet(await lena.fills("ask", ref, text="Which profile?"))
        await desk.deliver()
        assert (await desk.ticket(ref)).waiting
        before = len(desk.said)
        await leaves(desk, "mia")
        after = await desk.ticket(ref)
        assert not after.waiting
        assert after.assignee == lena.id
        (line,) = [one for one in desk.said[before:] if one.kind == "resumed"]
        assert "@Lena, Mia left the company, so nobody will answer" in line.text
        before = len(desk.said)
        await desk.until("2026-11-20 10:00 CET")
        assert not [one for one in desk.said[before:] if one.kind in ("reminder", "resolved")]
