"""Scenarios 1 to 4: promises over a long weekend, the doubled hour, the edges of the day, half days and holidays."""

from __future__ import annotations

from tests.conformance.conftest import Opens
from tests.conformance.house import House
from tests.conformance.seatings import told_once
from tests.fakes.desk import instant

pytestmark = told_once

DIGEST = "due today"
"""What a lead reads every morning: it is about no single ticket."""


async def test_1_nobody_acts_over_the_long_weekend_and_the_clock_change(opens: Opens) -> None:
    async with opens("2026-10-23 15:30 CEST") as desk:
        dana, emre = await desk.seats("dana", "emre")
        mia = desk.person("mia")
        await mia.reports()
        receipt = await mia.receipt()
        await desk.card().shows("🟡 P3", "Answer by Oct 27, 2026 09:30", "Fix by Oct 28, 2026 15:30")

        await desk.until("2026-10-23 17:00 CEST")
        await desk.triage_thread().has("needs an answer by", "Yara", at="2026-10-23 17:00 CEST")
        await desk.until("2026-10-27 09:17 CET")
        await desk.nothing_else_was_said(DIGEST)

        await desk.until("2026-10-27 09:30 CET")
        await dana.was_told(": an answer is due", at="2026-10-27 09:18 CET")
        await desk.triage_thread().has("passed its answer time", at="2026-10-27 09:30 CET")
        await dana.was_told("passed its answer time", at="2026-10-27 09:30 CET")
        await mia.was_told("taking longer than we promised", at="2026-10-27 09:30 CET")
        response = await desk.promise("response")
        assert response.breached_at == instant("2026-10-27 08:30 UTC")

        await desk.until("2026-10-28 11:29 CET")
        assert "50" in (await desk.promise("resolution")).marks, "it only recolours"
        await mia.was_told("the time that we named last", "answer by 15:30", at="2026-10-27 11:30 CET")
        await mia.was_told("the time that we named last", "we name no further time", at="2026-10-27 15:30 CET")
        await desk.nothing_else_was_said(DIGEST)

        await desk.until("2026-10-28 17:00 CET")
        await desk.triage_thread().has("needs a fix by", "Emre", at="2026-10-28 11:30 CET")
        await emre.was_told(" is due ", at="2026-10-28 13:54 CET")
        await desk.triage_thread().has("passed its fix time", at="2026-10-28 15:30 CET")
        await emre.was_told("passed its fix time", at="2026-10-28 15:30 CET")
        await mia.was_told("taking longer than we promised", at="2026-10-28 15:30 CET")
        await desk.card().shows("🔴")
        receipt.shows("Waiting for someone to pick this up")
        await desk.ends_quietly(DIGEST)


async def test_2_a_clock_that_never_stops_counts_both_hours_of_the_night_of_the_change(opens: Opens) -> None:
    async with opens("2026-10-24 23:30 CEST") as desk:
        (lena,) = await desk.seats("lena")
        await desk.person("mia").reports(priority="P1")
        assert (await desk.promise("response")).due_at == instant("2026-10-24 23:45 CEST")
        assert (await desk.promise("resolution")).due_at == instant("2026-10-25 01:30 UTC"), "the second 02:30"

        await desk.until("2026-10-24 23:33 CEST")
        await lena.claims()
        await lena.replies("INC-1000", "I look at it.")
        for number, at in enumerate((
            "2026-10-24 23:58 CEST", "2026-10-25 00:27 CEST", "2026-10-25 00:55 CEST", "2026-10-25 01:24 CEST",
            "2026-10-25 01:53 CEST", "2026-10-25 02:22 CEST", "2026-10-25 02:51 CEST", "2026-10-25 02:19 CET",
            "2026-10-25 02:29:59 CET",
        )):  # fmt: skip
            await desk.until(at)
            await lena.replies("INC-1000", f"Still at it {number}.")
        await lena.resolves("INC-1000", "The gateway was restarted.")
        resolution = await desk.promise("resolution")
        assert (resolution.state, resolution.elapsed) == ("met", 4 * 3600 - 1)
        await lena.was_told(" is due ", at="2026-10-25 02:30 CEST")
        desk.said_so_far()
        await desk.until("2026-10-25 12:00 CET")
        await desk.ends_quietly()


async def test_2_the_steps_of_a_ladder_follow_one_another_through_the_doubled_hour(opens: Opens) -> None:
    async with opens("2026-10-25 02:55 CEST") as desk:
        priya, tomas, lena, katrin = await desk.seats("priya", "tomas", "lena", "katrin")
        mia = desk.person("mia")
        await mia.reports(priority="P1")
        await mia.receipt()
        await desk.card().shows("🔴 P1")
        await desk.until("2026-10-25 02:16 CET")
        await priya.was_told("📟 P1 INC-1000", at="2026-10-25 00:55 UTC")
        await priya.was_told("no answer since", at="2026-10-25 01:00 UTC")
        await tomas.was_told("no answer since", at="2026-10-25 01:00 UTC")
        await lena.was_told("no answer since", at="2026-10-25 01:05 UTC")
        await katrin.was_told("no answer since", at="2026-10-25 01:15 UTC")
        desk.said_so_far()
        await desk.ends_quietly()


DUE = (
    ("2026-10-22 07:10 CEST", "2026-10-22 11:00 CEST"),
    ("2026-10-22 15:00 CEST", "2026-10-22 17:00 CEST"),
    ("2026-10-22 17:00 CEST", "2026-10-23 11:00 CEST"),
    ("2026-10-24 12:00 CEST", "2026-10-27 11:00 CET"),
    ("2026-12-23 15:00 CET", "2026-12-23 17:00 CET"),
    ("2026-12-24 12:30 CET", "2026-12-28 10:30 CET"),
)
"""When somebody reports, and by when they are answered."""


async def test_3_and_4_an_answer_is_due_by_open_hours(opens: Opens) -> None:
    async with opens(DUE[0][0]) as desk:
        mia = desk.person("mia")
        for number, (created, due) in enumerate(DUE):
            ref = f"INC-{1000 + number}"
            desk.clock.set(instant(created))
            await desk.settles()
            desk.said_so_far()
            await mia.reports(f"VPN drops every {number + 4} minutes")
            receipt = await mia.receipt(ref)
            receipt.shows(due[11:16])
            assert (await desk.promise("response", ref)).due_at == instant(due)
            await desk.card(ref).shows("P3", due[11:16])
            await desk.ends_quietly()


async def _answered(desk: House, at: str) -> None:
    (dana,) = await desk.seats("dana")
    mia = desk.person("mia")
    await mia.reports()
    await mia.receipt()
    await desk.card().posts()
    await desk.until("2026-10-22 17:00:00 CEST")
    # In that very second the desk has spoken already.
    desk.said_so_far()
    await desk.until(at)
    await dana.replies("INC-1000", "Please reconnect once.")
    await mia.was_told("Please reconnect once.", at=at)
    await desk.triage_thread().has("Please reconnect once.")


async def test_3_an_answer_at_the_very_second_keeps_the_promise(opens: Opens) -> None:
    async with opens("2026-10-22 15:00 CEST") as desk:
        await _answered(desk, "2026-10-22 17:00:00 CEST")
        response = await desk.promise("response")
        assert (response.state, response.elapsed, response.breached_at) == ("met", 7200, None)
        await desk.card().shows("Answered after 2 h ✔")
        await desk.ends_quietly()


async def test_3_a_second_later_it_is_broken_although_no_open_second_has_passed(opens: Opens) -> None:
    async with opens("2026-10-22 15:00 CEST") as desk:
        await _answered(desk, "2026-10-22 17:00:01 CEST")
        response = await desk.promise("response")
        assert (response.state, response.elapsed) == ("missed", 7200)
        assert response.breached_at == instant("2026-10-22 17:00:00 CEST")
        await desk.card().does_not_show("✔")
        await desk.ends_quietly()


async def test_4_a_half_day_and_a_holiday_count_for_what_they_are(opens: Opens) -> None:
    async with opens("2026-12-23 15:00 CET") as desk:
        (dana,) = await desk.seats("dana")
        mia = desk.person("mia")
        await mia.reports()
        await mia.receipt()
        await desk.card().shows("Fix by Dec 29, 2026 11:00")
        assert (await desk.promise("resolution")).due_at == instant("2026-12-29 10:00 UTC")
        await desk.until("2026-12-23 15:20 CET")
        await dana.replies("INC-1000", "Please reconnect once.")
        await mia.was_told("Please reconnect once.", at="2026-12-23 15:20 CET")
        await desk.triage_thread().has("Please reconnect once.")
        await desk.until("2026-12-28 00:00 CET")
        await desk.ends_quietly(DIGEST)
