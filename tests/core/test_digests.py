"""The leads' digest of the day: what is due today."""

from __future__ import annotations

import pytest

from tests.fakes.desk import open_desk


@pytest.mark.parametrize("answered", [True, False])
async def test_due_today_is_what_is_to_be_done_before_midnight_whatever_else_is_due(*, answered: bool) -> None:
    async with open_desk("2026-10-27 17:59:59 CET") as desk:
        today = await desk.person("mia").reports("P2", service="web-shop")
        await desk.passes(seconds=1)
        tomorrow = await desk.person("jan").reports("P2", service="web-shop")
        for ref in (today, tomorrow) if answered else (today,):
            await desk.person("priya").answers(ref, "On it.")
        assert await desk.due(tomorrow, "clock:resolution:breach") == "2026-10-28 00:00 CET"
        assert await desk.desk.morning() == 1
        await desk.until("2026-10-28 09:00 CET")
        (digest,) = [one for one in desk.said if one.kind == "lead_digest"]
        assert (digest.to, digest.facts["open"], digest.facts["due"]) == ("omar", 2, (f"{today} 23:59",))
