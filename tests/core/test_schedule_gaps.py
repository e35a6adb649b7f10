"""Section 8 of the domain: who is called where a schedule has nobody, and who is told of it."""

from __future__ import annotations

from dataclasses import replace

from core.policy import Policy
from tests.core.told import lines
from tests.fakes.desk import open_desk, shipped


def at(time: str) -> str:
    return f"2026-10-22 {time} CEST"


def _nobody_on_call(policy: Policy) -> Policy:
    gone = replace(policy.schedules["infra-primary"], members=())
    return replace(policy, schedules={**policy.schedules, "infra-primary": gone})


async def test_a_gap_in_the_schedule_is_filled_and_told_once_a_day():
    async with open_desk(at("09:00"), policy=_nobody_on_call(shipped())) as desk:
        await desk.person("mia").reports("P1")
        assert lines(desk, "page", "schedule_gap") == ["09:00 page omar", "09:00 schedule_gap admins"]
        await desk.person("jan").reports("P1")
        await desk.until(at("12:00"))
        assert len(lines(desk, "schedule_gap")) == 1
        await desk.until("2026-10-23 00:30 CEST")
        await desk.person("mia").reports("P1")
        gaps = [(one.facts["day"], one.facts["filled_by"]) for one in desk.said if one.kind == "schedule_gap"]
        assert gaps == [("2026-10-22", desk.id_of("omar")), ("2026-10-23", desk.id_of("omar"))]


async def test_a_gap_without_a_fallback_goes_to_the_lead():
    policy = _nobody_on_call(shipped())
    bare = replace(policy.schedules["infra-primary"], gap_fallback=None)
    policy = replace(policy, schedules={**policy.schedules, "infra-primary": bare})
    async with open_desk(at("09:00"), policy=policy) as desk:
        await desk.person("mia").reports("P1")
        assert lines(desk, "page") == ["09:00 page lena"]
