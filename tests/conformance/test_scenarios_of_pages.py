"""Scenario 12: a ladder over a shift change, on a holiday."""

from __future__ import annotations

from tests.conformance.conftest import Opens
from tests.conformance.house import House
from tests.conformance.people import Someone
from tests.conformance.seatings import told_once
from tests.fakes.desk import instant

DIGEST = "due today"


async def _shop_is_down(desk: House) -> Someone:
    mia = desk.person("mia")
    await mia.reports("Web shop checkout down", priority="P1", service="web-shop", kind="Checkout")
    await mia.receipt()
    await desk.card(team="infra").shows("🔴 P1", "NEW")
    return mia


async def test_12_whoever_is_on_call_when_a_step_fires_is_paged(opens: Opens) -> None:
    async with opens("2026-10-26 08:57 CET") as desk:
        priya, tomas, mara, omar = await desk.seats("priya", "tomas", "mara", "omar")
        mia = await _shop_is_down(desk)
        await priya.was_told("📟 P1 INC-1000", at="2026-10-26 08:57 CET")
        await desk.until("2026-10-26 09:04 CET")
        page = await tomas.was_told("no answer since", at="2026-10-26 09:02 CET")
        await mara.was_told("no answer since", at="2026-10-26 09:02 CET")

        page.offers("Ack")
        await tomas.presses(page, "Ack")
        await mia.was_told("Tomas has taken this.", at="2026-10-26 09:04 CET")
        ack = await desk.promise("ack")
        assert (ack.state, ack.due_at) == ("missed", instant("2026-10-26 09:02 CET"))
        await desk.card(team="infra").shows("IN PROGRESS", "Tomas Novak")

        await desk.until("2026-10-26 09:10 CET")
        at = "2026-10-26 09:08:15 CET"
        await tomas.was_told(": an answer is due", at=at)
        await omar.was_told(": an answer is due", at=at)
        await tomas.replies("INC-1000", "The payment gateway does not answer; I am on it.")
        await mia.was_told("The payment gateway does not answer", at="2026-10-26 09:10 CET")
        await desk.triage_thread(team="infra").has("The payment gateway does not answer; I am on it.")
        response = await desk.promise("response")
        assert (response.state, response.due_at) == ("met", instant("2026-10-26 09:12 CET"))
        await desk.nothing_else_was_said()

        await desk.until("2026-10-26 09:41 CET")
        await tomas.was_told("no public update since", at="2026-10-26 09:40 CET")
        await omar.was_told("no public update since", at="2026-10-26 09:40 CET")
        for number, at in enumerate(("09:41", "10:10", "10:39", "11:08", "11:37", "12:06", "12:35")):
            await desk.until(f"2026-10-26 {at} CET")
            await tomas.replies("INC-1000", f"Still at it {number}.")
            await mia.was_told(f"Still at it {number}.")
            await desk.triage_thread(team="infra").has(f"Still at it {number}.")
        await desk.until("2026-10-26 13:00 CET")
        katrin = desk.person("katrin")
        for each in (tomas, omar):
            await each.was_told(" is due ", at="2026-10-26 11:57 CET")
        await desk.triage_thread(team="infra").has("passed its fix time", at="2026-10-26 12:57 CET")
        await omar.was_told("passed its fix time", at="2026-10-26 12:57 CET")
        await katrin.was_told_somewhere("passed its fix time", at="2026-10-26 12:57 CET")
        await mia.was_told("taking longer than we promised", at="2026-10-26 12:57 CET")
        assert (await desk.promise("resolution")).breached_at == instant("2026-10-26 12:57 CET")
        await desk.ends_quietly(DIGEST)


ROUNDS = """
08:57 priya P1
09:02 tomas 5
09:02 mara 5
09:07 omar 10
09:17 katrin 20
09:27 tomas 30
09:32 tomas 35
09:32 mara 35
09:37 omar 40
09:47 katrin 50
09:57 tomas 60
10:02 tomas 65
10:02 mara 65
10:07 omar 70
10:17 katrin 80
"""
"""When whom, and how many minutes nobody had answered by then."""


@told_once
async def test_12_when_nobody_acknowledges_three_rounds_end_with_one_line_to_the_admins(opens: Opens) -> None:
    async with opens("2026-10-26 08:57 CET") as desk:
        names = ("priya", "tomas", "mara", "omar", "katrin")
        await desk.seats(*names)
        mia = await _shop_is_down(desk)
        await desk.until("2026-10-26 10:20 CET")
        for line in ROUNDS.split("\n")[1:-1]:
            time, name, minutes = line.split()
            words = "📟 P1 INC-1000" if minutes == "P1" else "no answer since 08:57"
            await desk.person(name).was_told(words, at=f"2026-10-26 {time} CET")
        await desk.admins_were_told("5 people tried in 1 h 20 min, nobody acknowledged.", at="2026-10-26 10:17 CET")
        tomas = desk.person("tomas")
        await tomas.was_told(": an answer is due", at="2026-10-26 09:08:15 CET")
        await desk.triage_thread(team="infra").has("passed its answer time", at="2026-10-26 09:12 CET")
        for name in ("omar", "katrin"):
            await desk.person(name).was_told("passed its answer time", at="2026-10-26 09:12 CET")
        await mia.was_told("taking longer than we promised", "answer by 09:42", at="2026-10-26 09:12 CET")
        await mia.was_told("the time that we named last", "answer by 10:42", at="2026-10-26 09:42 CET")
        await desk.nothing_else_was_said()

        await tomas.claims()
        await mia.was_told("Tomas has taken this.")
        await desk.card(team="infra").shows("Tomas Novak")
        await desk.ends_quietly()
