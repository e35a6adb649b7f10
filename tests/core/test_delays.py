"""A promise that is broken: the requester hears by when instead, hears of it when that goes by, and not for ever."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from itertools import pairwise, product

import pytest
import pytest_asyncio

from tests.fakes.desk import DeskHouse, Said, open_desk


def at(time: str) -> str:
    return f"2026-10-22 {time} CEST"


@pytest_asyncio.fixture
async def desk() -> AsyncIterator[DeskHouse]:
    async with open_desk(at("09:00")) as house:
        yield house


def delays(desk: DeskHouse, metric: str = "resolution") -> list[Said]:
    return [one for one in desk.said if one.kind == "delay" and one.facts["metric"] == metric]


async def worked_on(desk: DeskHouse, priority: str = "P1", service: str = "web-shop") -> str:
    ref = await desk.person("mia").reports(priority, service=service)
    await desk.person("omar" if service == "web-shop" else "ciso").presses("claim", ref)
    return ref


@pytest.mark.parametrize("jumps", [False, True])
async def test_a_time_that_was_named_and_goes_by_is_told_with_a_later_one_and_at_last_with_none(
    desk: DeskHouse, jumps: bool
) -> None:
    await worked_on(desk)
    for day, hour in product((22, 23), range(10, 22)):
        await (desk.jump if jumps else desk.until)(f"2026-10-{day} {hour}:00 CEST")
    told = delays(desk)
    assert [one.facts["count"] for one in told] == [1, 2, 3]
    for this, later in pairwise(told):
        named = datetime.fromisoformat(str(this.facts["estimate"]))
        assert this.at < named <= later.at, "what is named lies ahead, and is over when the next is told"
    assert "is taking longer than we promised. Omar is still on it; we expect a fix by" in told[0].text
    assert "longer than the time that we named last. Omar is still on it; we expect a fix by" in told[1].text
    assert told[2].text.endswith("we name no further time, and write here as soon as there is news.")


async def test_who_wrote_to_them_since_has_told_them_more_than_a_time(desk: DeskHouse) -> None:
    ref = await worked_on(desk)
    await desk.until(at("13:10"))
    assert len(delays(desk)) == 1
    await desk.person("omar").answers(ref, "The supplier sends a part; I write at six.")
    await desk.until(at("20:00"))
    assert len(delays(desk)) == 1


@pytest.mark.parametrize("end", ["hold", "resolve"])
async def test_what_waits_or_is_done_is_late_no_more(desk: DeskHouse, end: str) -> None:
    ref = await worked_on(desk)
    await desk.until(at("13:10"))
    omar = desk.person("omar")
    if end == "hold":
        await omar.fills("hold", ref, reason="vendor", party="TeleNord", reference="TN-881", until="2026-10-28")
        await desk.until(at("18:00"))
        await omar.presses("resume", ref)
    else:
        await omar.fills("resolve", ref, code="workaround", text="Restarted.", breach_reason="volume")
    assert (await desk.ticket(ref)).status == ("in_progress" if end == "hold" else "resolved")
    await desk.until("2026-10-23 08:00 CEST")
    assert len(delays(desk)) == 1


async def test_of_a_private_ticket_only_its_requester_hears_and_no_title_is_said(desk: DeskHouse) -> None:
    await worked_on(desk, service="security-report")
    await desk.until("2026-10-23 21:00 CEST")
    told = delays(desk)
    assert [one.facts["count"] for one in told] == [1, 2, 3]
    assert {one.to for one in told} == {"requester"}


@pytest.mark.parametrize("priority", ["P1", "P2", "P3", "P4"])
async def test_they_hear_of_it_twice_an_hour_at_most_and_each_time_is_as_long_as_a_short_promise_that_was_missed(
    desk: DeskHouse, priority: str
) -> None:
    await desk.person("mia").reports(priority, service="web-shop")
    began = desk.now
    for _ in range(16):
        await desk.passes(hours=2)
    told = delays(desk, "response")
    assert told, priority
    first = datetime.fromisoformat(str(told[0].facts["estimate"]))
    assert first - told[0].at >= min(told[0].at - began, timedelta(hours=4))
    for this, third in zip(told, told[2:], strict=False):
        assert third.at - this.at > timedelta(hours=1)
