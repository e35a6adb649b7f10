"""“1 of 2”: as many stages as people will be asked in, whoever is away; one yes may settle several."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from core.approvals import state
from core.items import Stage
from core.policy import PlannedAbsence
from tests.commands.reading import quiet, read, shown
from tests.fakes.approving import FINANCE
from tests.fakes.company import shipped
from tests.fakes.desk import open_desk

MORNING = "2026-10-27 09:40 CET"
STAGES = {
    "as shipped": (("requester.manager",), ("field.system.owner",)),
    "manager twice": (("requester.manager",), (FINANCE,), ("requester.manager",)),
    "higher up": (("requester.manager",), ("approver.manager",), ("field.system.owner",)),
    "in between": (("field.system.owner",), ("requester.manager",), ("field.system.owner",), (FINANCE,)),
}


@pytest.mark.parametrize("gone", ["", "katrin", "omar", "ines"])
@pytest.mark.parametrize("system", ["erp", "web-shop"])
@pytest.mark.parametrize("who", ["mia", "omar", "ines"])
@pytest.mark.parametrize("stages", STAGES)
async def test_as_many_decisions_are_counted_as_people_take(stages: str, who: str, system: str, gone: str) -> None:
    policy = shipped()
    runs = tuple(Stage(str(number), "any", each) for number, each in enumerate(STAGES[stages], 1))
    item = replace(policy.catalog["access"], stages=runs)
    policy = replace(policy, catalog={**policy.catalog, "access": item})
    async with open_desk(MORNING, policy=policy) as desk:
        if gone:
            before, until = desk.policy, date(2026, 11, 30)
            desk.use(replace(before, away=(PlannedAbsence(desk.id_of(gone), until, None, None),)))
            await desk.adopt(before)
        ref = await desk.person(who).orders(
            "access", system=system, role="read", until="2026-11-09", reason="I close the books there."
        )
        counts = []
        while (ticket := await desk.ticket(ref)).approving:
            await desk.deliver()
            card = read(shown(await desk.person(who).types("ticket", ref)))
            counted = re.search(r"approval by .*? \((\d) of (\d)\)", card)
            counts.append(tuple(map(int, counted.groups())) if counted else (1, 1))
            told = [one.text for one in desk.said if one.kind == "approval"][-1]
            assert ("Your approval starts delivery" in told) is (counts[-1][0] == counts[-1][1])
            [asked] = state.asked_now(ticket)
            quiet(await desk.person(asked.partition("@")[0]).presses("approve", ref))
        assert counts == [(number, len(counts)) for number in range(1, len(counts) + 1)]
