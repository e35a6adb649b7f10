"""Scenario 12: a ladder over a shift change, on a holiday."""

from __future__ import annotations

from tests.fakes.desk import DeskHouse, instant, open_desk


async def _shop_is_down(desk: DeskHouse) -> str:
    return await desk.person("mia").reports("P1", service="web-shop", title="Web shop checkout down")


async def test_12_whoever_is_on_call_when_a_step_fires_is_paged():
    async with open_desk("2026-10-26 08:57 CET") as desk:
        tomas = desk.person("tomas")
        ref = await _shop_is_down(desk)
        desk.hears_now("2026-10-26 08:57 CET page priya")
        await desk.until("2026-10-26 09:04 CET")
        desk.hears_now("2026-10-26 09:02 CET page tomas", "2026-10-26 09:02 CET page mara")

        await tomas.presses("ack", ref)
        desk.hears_now("2026-10-26 09:04 CET claimed requester")
        ack = await desk.stored_clock(ref, "ack")
        assert (ack.state, ack.due_at) == ("missed", instant("2026-10-26 09:02 CET"))

        await desk.until("2026-10-26 09:10 CET")
        desk.hears_now("2026-10-26 09:08:15 CET warning_direct omar", "2026-10-26 09:08:15 CET warning_direct tomas")
        await tomas.answers(ref, "The payment gateway does not answer; I am on it.")
        response = await desk.stored_clock(ref, "response")
        assert (response.state, response.due_at) == ("met", instant("2026-10-26 09:12 CET"))
        desk.hears_now(
            "2026-10-26 09:10 CET reply requester",
            "2026-10-26 09:10 CET mark_taken message",
            "2026-10-26 09:10 CET mark_delivered message",
            "2026-10-26 09:10 CET mark_off message",
        )

        await desk.until("2026-10-26 09:41 CET")
        desk.hears_now("2026-10-26 09:40 CET update_due tomas", "2026-10-26 09:40 CET update_due omar")
        for minutes in (9 * 60 + 41, 10 * 60 + 10, 10 * 60 + 39, 11 * 60 + 8, 11 * 60 + 37, 12 * 60 + 6, 12 * 60 + 35):
            await desk.until(f"2026-10-26 {minutes // 60:02}:{minutes % 60:02} CET")
            await tomas.answers(ref, "Still at it.")
        await desk.until("2026-10-26 13:00 CET")
        said = [
            one.line
            for one in desk.said[desk.checked :]
            if one.kind not in ("reply", "mark_taken", "mark_delivered", "mark_off")
        ]
        assert sorted(said) == [
            "2026-10-26 11:57 CET warning_direct omar",
            "2026-10-26 11:57 CET warning_direct tomas",
            "2026-10-26 12:57 CET breach triage:infra",
            "2026-10-26 12:57 CET breach_direct katrin",
            "2026-10-26 12:57 CET breach_direct omar",
            "2026-10-26 12:57 CET delay requester",
        ]
        assert (await desk.stored_clock(ref, "resolution")).breached_at == instant("2026-10-26 12:57 CET")


ROUNDS = """
08:57 page priya
09:02 page tomas
09:02 page mara
09:07 page omar
09:17 page katrin
09:27 page tomas
09:32 page tomas
09:32 page mara
09:37 page omar
09:47 page katrin
09:57 page tomas
10:02 page tomas
10:02 page mara
10:07 page omar
10:17 page katrin
10:17 nobody_answered admins
"""
PROMISES = """
09:08:15 warning_direct tomas
09:12 breach triage:infra
09:12 breach_direct omar
09:12 breach_direct katrin
09:12 delay requester
09:42 delay requester
10:42 delay requester
11:57 warning_direct tomas
11:57 warning_direct omar
12:57 breach triage:infra
12:57 breach_direct omar
12:57 breach_direct katrin
12:57 delay requester
16:57 delay requester
"""


def _that_day(lines: str) -> list[str]:
    found = (line.partition(" ") for line in lines.strip().splitlines())
    return [f"2026-10-26 {time} CET {what}" for time, _, what in found]


async def test_12_when_nobody_acknowledges_three_rounds_end_with_one_line_to_the_admins():
    async with open_desk("2026-10-26 08:57 CET") as desk:
        ref = await _shop_is_down(desk)
        await desk.until("2026-10-27 12:00 CET")
        desk.hears_now(*_that_day(ROUNDS), *_that_day(PROMISES), "2026-10-27 00:57 CET delay requester")
        last = next(one for one in desk.said if one.kind == "nobody_answered")
        assert last.facts["minutes"] == 80
        assert last.facts["tried"] == tuple(desk.id_of(name) for name in ("priya", "tomas", "mara", "omar", "katrin"))
        await desk.person("tomas").presses("ack", ref)
        assert (await desk.ticket(ref)).assignee == desk.id_of("tomas"), "an exhausted ladder can still be answered"


async def test_12_a_step_at_a_time_or_a_look_every_minute_page_the_same_people():
    async with open_desk("2026-10-26 08:57 CET") as desk:
        await _shop_is_down(desk)
        for minute in range(1, 100):
            await desk.jump(f"2026-10-26 {8 + (57 + minute) // 60:02}:{(57 + minute) % 60:02} CET")
        pages = [one.line for one in desk.said if one.kind in ("page", "nobody_answered")]
        assert pages == _that_day(ROUNDS)
