"""Scenarios 5 and 6: what answers a promise, and what happens while a ticket waits for its requester."""

from __future__ import annotations

from datetime import timedelta

from tests.fakes.desk import instant, local, open_desk, refused

HOME = "slack:T1/C-it-help#5.5"
QUESTION = "Which VPN profile is selected, Berlin or Split?"


async def test_5_only_a_public_human_answer_is_a_response():
    async with open_desk("2026-10-22 10:00 CEST") as desk:
        mia, dana, lena, jan = (desk.person(name) for name in ("mia", "dana", "lena", "jan"))
        ref = await mia.reports("P3", home=HOME)
        assert await desk.due(ref, "clock:response:breach") == "2026-10-22 12:00 CEST"
        assert [card[1:] for card in desk.cards] == [
            ("triage_card", "triage:service-desk"),
            ("requester_card", "requester"),
        ], "the receipt is the requester's card"

        await desk.until("2026-10-22 10:05 CEST")
        await dana.notes(ref, "Firewall rule 12 looks odd.")
        await desk.until("2026-10-22 10:06 CEST")
        await lena.tells(ref, "assign ", dana)
        desk.hears_now("2026-10-22 10:06 CEST assigned dana")
        assert (await desk.ticket(ref)).acked_at is None, "an assignment is not an acknowledgement"

        await desk.until("2026-10-22 10:20 CEST")
        await dana.presses("claim", ref)
        desk.hears_now("2026-10-22 10:20 CEST claimed requester")
        assert (await desk.ticket(ref)).acked_at == instant("2026-10-22 10:20 CEST")

        await desk.until("2026-10-22 10:30 CEST")
        await jan.says_in("#it-help", "I have that too.", thread="5.5")
        assert (await desk.comments(ref))[-1].voice == "watcher"
        assert (await desk.stored_clock(ref, "response")).state == "running"

        await desk.until("2026-10-22 11:37 CEST")
        await dana.answers(ref, "Please reconnect once.")
        response = await desk.stored_clock(ref, "response")
        assert (response.state, response.elapsed) == ("met", 97 * 60)
        assert (await desk.ticket(ref)).first_response_at == instant("2026-10-22 11:37 CEST")
        desk.hears_now(
            "2026-10-22 10:30 CEST relay triage:service-desk",
            "2026-10-22 11:30 CEST warning triage:service-desk",
            "2026-10-22 11:37 CEST reply requester",
            "2026-10-22 11:37 CEST mark_taken message",
            "2026-10-22 11:37 CEST mark_delivered message",
            "2026-10-22 11:37 CEST mark_off message",
        )
        await desk.until("2026-10-22 17:00 CEST")
        desk.nothing_else_was_said()


async def test_5_a_claim_alone_does_not_answer():
    async with open_desk("2026-10-22 10:00 CEST") as desk:
        ref = await desk.person("mia").reports("P3")
        await desk.until("2026-10-22 10:20 CEST")
        await desk.person("dana").presses("claim", ref)
        await desk.until("2026-10-22 12:01 CEST")
        response = await desk.stored_clock(ref, "response")
        assert response.breached_at == instant("2026-10-22 12:00:00 CEST")
        desk.hears_now(
            "2026-10-22 10:20 CEST claimed requester",
            "2026-10-22 11:30 CEST warning triage:service-desk",
            "2026-10-22 11:48 CEST warning_direct dana",
            "2026-10-22 12:00 CEST breach triage:service-desk",
            "2026-10-22 12:00 CEST breach_direct dana",
            "2026-10-22 12:00 CEST delay requester",
        )
        await desk.person("dana").answers(ref, "Please reconnect once.")
        response = await desk.stored_clock(ref, "response")
        assert (response.state, response.breached_at) == ("missed", instant("2026-10-22 12:00:00 CEST"))


async def test_6_waiting_for_the_requester_over_the_long_weekend():
    async with open_desk("2026-10-22 10:00 CEST") as desk:
        mia, dana = desk.person("mia"), desk.person("dana")
        ref = await mia.reports("P3")
        await desk.until("2026-10-22 10:40 CEST")
        await dana.answers(ref, "I look at it.")
        await desk.until("2026-10-22 15:00 CEST")
        desk.hears_now(
            "2026-10-22 10:40 CEST reply requester",
            "2026-10-22 10:40 CEST mark_taken message",
            "2026-10-22 10:40 CEST mark_delivered message",
            "2026-10-22 10:40 CEST mark_off message",
        )
        assert await desk.due(ref, "clock:resolution:breach") == "2026-10-27 10:00 CET"

        assert "Write the question" in refused(await dana.fills("ask", ref, text="  "))
        assert (await desk.ticket(ref)).status == "in_progress"
        await dana.fills("ask", ref, text=QUESTION)
        desk.hears_now("2026-10-22 15:00 CEST question requester", "2026-10-22 15:00 CEST asked triage:service-desk")
        paused = await desk.stored_clock(ref, "resolution")
        assert (paused.state, paused.elapsed, paused.due_at) == ("paused", 5 * 3600, None)
        assert [(local(one.at), one.kind) for one in await desk.agenda(ref)] == [
            ("2026-10-27 15:00 CET", "reminder:1"),
            ("2026-10-30 15:00 CET", "auto_resolve"),
        ]

        await desk.until("2026-10-25 21:12 CET")
        await mia.writes(ref, "Berlin.")
        ticket = await desk.ticket(ref)
        assert (ticket.status, ticket.hold) == ("in_progress", None)
        desk.hears_now("2026-10-25 21:12 CET relay triage:service-desk")
        assert desk.said[-1].facts["ping"] == dana.id, "the assignee is told in the thread"
        assert instant("2026-10-25 21:12 CET") - instant("2026-10-22 15:00 CEST") == timedelta(hours=79, minutes=12)
        assert [(local(one.at), one.kind) for one in await desk.agenda(ref)] == [
            ("2026-10-27 12:00 CET", "clock:resolution:50"),
            ("2026-10-27 16:00 CET", "clock:resolution:75"),
            ("2026-10-28 10:24 CET", "clock:resolution:90"),
            ("2026-10-28 12:00 CET", "clock:resolution:breach"),
        ]
        assert (await desk.stored_clock(ref, "resolution")).due_at == instant("2026-10-28 11:00 UTC")

        await desk.until("2026-10-27 16:00 CET")
        desk.hears_now("2026-10-27 16:00 CET warning triage:service-desk")
        await dana.fills("resolve", ref, code="fixed", text="The Berlin profile was reissued.")
        desk.hears_now("2026-10-27 16:00 CET resolved requester")
        await desk.until("2026-10-30 14:59 CET")
        desk.hears_now("2026-10-28 16:00 CET survey requester")


async def test_6_a_silent_requester_is_reminded_twice_and_then_the_ticket_ends_by_itself():
    async with open_desk("2026-10-22 10:00 CEST") as desk:
        ref = await desk.person("mia").reports("P3")
        await desk.until("2026-10-22 15:00 CEST")
        await desk.person("dana").fills("ask", ref, text=QUESTION)
        desk.checked = len(desk.said)
        await desk.until("2026-11-30 12:00 CET")
        desk.hears_now(
            "2026-10-27 15:00 CET reminder requester",
            "2026-10-29 15:00 CET reminder requester",
            "2026-10-30 15:00 CET resolved requester",
        )
        assert [one.facts["closes_at"] for one in desk.said if one.kind == "reminder"] == [
            "2026-10-30T14:00:00+00:00"
        ] * 2
        ticket = await desk.ticket(ref)
        assert (ticket.resolution_code, ticket.status) == ("no_response", "closed")
        assert ticket.closed_at == instant("2026-11-04 15:00 CET"), "three business days in which to say no"


async def test_6_an_edit_of_an_old_message_resumes_nothing():
    async with open_desk("2026-10-22 10:00 CEST") as desk:
        mia = desk.person("mia")
        ref = await mia.reports("P3")
        await desk.until("2026-10-22 14:58 CEST")
        await mia.writes(ref, "It is the Berlin profile.")
        said_in = (await desk.comments(ref))[-1].said_in
        await desk.until("2026-10-22 15:00 CEST")
        await desk.person("dana").fills("ask", ref, text=QUESTION)
        await desk.until("2026-10-22 15:02 CEST")
        await mia.edits(await desk.message_in(ref, said_in), "It is the Berlin profile!")
        assert (await desk.comments(ref))[-1].text == "It is the Berlin profile!"
        assert (await desk.ticket(ref)).status == "on_hold"
        assert (await desk.stored_clock(ref, "resolution")).state == "paused"
