"""What was said to be not right is still read where the order is changed before it is done again."""

from __future__ import annotations

import pytest

from tests.commands.reading import opened, quiet
from tests.commands.test_wanted_until import ACCESS, GRANT, THURSDAY, _agreed
from tests.fakes.desk import open_desk

WRONG = "I can only read there."


@pytest.mark.parametrize("way", ["form", "words"])
@pytest.mark.parametrize("change", [{"role": "write"}, {"system": "web-shop"}, {"until": "2026-12-18"}])
async def test_the_team_reads_what_was_not_right_when_the_changed_order_begins(
    way: str, change: dict[str, str]
) -> None:
    async with open_desk(THURSDAY) as desk:
        ref = await _agreed(desk)
        mia = desk.person("mia")
        quiet(await desk.person("sofia").presses("finish", GRANT))
        if way == "form":
            quiet(await mia.fills("reopen", ref, step="grant", reason=WRONG))
        else:
            await mia.sends(f"reopen {ref} {WRONG}")
        quiet(await mia.sends_form(opened(await mia.presses("change_order", ref)), **{**ACCESS, **change}))
        said = len(desk.said)
        for who in ("katrin", "ines", "omar", "finance.controller"):
            if (await desk.ticket(ref)).approving:
                await desk.person(who).presses("approve", ref)
        await desk.passes(minutes=1)
        assert not (await desk.ticket(ref)).approving
        ready = [one.text for one in desk.said[said:] if one.kind == "step_ready"]
        assert ready, "it begins"
        assert any(f"Before, it was not right. Mia said: {WRONG}" in one for one in ready)
        step = next(each for each in (await desk.ticket(ref)).plan if each.key == "grant")
        quiet(await desk.person("sofia").presses("finish", step.ref))
        quiet(await mia.fills("reopen", ref, step="grant", reason="Still nothing."))
        assert WRONG not in desk.said[-1].text
