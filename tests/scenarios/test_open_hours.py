"""Scenarios 1 to 4: promises over a long weekend, the doubled hour, the edges of the day, half days and holidays."""

from __future__ import annotations

import pytest

from tests.fakes.desk import DeskHouse, instant, local, open_desk


async def test_1_nobody_acts_on_an_incident_over_the_long_weekend_and_the_clock_change():
    async with open_desk("2026-10-23 15:30 CEST") as desk:
        ref = await desk.person("mia").reports("P3")
        clocks = [(local(one.at), one.kind) for one in await desk.agenda(ref)]
        assert clocks == [
            ("2026-10-23 16:30 CEST", "clock:response:50"),
            ("2026-10-23 17:00 CEST", "clock:response:75"),
            ("2026-10-27 09:18 CET", "clock:response:90"),
            ("2026-10-27 09:30 CET", "clock:response:breach"),
            ("2026-10-27 15:30 CET", "clock:resolution:50"),
            ("2026-10-28 11:30 CET", "clock:resolution:75"),
            ("2026-10-28 13:54 CET", "clock:resolution:90"),
            ("2026-10-28 15:30 CET", "clock:resolution:breach"),
        ]

        await desk.until("2026-10-23 17:00 CEST")
        desk.hears_now("2026-10-23 17:00 CEST warning triage:service-desk")
        assert desk.said[-1].facts["to"] == (desk.id_of("yara"),), (
            "nobody is assigned, so Friday's duty person is asked"
        )

        await desk.until("2026-10-27 09:17 CET")
        desk.nothing_else_was_said()

        await desk.until("2026-10-27 09:30 CET")
        desk.hears_now(
            "2026-10-27 09:18 CET warning_direct dana",
            "2026-10-27 09:30 CET breach triage:service-desk",
            "2026-10-27 09:30 CET breach_direct dana",
            "2026-10-27 09:30 CET delay requester",
        )
        response = await desk.stored_clock(ref, "response")
        assert response.breached_at == response.due_at == instant("2026-10-27 08:30 UTC")

        drawn = len(desk.cards)
        await desk.until("2026-10-27 15:30 CET")
        assert "50" in (await desk.stored_clock(ref, "resolution")).marks
        theirs = [card[1:] for card in desk.cards[drawn:] if card[1] == "triage_card"]
        assert theirs == [("triage_card", "triage:service-desk")] * 2, "the new date that was told, and it recolours"
        desk.hears_now(  # the time that was named goes by, and a later one, after which none is named
            "2026-10-27 11:30 CET delay requester",
            "2026-10-27 15:30 CET delay requester",
        )
        desk.nothing_else_was_said()

        await desk.until("2026-10-30 17:00 CET")
        desk.hears_now(
            "2026-10-28 11:30 CET warning triage:service-desk",
            "2026-10-28 13:54 CET warning_direct emre",
            "2026-10-28 15:30 CET breach triage:service-desk",
            "2026-10-28 15:30 CET breach_direct emre",
            "2026-10-28 15:30 CET delay requester",
            "2026-10-29 11:30 CET delay requester",
            "2026-10-30 11:30 CET delay requester",
        )
        assert (await desk.stored_clock(ref, "resolution")).breached_at == instant("2026-10-28 14:30 UTC")
        desk.nothing_else_was_said()


async def test_1_after_an_outage_over_the_whole_weekend_each_promise_is_told_once():
    async with open_desk("2026-10-23 15:30 CEST") as desk:
        ref = await desk.person("mia").reports("P3")
        await desk.jump("2026-10-28 17:00 CET")
        assert (await desk.stored_clock(ref, "response")).breached_at == instant("2026-10-27 08:30 UTC")
        assert (await desk.stored_clock(ref, "resolution")).breached_at == instant("2026-10-28 14:30 UTC")
        said = sorted((one.kind, str(one.facts["metric"])) for one in desk.said if one.to == "triage:service-desk")
        assert said == [("breach", "resolution"), ("breach", "response")]
        assert not [one for one in desk.said if one.kind.startswith("warning")]
        told = [one.facts["metric"] for one in desk.said if one.kind == "delay"]
        assert told == ["resolution"], "the requester reads once that it takes longer, however many promises broke"


async def test_2_a_clock_that_never_stops_counts_both_hours_of_the_night_of_the_change():
    async with open_desk("2026-10-24 23:30 CEST") as desk:
        ref = await desk.person("mia").reports("P1")
        assert await desk.due(ref, "clock:response:breach") == "2026-10-24 23:45 CEST"
        assert await desk.due(ref, "clock:resolution:75") == "2026-10-25 02:30 CEST"
        assert await desk.due(ref, "clock:resolution:90") == "2026-10-25 02:06 CET"
        assert await desk.due(ref, "clock:resolution:breach") == "2026-10-25 02:30 CET"
        due = (await desk.stored_clock(ref, "resolution")).due_at
        assert due == instant("2026-10-25 01:30 UTC"), "the second 02:30 of that night"

        await desk.until("2026-10-24 23:33 CEST")
        await desk.person("lena").presses("claim", ref)
        await desk.person("lena").answers(ref, "I look at it.")
        for hour in ("2026-10-24 23:50 CEST", "2026-10-25 00:15 CEST", "2026-10-25 00:40 CEST", "2026-10-25 01:05 CEST",
                     "2026-10-25 01:30 CEST", "2026-10-25 01:55 CEST", "2026-10-25 02:20 CEST",
                     "2026-10-25 02:45 CEST", "2026-10-25 02:10 CET", "2026-10-25 02:29:59 CET"):  # fmt: skip
            await desk.until(hour)
            await desk.person("lena").answers(ref, "Still at it.")
        await desk.person("lena").fills("resolve", ref, code="fixed", text="The gateway was restarted.")

        resolution = await desk.stored_clock(ref, "resolution")
        assert (resolution.state, resolution.elapsed) == ("met", 4 * 3600 - 1)
        warned = next(one for one in desk.said if one.kind == "warning_direct")
        assert warned.line == "2026-10-25 02:30 CEST warning_direct lena"
        assert "02:30 CET" in warned.text, "words name the zone, so that the second 02:30 is meant"
        await desk.until("2026-10-25 12:00 CET")
        assert [one.kind for one in desk.said if one.kind.startswith("breach")] == []


async def test_2_ladder_steps_follow_one_another_through_the_doubled_hour():
    async with open_desk("2026-10-25 02:55 CEST") as desk:
        await desk.person("mia").reports("P1")
        await desk.until("2026-10-25 02:15 CET")
        pages = [one.line for one in desk.said if one.kind == "page"]
        assert pages == [
            "2026-10-25 02:55 CEST page priya",
            "2026-10-25 02:00 CET page priya",
            "2026-10-25 02:00 CET page tomas",
            "2026-10-25 02:05 CET page lena",
            "2026-10-25 02:15 CET page katrin",
        ]
        assert [one.at for one in desk.said] == sorted(one.at for one in desk.said)


@pytest.mark.parametrize(
    ("created", "due"),
    [
        ("2026-10-22 15:00 CEST", "2026-10-22 17:00 CEST"),
        ("2026-10-22 17:00 CEST", "2026-10-23 11:00 CEST"),
        ("2026-10-22 07:10 CEST", "2026-10-22 11:00 CEST"),
        ("2026-10-24 12:00 CEST", "2026-10-27 11:00 CET"),
        ("2026-12-23 15:00 CET", "2026-12-23 17:00 CET"),
        ("2026-12-24 12:30 CET", "2026-12-28 10:30 CET"),
    ],
)
async def test_3_and_4_an_answer_is_due_by_open_hours(created: str, due: str):
    async with open_desk(created) as desk:
        ref = await desk.person("mia").reports("P3")
        assert await desk.due(ref, "clock:response:breach") == due
        desk.nothing_else_was_said()


async def _answered(desk: DeskHouse, at: str) -> str:
    ref = await desk.person("mia").reports("P3")
    await desk.until(at)
    await desk.person("dana").answers(ref, "Please reconnect once.")
    return ref


async def test_3_an_answer_at_the_very_second_keeps_the_promise():
    async with open_desk("2026-10-22 15:00 CEST") as desk:
        ref = await _answered(desk, "2026-10-22 17:00:00 CEST")
        response = await desk.stored_clock(ref, "response")
        assert (response.state, response.elapsed, response.breached_at) == ("met", 7200, None)


async def test_3_a_second_later_it_is_broken_although_no_open_second_has_passed():
    async with open_desk("2026-10-22 15:00 CEST") as desk:
        ref = await _answered(desk, "2026-10-22 17:00:01 CEST")
        response = await desk.stored_clock(ref, "response")
        assert (response.state, response.elapsed) == ("missed", 7200)
        assert response.breached_at == instant("2026-10-22 17:00:00 CEST")


async def test_4_a_half_day_and_a_holiday_count_for_what_they_are():
    async with open_desk("2026-12-23 15:00 CET") as desk:
        ref = await desk.person("mia").reports("P3")
        assert await desk.due(ref, "clock:resolution:breach") == "2026-12-29 11:00 CET"
        assert (await desk.stored_clock(ref, "resolution")).due_at == instant("2026-12-29 10:00 UTC")
        await desk.until("2026-12-23 15:20 CET")
        await desk.person("dana").answers(ref, "Please reconnect once.")
        desk.hears_now(
            "2026-12-23 15:20 CET mark_taken message",
            "2026-12-23 15:20 CET mark_delivered message",
            "2026-12-23 15:20 CET mark_off message",
            "2026-12-23 15:20 CET reply requester",
        )
        await desk.until("2026-12-28 00:00 CET")
        desk.nothing_else_was_said()
