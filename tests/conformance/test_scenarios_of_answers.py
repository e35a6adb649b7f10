"""Scenarios 5 and 6: what answers a promise, and what happens while a ticket waits for its requester."""

from __future__ import annotations

from datetime import timedelta

from tests.conformance.conftest import Opens
from tests.conformance.seatings import told_once
from tests.fakes.desk import instant

pytestmark = told_once

DIGEST = "due today"
QUESTION = "Which VPN profile is selected, Berlin or Split?"


async def test_5_only_a_public_human_answer_is_a_response(opens: Opens) -> None:
    async with opens("2026-10-22 10:00 CEST") as desk:
        dana, lena = await desk.seats("dana", "lena")
        mia, jan = desk.people("mia", "jan")
        asked = await mia.says_in("help", "The VPN drops every hour")
        sheet = await mia.makes_a_ticket_of(asked)
        await mia.fills_report(sheet)
        await sheet.is_taken()
        mia.threads["INC-1000"] = jan.threads["INC-1000"] = asked
        await mia.receipt()
        assert (await desk.promise("response")).due_at == instant("2026-10-22 12:00 CEST")

        await desk.until("2026-10-22 10:05 CEST")
        await dana.notes("INC-1000", "Firewall rule 12 looks odd.")
        await desk.triage_thread().has("Firewall rule 12 looks odd.")
        await desk.until("2026-10-22 10:06 CEST")
        await lena.tells("INC-1000", "assign @dana.roth")
        await dana.was_told("gave you INC-1000", at="2026-10-22 10:06 CEST")
        assert (await desk.ticket()).acked_at is None, "an assignment is not an acknowledgement"

        await desk.until("2026-10-22 10:20 CEST")
        await dana.claims()
        await mia.was_told("Dana has taken this.", at="2026-10-22 10:20 CEST")
        assert (await desk.ticket()).acked_at == instant("2026-10-22 10:20 CEST")

        await desk.until("2026-10-22 10:30 CEST")
        await jan.writes("I have that too.")
        await desk.triage_thread().has("I have that too.", "colleague", at="2026-10-22 10:30 CEST")
        assert (await desk.promise("response")).state == "running"

        await desk.until("2026-10-22 11:37 CEST")
        await desk.triage_thread().has("needs an answer by", at="2026-10-22 11:30 CEST")
        await dana.replies("INC-1000", "Please reconnect once.")
        await mia.was_told("Please reconnect once.", at="2026-10-22 11:37 CEST")
        await desk.triage_thread().has("Please reconnect once.")
        response = await desk.promise("response")
        assert (response.state, response.elapsed) == ("met", 97 * 60)
        await desk.until("2026-10-22 17:00 CEST")
        await desk.ends_quietly()


async def test_5_a_claim_alone_does_not_answer(opens: Opens) -> None:
    async with opens("2026-10-22 10:00 CEST") as desk:
        (dana,) = await desk.seats("dana")
        mia = desk.person("mia")
        await mia.reports()
        await mia.receipt()
        await desk.until("2026-10-22 10:20 CEST")
        await dana.claims()
        await desk.until("2026-10-22 12:01 CEST")
        await mia.was_told("Dana has taken this.", at="2026-10-22 10:20 CEST")
        await desk.triage_thread().has("needs an answer by", "Dana", at="2026-10-22 11:30 CEST")
        await dana.was_told(": an answer is due", at="2026-10-22 11:48 CEST")
        await desk.triage_thread().has("passed its answer time", at="2026-10-22 12:00 CEST")
        await dana.was_told("passed its answer time", at="2026-10-22 12:00 CEST")
        await mia.was_told("taking longer than we promised", at="2026-10-22 12:00 CEST")
        assert (await desk.promise("response")).breached_at == instant("2026-10-22 12:00:00 CEST")
        await dana.replies("INC-1000", "Please reconnect once.")
        await mia.was_told("Please reconnect once.")
        await desk.triage_thread().has("Please reconnect once.")
        assert (await desk.promise("response")).state == "missed"
        await desk.ends_quietly()


async def test_6_waiting_for_the_requester_over_the_long_weekend(opens: Opens) -> None:
    async with opens("2026-10-22 10:00 CEST") as desk:
        (dana,) = await desk.seats("dana")
        mia = desk.person("mia")
        await mia.reports()
        await mia.receipt()
        await desk.until("2026-10-22 10:40 CEST")
        await dana.replies("INC-1000", "I look at it.")
        await mia.was_told("I look at it.", at="2026-10-22 10:40 CEST")
        await desk.triage_thread().has("I look at it.")

        await desk.until("2026-10-22 15:00 CEST")
        await dana.tells("INC-1000", "ask")
        await dana.was_answered("question")
        assert (await desk.ticket()).status == "in_progress"
        await dana.asks("INC-1000", QUESTION)
        question = await mia.was_told(QUESTION, at="2026-10-22 15:00 CEST")
        await desk.triage_thread().has(QUESTION, at="2026-10-22 15:00 CEST")
        paused = await desk.promise("resolution")
        assert (paused.state, paused.elapsed, paused.due_at) == ("paused", 5 * 3600, None)
        await desk.card().shows("ON HOLD", "⏸ paused")
        await mia.thumbs_up(question)
        assert (await desk.ticket()).status == "on_hold"

        await desk.until("2026-10-25 21:12 CET")
        await mia.answers("Berlin.")
        await desk.triage_thread().has("Berlin.", "Dana", "Mia Feld", at="2026-10-25 21:12 CET")
        ticket = await desk.ticket()
        assert (ticket.status, ticket.hold) == ("in_progress", None)
        assert instant("2026-10-25 21:12 CET") - instant("2026-10-22 15:00 CEST") == timedelta(hours=79, minutes=12)
        assert (await desk.promise("resolution")).due_at == instant("2026-10-28 11:00 UTC")
        await desk.card().shows("IN PROGRESS", "Fix by Oct 28, 2026 12:00")

        await desk.until("2026-10-27 16:00 CET")
        await desk.triage_thread().has("needs a fix by", "Dana", at="2026-10-27 16:00 CET")
        await dana.resolves("INC-1000", "The Berlin profile was reissued.")
        await mia.was_told("Does it work?", at="2026-10-27 16:00 CET")
        await desk.until("2026-10-30 14:59 CET")
        await mia.was_told("How was it with INC-1000", at="2026-10-28 16:00 CET")
        await desk.ends_quietly(DIGEST)


async def test_6_a_silent_requester_is_reminded_twice_and_then_the_ticket_ends_by_itself(opens: Opens) -> None:
    async with opens("2026-10-22 10:00 CEST") as desk:
        (dana,) = await desk.seats("dana")
        mia = desk.person("mia")
        await mia.reports()
        receipt = await mia.receipt()
        await desk.until("2026-10-22 15:00 CEST")
        await dana.claims()
        await dana.asks("INC-1000", QUESTION)
        await desk.settles()
        desk.said_so_far()
        await desk.until("2026-11-04 15:01 CET")
        first = await mia.was_told("We still need your answer", at="2026-10-27 15:00 CET")
        second = await mia.was_told("Reminder 2", at="2026-10-29 15:00 CET")
        assert first.text != second.text
        done = await mia.was_told("INC-1000 is closed.", at="2026-10-30 15:00 CET")
        done.has_buttons()
        receipt.shows("Closed")
        ticket = await desk.ticket()
        assert (ticket.resolution_code, ticket.status) == ("no_response", "closed")
        assert ticket.closed_at == instant("2026-11-04 15:00 CET"), "three business days in which to say no"
        await desk.ends_quietly(DIGEST)


async def test_6_an_edit_of_an_old_message_resumes_nothing(opens: Opens) -> None:
    async with opens("2026-10-22 14:50 CEST") as desk:
        (dana,) = await desk.seats("dana")
        mia = desk.person("mia")
        await mia.reports()
        await mia.receipt()
        await desk.card().posts()
        await desk.until("2026-10-22 14:58 CEST")
        said = await mia.writes("It is the Berlin profile.")
        copies = await desk.triage_thread().has("It is the Berlin profile.")
        await desk.until("2026-10-22 15:00 CEST")
        await dana.asks("INC-1000", QUESTION)
        await mia.was_told(QUESTION)
        await desk.triage_thread().has(QUESTION)
        await desk.until("2026-10-22 15:02 CEST")
        await mia.edits(said, "It is the Hamburg profile!")
        await desk.settles()
        for copy in copies.values():
            copy.shows("It is the Hamburg profile!")
            copy.does_not_show("Berlin")
        assert (await desk.ticket()).status == "on_hold"
        assert (await desk.promise("resolution")).state == "paused"
        await desk.ends_quietly()
