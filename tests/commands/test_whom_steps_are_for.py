"""A warning about a step says whom that is for: whoever the order names, and of a private order nobody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.calendars.hours import Duration
from tests.fakes.company import shipped
from tests.fakes.desk import open_desk

MONDAY = "2026-10-26 10:00 CET"


@pytest.mark.parametrize(
    ("item", "answers", "named"),
    [
        ("onboarding", {"person": "Nora Neu", "start_date": "2026-11-20"}, " for Nora Neu "),
        ("laptop", {"model": "Standard 14", "ship_to": "berlin"}, " for Mia Feld "),
        ("offboarding", {"last_day": "2026-11-20"}, None),
    ],
)
async def test_whom_a_step_is_for_is_said_once_and_is_not_whoever_ordered_it_for_others(
    item: str, answers: dict[str, str], named: str | None
) -> None:
    policy = shipped()
    known = policy.catalog[item]
    tasks = tuple(replace(each, due=Duration(1, "bd")) for each in known.tasks)
    policy = replace(policy, catalog={**policy.catalog, item: replace(known, tasks=tasks, stages=(), preapproved=True)})
    async with open_desk(MONDAY, policy=policy) as desk:
        who, dana = desk.person("mia" if item == "laptop" else "hr.ops"), desk.person("dana").speaker
        people = {"onboarding": {"manager": dana}, "offboarding": {"person": dana}}.get(item, {})
        await who.orders(item, **answers, **people)  # type: ignore[arg-type]  # answers alone
        await desk.until("2026-10-29 10:00 CET")
        kinds = ("warning", "warning_direct", "breach", "breach_direct")
        said = [one.text for one in desk.said if one.kind in kinds and "TASK-" in one.text]
        assert said
        assert all(one.count(" for ") == (named is not None) for one in said), said
        assert all(named is None or named in one for one in said), said
