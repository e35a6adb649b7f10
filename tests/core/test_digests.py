"""The leads' digest of the day: what is due today, and what is overdue."""

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


@pytest.mark.parametrize(("few", "more"), [(1, ""), (7, ""), (9, " and 2 more")])
async def test_overdue_tickets_are_named_with_when_they_were_due_private_ones_only_counted(few: int, more: str) -> None:
    async with open_desk("2026-10-26 10:00 CET") as desk:
        refs = []
        for _ in range(few):
            refs.append(await desk.person("mia").reports("P2"))
            await desk.passes(minutes=1)
        assert await desk.desk.morning() == 1
        await desk.until("2026-10-28 08:50 CET")
        since = len(desk.said)
        assert await desk.desk.morning() == 1
        await desk.until("2026-10-28 09:00 CET")
        (digest,) = [one for one in desk.said[since:] if one.kind == "lead_digest"]
        assert digest.facts["late"] == tuple(refs[:7])
        named = digest.text.partition("overdue (")[2].partition(")")[0]
        assert named.startswith(f"{refs[0]} Tue 27 Oct 09:30"), digest.text
        assert named.endswith(more)


async def test_a_private_ticket_is_counted_and_never_named() -> None:
    async with open_desk("2026-10-26 10:00 CET") as desk:
        secret = await desk.person("mia").reports(service="security-report", title="A strange link in a mail")
        await desk.until("2026-11-20 08:50 CET")
        since = len(desk.said)
        assert await desk.desk.morning() == 1
        await desk.until("2026-11-20 12:00 CET")
        (digest,) = [one for one in desk.said[since:] if one.kind == "lead_digest"]
        assert secret not in digest.text
        assert "1 overdue ·" in digest.text
