"""What cannot be taken back is done by nobody but a person's press: *Run*, wherever they and who asked for it sit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.conformance.house import house, shipped
from tests.conformance.seatings import Seating, told_both_ways

pytestmark = told_both_ways


async def test_what_cannot_be_taken_back_waits_for_a_press_of_run_and_is_done_once(
    tmp_path: Path, seating: Seating
) -> None:
    policy = shipped().policy
    idp = replace(policy.automations["idp"], destructive=frozenset({"assign_app"}))
    rules = replace(shipped(), policy=replace(policy, automations={"idp": idp}))
    async with house(tmp_path, seating, rules=rules) as desk:
        (ines,) = await desk.seats("ines")
        mia = desk.person("mia")
        await mia.orders("Software licence", {"app": "Miro", "reason": "We draw our plans with it."})
        await mia.receipt("REQ-1000")
        await desk.card("REQ-1000", "business-apps").shows("Assign (TASK-1001) ready waits for Run")
        await desk.until("2026-10-22 10:30 CEST")
        assert desk.playground.identity.grants == [], "nobody let it"
        card = await ines.card("REQ-1000")
        await ines.presses(card, "Run: Assign")
        await mia.was_told("Did you get what you asked for?")
        await desk.card("REQ-1000", "business-apps").shows("Assign (TASK-1001) done The identity provider")
        [grant] = desk.playground.identity.grants
        assert (grant.email, grant.what) == ("mia.feld@nordlicht.example", "Miro")
        await desk.ends_quietly()
