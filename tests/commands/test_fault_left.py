"""A fault that was converted to an order which nobody agreed to is still there: both sides read so and can go on."""

from __future__ import annotations

import pytest

from core.processes import IncidentDetails
from tests.commands.reading import quiet, read, shown
from tests.commands.test_answered import stands
from tests.commands.test_converting import ANSWERS
from tests.commands.test_tasks import FRIDAY, LAPTOP, drawn
from tests.fakes.desk import DeskHouse, open_desk

DEAD = "My dock is dead"
LEFT = {
    "rejected": "REQ-1000 was not approved, so what Mia reported is not solved.",
    "expired": "REQ-1000 was not decided in time, so what Mia reported is not solved.",
    "withdrawn": "Mia withdrew REQ-1000. Whether what was reported is solved, nobody said.",
    "cancelled": "REQ-1000 was cancelled, so what Mia reported is not solved.",
}
"""What the team reads, by how the order ended."""
HEARD = {"rejected": "refused", "expired": "lapsed", "cancelled": "cancelled"}
"""In which message whoever reported it reads so; who withdraws has a card alone."""


async def left(desk: DeskHouse, end: str) -> str:
    """Dana has Mia's fault, and converts it to an order that is rejected, or on which nobody decides."""
    ref = await desk.person("mia").reports(title=DEAD)
    quiet(await desk.person("dana").presses("claim", ref))
    quiet(await desk.person("dana").fills("convert", ref, item="laptop", **ANSWERS))
    desk.checked = len(desk.said)
    await ended(desk, ref, end)
    return ref


async def ended(desk: DeskHouse, ref: str, end: str) -> None:
    match end:
        case "rejected":
            quiet(await desk.person("katrin").fills("reject", ref, text="Repair it."))
        case "expired":
            await desk.until("2026-11-13 12:00 CET")
        case "withdrawn":
            quiet(await desk.person("mia").presses("withdraw", ref))
        case "cancelled":
            for who in ("katrin", "finance.controller"):
                await desk.person(who).presses("approve", ref, round=1)
            quiet(await desk.person("lena").fills("cancel", ref, reason="withdrawn", undo="Send it back."))
    await desk.deliver()
    assert (await desk.ticket(ref)).status == {"withdrawn": "cancelled"}.get(end, end)


@pytest.mark.parametrize("by", ["mia", "dana"])
@pytest.mark.parametrize("end", LEFT)
async def test_whoever_has_it_and_whoever_reported_it_read_that_it_is_left_and_can_go_on(end: str, by: str) -> None:
    async with open_desk(FRIDAY) as desk:
        was = await left(desk, end)
        told = {one.kind: one for one in desk.said[desk.checked :]}
        assert told["fault_left"].to == "triage:service-desk"
        assert told["fault_left"].text == f"@Dana, {LEFT[end]} Follow-up opens it again."
        heard = HEARD.get(end)
        if heard is not None:
            assert told[heard].text.endswith("What you reported is not solved by that: Follow-up brings it back to us.")
            assert "follow_up" in stands(desk, heard)[1]
        card = read(shown(await desk.person("mia").sends(was)))
        assert "Follow-up" in card
        assert DEAD in drawn(desk, "desk-triage")
        assert stands(desk, "fault_left")[1] == ["follow_up"]
        await desk.person(by).presses("follow_up", was)
        ref = await desk.newest()
        fault = await desk.ticket(ref)
        assert (fault.kind, fault.title, fault.service, fault.team) == ("incident", DEAD, "network", "service-desk")
        assert isinstance(fault.details, IncidentDetails)
        assert fault.details.category == "vpn"
        assert fault.requester == desk.id_of("mia")
        assert (await desk.ticket(was)).followed_up_by == (ref,)


@pytest.mark.parametrize("end", LEFT)
async def test_an_order_that_always_was_one_leaves_no_fault(end: str) -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        desk.checked = len(desk.said)
        await ended(desk, ref, end)
        told = {one.kind: one for one in desk.said[desk.checked :]}
        assert "fault_left" not in told
        if (heard := HEARD.get(end)) is not None:
            assert "Follow-up" not in told[heard].text
        if end in ("rejected", "expired"):
            assert stands(desk, HEARD[end])[1] == ["order_again"]
