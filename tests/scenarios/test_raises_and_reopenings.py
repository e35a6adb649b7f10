"""Scenarios 7 to 9: priorities raised in one afternoon, a reopening that resumes, and what is no reopening."""

from __future__ import annotations

from core.tickets import events as e
from core.ui.inbound import OpenForm
from tests.fakes.desk import DeskHouse, instant, open_desk


async def _raised_twice(desk: DeskHouse) -> str:
    """Claimed and answered at 09:20, P3 until 15:00, P2 until 16:00, then P1."""
    dana = desk.person("dana")
    ref = await desk.person("mia").reports("P3")
    await desk.until("2026-10-21 09:20 CEST")
    await dana.answers(ref, "I look at it.")
    desk.hears_now(
        "2026-10-21 09:20 CEST reply requester",
        "2026-10-21 09:20 CEST mark_taken message",
        "2026-10-21 09:20 CEST mark_delivered message",
        "2026-10-21 09:20 CEST mark_off message",
    )

    await desk.until("2026-10-21 15:00 CEST")
    await dana.fills("prio", ref, impact="3", urgency="1", reason="The whole team has it.")
    clock = await desk.stored_clock(ref, "resolution")
    assert (clock.elapsed, clock.due_at) == (6 * 3600, instant("2026-10-21 17:00 CEST"))
    desk.hears_now(
        "2026-10-21 15:00 CEST news requester",
        "2026-10-21 15:00 CEST raised triage:service-desk",
        "2026-10-21 15:00 CEST warning_direct dana",
    )
    marks = [(one.mark, one.suppressed) for one in await desk.events(ref, e.ClockMarked)]
    assert marks == [("50", "overtaken"), ("75", None)]

    await desk.until("2026-10-21 16:00 CEST")
    await dana.fills("prio", ref, impact="1", urgency="1", reason="All sites.")
    ticket = await desk.ticket(ref)
    clock = await desk.stored_clock(ref, "resolution")
    assert (ticket.priority, clock.calendar, clock.elapsed) == ("P1", "always", 7 * 3600)
    assert clock.due_at == instant("2026-10-21 15:00 UTC"), "the floor of an hour, not three hours ago"
    desk.hears_now(
        "2026-10-21 16:00 CEST raised triage:service-desk",
        "2026-10-21 16:00 CEST warning_direct lena",
    )
    raised = [one for one in desk.said if one.kind == "raised"][-1]
    assert (raised.facts["floor"], raised.facts["due_at"]) == (True, "2026-10-21T15:00:00+00:00")
    (news,) = [one.text for one in desk.said if one.kind == "news"]
    assert news == f"{ref} is more urgent than before. We aim to fix it by 17:00 CEST.", "the same hour is no news"
    response = await desk.stored_clock(ref, "response")
    assert (response.state, response.target) == ("met", 7200), "what was answered is not judged by 15 minutes later"
    return ref


async def test_7_two_raises_in_one_afternoon_tell_each_person_once():
    async with open_desk("2026-10-21 09:00 CEST") as desk:
        ref = await _raised_twice(desk)
        await desk.until("2026-10-21 16:25 CEST")
        await desk.person("dana").answers(ref, "The gateway is restarting.")
        await desk.until("2026-10-21 16:54 CEST")
        await desk.person("dana").fills("resolve", ref, code="fixed", text="The gateway was restarted.")
        desk.hears_now(
            "2026-10-21 16:25 CEST reply requester",
            "2026-10-21 16:25 CEST mark_taken message",
            "2026-10-21 16:25 CEST mark_delivered message",
            "2026-10-21 16:25 CEST mark_off message",
            "2026-10-21 16:54 CEST resolved requester",
        )
        assert (await desk.stored_clock(ref, "resolution")).state == "met"
        await desk.until("2026-10-22 12:00 CEST")
        desk.nothing_else_was_said()


async def test_7_a_breach_after_two_raises_comes_once_and_at_the_floor():
    async with open_desk("2026-10-21 09:00 CEST") as desk:
        ref = await _raised_twice(desk)
        await desk.until("2026-10-21 16:29 CEST")
        await desk.person("dana").answers(ref, "Still looking.")
        await desk.until("2026-10-21 16:58 CEST")
        await desk.person("dana").answers(ref, "Still looking, sorry.")
        await desk.until("2026-10-21 17:01 CEST")
        breach = [one.line for one in desk.said if one.kind in ("breach", "breach_direct", "delay")]
        assert sorted(breach) == [
            "2026-10-21 17:00 CEST breach triage:service-desk",
            "2026-10-21 17:00 CEST breach_direct katrin",
            "2026-10-21 17:00 CEST breach_direct lena",
            "2026-10-21 17:00 CEST delay requester",
        ]
        clock = await desk.stored_clock(ref, "resolution")
        assert clock.breached_at == instant("2026-10-21 15:00 UTC")
        assert not [one for one in desk.said if one.kind == "page"], "the assignee is active: no unacked step"


async def test_8_a_reopening_resumes_with_the_time_that_was_left():
    async with open_desk("2026-10-19 10:00 CEST") as desk:
        mia, dana = desk.person("mia"), desk.person("dana")
        ref = await mia.reports("P3")
        await desk.until("2026-10-19 10:30 CEST")
        await dana.answers(ref, "I look at it.")
        await desk.until("2026-10-20 12:00 CEST")
        await dana.fills("resolve", ref, code="fixed", text="The profile was reissued.")
        clock = await desk.stored_clock(ref, "resolution")
        assert (clock.state, clock.elapsed) == ("met", 10 * 3600)
        assert await desk.due(ref, "auto_close") == "2026-10-23 12:00 CEST"
        desk.checked = len(desk.said)

        await desk.until("2026-10-22 16:00 CEST")
        await mia.presses("reopen", ref)
        desk.hears_now(
            "2026-10-21 12:00 CEST survey requester",
            "2026-10-22 16:00 CEST reopened triage:service-desk",
        )
        ticket = await desk.ticket(ref)
        clock = await desk.stored_clock(ref, "resolution")
        assert (ticket.status, ticket.closes_at, ticket.reopen_count) == ("in_progress", None, 1)
        assert (clock.state, clock.elapsed, clock.cycle) == ("running", 10 * 3600, 2)
        assert clock.due_at == instant("2026-10-23 12:00 UTC")
        assert await desk.due(ref, "auto_close") is None

        await desk.until("2026-10-23 15:00 CEST")
        asked = await dana.fills("resolve", ref, code="fixed", text="The router was replaced.")
        assert isinstance(asked, OpenForm), "a broken promise wants its reason"
        assert (await desk.ticket(ref)).status == "in_progress"
        await dana.fills("resolve", ref, code="fixed", text="The router was replaced.", breach_reason="complex")
        desk.hears_now(
            "2026-10-23 10:00 CEST warning triage:service-desk",
            "2026-10-23 12:24 CEST warning_direct dana",
            "2026-10-23 14:00 CEST breach triage:service-desk",
            "2026-10-23 14:00 CEST breach_direct dana",
            "2026-10-23 14:00 CEST delay requester",
            "2026-10-23 15:00 CEST resolved requester",
        )
        clock = await desk.stored_clock(ref, "resolution")
        assert (clock.state, clock.elapsed) == ("missed", 17 * 3600)
        assert clock.breached_at == instant("2026-10-23 14:00 CEST")
        assert (await desk.ticket(ref)).reopen_count == 1
        assert await desk.due(ref, "auto_close") == "2026-10-29 15:00 CET"
        await desk.until("2026-10-30 12:00 CET")
        assert (await desk.ticket(ref)).closed_at == instant("2026-10-29 14:00 UTC")
        desk.nothing_else_was_said()


async def test_9_thanks_is_not_a_reopening_and_closed_is_closed():
    async with open_desk("2026-10-23 10:00 CEST") as desk:
        mia, dana = desk.person("mia"), desk.person("dana")
        ref = await mia.reports("P3")
        await desk.until("2026-10-23 10:20 CEST")
        await dana.answers(ref, "I look at it.")
        await desk.until("2026-10-23 16:00 CEST")
        await dana.fills("resolve", ref, code="fixed", text="The profile was reissued.")
        assert await desk.due(ref, "auto_close") == "2026-10-29 16:00 CET"
        desk.checked = len(desk.said)

        await desk.until("2026-10-27 10:00 CET")
        await mia.writes(ref, "thanks!")
        assert ((await desk.ticket(ref)).status, (await desk.ticket(ref)).reopen_offered) == ("resolved", False)
        assert await desk.due(ref, "auto_close") == "2026-10-29 16:00 CET"
        desk.hears_now(
            "2026-10-27 10:00 CET relay triage:service-desk",
            "2026-10-27 10:00 CET thanks message",
        )

        await desk.until("2026-10-28 10:00 CET")
        await mia.writes(ref, "it dropped again")
        assert ((await desk.ticket(ref)).status, (await desk.ticket(ref)).reopen_offered) == ("resolved", True)
        assert await desk.due(ref, "auto_close") == "2026-10-29 16:00 CET"
        desk.hears_now(
            "2026-10-27 16:00 CET survey requester",
            "2026-10-28 10:00 CET relay triage:service-desk",
            "2026-10-28 10:00 CET reopen_question requester",
        )

        await desk.until("2026-10-30 09:10 CET")
        old = await desk.ticket(ref)
        assert (old.status, old.closed_at) == ("closed", instant("2026-10-29 15:00 UTC"))
        await mia.writes(ref, "It dropped once more.")
        assert await desk.newest() == ref
        desk.hears_now(
            "2026-10-30 09:10 CET follow_up_question requester",
            "2026-10-30 09:10 CET relay triage:service-desk",
        )
        await desk.until("2026-10-30 09:25 CET")
        await mia.presses("follow_up", ref)
        new = await desk.ticket(await desk.newest())
        assert (new.ref, new.follow_up_of, new.created_at) == ("INC-1001", ref, instant("2026-10-30 09:10 CET"))
        assert (await desk.ticket(ref)).status == "closed"
        assert (await desk.ticket(ref)).followed_up_by == ("INC-1001",)
        assert await desk.due(new.ref, "clock:response:breach") == "2026-10-30 11:10 CET"
        desk.hears_now()
        await desk.until("2026-10-30 10:00 CET")
        desk.nothing_else_was_said()


async def test_9_the_whole_weekend_in_one_jump_closes_at_the_same_instant():
    async with open_desk("2026-10-23 16:00 CEST") as desk:
        ref = await desk.person("mia").reports("P3")
        await desk.person("dana").fills("resolve", ref, code="fixed", text="The profile was reissued.")
        await desk.jump("2026-11-20 12:00 CET")
        assert (await desk.ticket(ref)).closed_at == instant("2026-10-29 15:00 UTC")
