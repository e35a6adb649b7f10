"""Scenarios 7 to 9: priorities raised in one afternoon, a reopening that resumes, and what is no reopening."""

from __future__ import annotations

from tests.conformance.conftest import Opens
from tests.conformance.house import House
from tests.conformance.people import Someone
from tests.conformance.seatings import told_once
from tests.fakes.desk import instant

pytestmark = told_once

DIGEST = "due today"


async def _raised_twice(desk: House) -> tuple[Someone, Someone]:
    """Claimed and answered at 09:20, P3 until 15:00, P2 until 16:00, then P1: Mia and Dana."""
    dana, lena = await desk.seats("dana", "lena")
    mia = desk.person("mia")
    await mia.reports()
    await mia.receipt()
    await desk.until("2026-10-21 09:20 CEST")
    await dana.claims()
    await mia.was_told("Dana has taken this.", at="2026-10-21 09:20 CEST")
    await dana.replies("INC-1000", "I look at it.")
    await mia.was_told("I look at it.", at="2026-10-21 09:20 CEST")
    await desk.triage_thread().has("I look at it.")

    await desk.until("2026-10-21 15:00 CEST")
    await dana.fills("INC-1000", "Priority", impact="My team", reason="The whole team has it.")
    clock = await desk.promise("resolution")
    assert (clock.elapsed, clock.due_at) == (6 * 3600, instant("2026-10-21 17:00 CEST"))
    await desk.triage_thread().has("Priority is now P2 (was P3)", "17:00", at="2026-10-21 15:00 CEST")
    await dana.was_told(" is due ", at="2026-10-21 15:00 CEST")
    await mia.was_told("INC-1000 is more urgent than before. We aim to fix it by 17:00.", at="2026-10-21 15:00 CEST")
    await desk.card().shows("🟠 P2", "⚠ due 17:00")
    await desk.nothing_else_was_said()

    await desk.until("2026-10-21 16:00 CEST")
    await dana.fills("INC-1000", "Priority", impact="The whole company", reason="All sites.")
    clock = await desk.promise("resolution")
    assert (clock.calendar, clock.elapsed) == ("always", 7 * 3600)
    assert clock.due_at == instant("2026-10-21 15:00 UTC"), "the floor of an hour, not three hours ago"
    await desk.triage_thread().has("Priority is now P1 (was P2)", "minimum after a raise", at="2026-10-21 16:00 CEST")
    await lena.was_told(" is due ", at="2026-10-21 16:00 CEST")
    response = await desk.promise("response")
    assert (response.state, response.target) == ("met", 7200), "what was answered is not judged by 15 minutes later"
    await desk.card().shows("🔴 P1")
    await desk.nothing_else_was_said()
    return mia, dana


async def test_7_two_raises_in_one_afternoon_tell_each_person_once(opens: Opens) -> None:
    async with opens("2026-10-21 09:00 CEST") as desk:
        mia, dana = await _raised_twice(desk)
        await desk.until("2026-10-21 16:25 CEST")
        await dana.replies("INC-1000", "The gateway is restarting.")
        await mia.was_told("The gateway is restarting.")
        await desk.triage_thread().has("The gateway is restarting.")
        await desk.until("2026-10-21 16:54 CEST")
        await dana.resolves("INC-1000", "The gateway was restarted.")
        await mia.was_told("The gateway was restarted.", at="2026-10-21 16:54 CEST")
        assert (await desk.promise("resolution")).state == "met"
        await desk.until("2026-10-22 12:00 CEST")
        await desk.ends_quietly(DIGEST)


async def test_7_a_breach_after_two_raises_comes_once_and_at_the_floor(opens: Opens) -> None:
    async with opens("2026-10-21 09:00 CEST") as desk:
        (katrin,) = await desk.seats("katrin")
        mia, dana = await _raised_twice(desk)
        for at, words in (("16:29", "Still looking."), ("16:58", "Still looking, sorry.")):
            await desk.until(f"2026-10-21 {at} CEST")
            await dana.replies("INC-1000", words)
            await mia.was_told(words)
            await desk.triage_thread().has(words)
        await desk.until("2026-10-21 17:01 CEST")
        await desk.triage_thread().has("passed its fix time", at="2026-10-21 17:00 CEST")
        await katrin.was_told("passed its fix time", at="2026-10-21 17:00 CEST")
        await desk.person("lena").was_told("passed its fix time", at="2026-10-21 17:00 CEST")
        await mia.was_told("taking longer than we promised", at="2026-10-21 17:00 CEST")
        assert (await desk.promise("resolution")).breached_at == instant("2026-10-21 15:00 UTC")
        await desk.card().shows("🔴 broken")
        await desk.ends_quietly()


async def test_8_a_reopening_resumes_with_the_time_that_was_left(opens: Opens) -> None:
    async with opens("2026-10-19 10:00 CEST") as desk:
        (dana,) = await desk.seats("dana")
        mia = desk.person("mia")
        await mia.reports()
        await mia.receipt()
        await desk.until("2026-10-19 10:30 CEST")
        await dana.claims()
        await mia.was_told("Dana has taken this.")
        await dana.replies("INC-1000", "I look at it.")
        await mia.was_told("I look at it.")
        await desk.triage_thread().has("I look at it.")
        await desk.until("2026-10-20 12:00 CEST")
        await dana.resolves("INC-1000", "The profile was reissued.")
        asked = await mia.was_told("Does it work?", "Oct 23, 2026 12:00", at="2026-10-20 12:00 CEST")
        asked.has_buttons("Yes, it works", "No, still broken")
        clock = await desk.promise("resolution")
        assert (clock.state, clock.elapsed) == ("met", 10 * 3600)
        await desk.card().shows("RESOLVED")

        await desk.until("2026-10-22 16:00 CEST")
        how = await mia.was_told("How was it with INC-1000", at="2026-10-21 12:00 CEST")
        await mia.says_still_broken(asked)
        await desk.triage_thread().has("still broken", "Dana", at="2026-10-22 16:00 CEST")
        asked.shows("open again")
        asked.has_buttons()
        ticket, clock = await desk.ticket(), await desk.promise("resolution")
        assert (ticket.status, ticket.closes_at, ticket.reopen_count) == ("in_progress", None, 1)
        assert (clock.state, clock.elapsed, clock.cycle) == ("running", 10 * 3600, 2)
        assert clock.due_at == instant("2026-10-23 12:00 UTC")
        await desk.card().shows("IN PROGRESS", "due Oct 23, 2026 14:00")
        how.shows("INC-1000 is open again, so this is no longer asked.")
        how.has_buttons()
        await desk.nothing_else_was_said(DIGEST)

        await desk.until("2026-10-23 15:00 CEST")
        await desk.triage_thread().has("needs a fix by", "Dana", at="2026-10-23 10:00 CEST")
        await dana.was_told(" is due ", at="2026-10-23 12:24 CEST")
        await desk.triage_thread().has("passed its fix time", at="2026-10-23 14:00 CEST")
        await dana.was_told("passed its fix time", at="2026-10-23 14:00 CEST")
        await mia.was_told("taking longer than we promised", at="2026-10-23 14:00 CEST")
        await dana.resolves("INC-1000", "The router was replaced.", breach_reason="Harder than expected")
        await mia.was_told("The router was replaced.", at="2026-10-23 15:00 CEST")
        clock = await desk.promise("resolution")
        assert (clock.state, clock.elapsed) == ("missed", 17 * 3600)
        assert clock.breached_at == instant("2026-10-23 14:00 CEST")
        await desk.until("2026-10-30 12:00 CET")
        assert (await desk.ticket()).closed_at == instant("2026-10-29 14:00 UTC")
        await desk.card().shows("CLOSED")
        await desk.ends_quietly(DIGEST)


async def test_9_thanks_is_not_a_reopening_and_closed_is_closed(opens: Opens) -> None:
    async with opens("2026-10-23 10:00 CEST") as desk:
        (dana,) = await desk.seats("dana")
        mia = desk.person("mia")
        await mia.reports()
        await mia.receipt()
        await desk.until("2026-10-23 10:20 CEST")
        await dana.replies("INC-1000", "I look at it.")
        await mia.was_told("I look at it.")
        await desk.triage_thread().has("I look at it.")
        await desk.until("2026-10-23 16:00 CEST")
        await dana.resolves("INC-1000", "The profile was reissued.")
        await mia.was_told("Does it work?", "Oct 29, 2026 16:00")

        await desk.until("2026-10-27 10:00 CET")
        await mia.writes("thanks!")
        await desk.triage_thread().has("thanks!", "Mia Feld", at="2026-10-27 10:00 CET")
        ticket = await desk.ticket()
        assert (ticket.status, ticket.reopen_offered) == ("resolved", False)
        await desk.nothing_else_was_said(DIGEST)

        await desk.until("2026-10-28 10:00 CET")
        await mia.was_told("How was it with INC-1000", at="2026-10-27 16:00 CET")
        await mia.writes("it dropped again")
        await desk.triage_thread().has("it dropped again", "Mia Feld", at="2026-10-28 10:00 CET")
        question = await mia.was_told("Is it still broken?", at="2026-10-28 10:00 CET")
        question.has_buttons("Reopen INC-1000", "Just a comment")
        ticket = await desk.ticket()
        assert (ticket.status, ticket.reopen_offered) == ("resolved", True)
        assert ticket.closes_at == instant("2026-10-29 16:00 CET")

        await desk.until("2026-10-30 09:10 CET")
        assert (await desk.ticket()).closed_at == instant("2026-10-29 15:00 UTC")
        await mia.follows_up("It dropped once more.")
        await desk.triage_thread().has("It dropped once more.", "Mia Feld", at="2026-10-30 09:10 CET")
        again = await mia.was_told("Is it broken again?", at="2026-10-30 09:10 CET")
        await desk.until("2026-10-30 09:25 CET")
        await mia.presses(again, "Open a follow-up")
        await mia.was_told("INC-1001 follows up on INC-1000.", at="2026-10-30 09:25 CET")
        new = await desk.ticket("INC-1001")
        assert (new.follow_up_of, new.created_at) == ("INC-1000", instant("2026-10-30 09:10 CET"))
        assert (await desk.ticket()).status == "closed"
        assert (await desk.promise("response", "INC-1001")).due_at == instant("2026-10-30 11:10 CET")
        await mia.receipt("INC-1001")
        await desk.card("INC-1001").shows("Follow-up of INC-1000", "It dropped once more.", "NEW")
        await desk.card().shows("CLOSED", "INC-1001")
        await desk.until("2026-10-30 10:00 CET")
        await desk.ends_quietly(DIGEST)


async def test_9_the_whole_weekend_in_one_jump_closes_at_the_same_instant(opens: Opens) -> None:
    async with opens("2026-10-23 16:00 CEST") as desk:
        mia, dana = desk.people("mia", "dana")
        await mia.reports()
        await mia.receipt()
        await dana.claims()
        await mia.was_told("Dana has taken this.")
        await dana.resolves("INC-1000", "The profile was reissued.")
        await mia.was_told("Does it work?")
        desk.clock.set(instant("2026-11-20 12:00 CET"))
        assert (await desk.ticket()).closed_at == instant("2026-10-29 15:00 UTC")
        await desk.card().shows("CLOSED")
        await desk.ends_quietly(DIGEST)
