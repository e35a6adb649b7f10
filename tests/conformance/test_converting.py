"""A fault that is an order after all, and an order that is a fault: one number, one thread, everybody told once."""

from __future__ import annotations

from tests.conformance.house import House
from tests.conformance.people import SCORES
from tests.conformance.seatings import told_both_ways
from tests.conformance.seen import Value

pytestmark = told_both_ways

STANDARD: dict[str, Value] = {"laptop:model": "Standard 14", "laptop:ship_to": "berlin"}


async def test_a_fault_becomes_an_order_that_is_agreed_to_elsewhere(desk: House) -> None:
    (katrin,) = await desk.seats("katrin")
    mia, dana = desk.people("mia", "dana")
    await mia.reports("My laptop is too slow")
    receipt = await mia.receipt()
    await desk.card().posts()
    await dana.claims()
    await mia.was_told("Dana has taken this.")
    sheet = await dana.opens(await dana.card(), "Convert")
    await sheet.fills(item="New laptop")
    await sheet.fills(STANDARD)
    await sheet.is_taken()
    await mia.was_told("as a request from now on, REQ-1000: New laptop: Standard 14. Others have to agree first.")
    await desk.triage_thread().has("Dana changed INC-1000: it is a request now, REQ-1000, its title is")
    receipt.shows("REQ-1000, was INC-1000", "Waiting for approval by Katrin Stahl")
    await desk.card().shows("REQ-1000, was INC-1000", "WAITING FOR APPROVAL")
    asked = await katrin.was_told("converted a report of Mia Feld’s to an order of New laptop", "1,150 EUR")

    await mia.writes("I need it by Friday.")
    await desk.triage_thread().has("I need it by Friday.", "Mia Feld")
    await katrin.presses(asked, "Approve")
    await mia.was_told("Katrin approved REQ-1000. Work on it begins.")
    await desk.card().offers("Done: Order", "Reply")
    await desk.triage_thread().has("Order (TASK-1001) can begin now.")
    await dana.replies("INC-1000", "It is ordered.")
    await mia.was_told("It is ordered.", "Dana")
    await desk.triage_thread().has("It is ordered.", "Dana")
    for name in ("INC-1000", "REQ-1000"):
        await mia.commands(f"ticket {name}")
        await mia.was_answered("REQ-1000, was INC-1000", "Step 1 of 4")
    await desk.ends_quietly()


async def test_an_order_becomes_a_fault_and_nobody_has_to_agree(desk: House) -> None:
    (katrin,) = await desk.seats("katrin")
    mia, dana = desk.people("mia", "dana")
    await mia.orders("New laptop", {"model": "Standard 14", "ship_to": "berlin"})
    receipt = await mia.receipt("REQ-1000")
    asked = await katrin.was_told("Mia Feld asks for New laptop")
    await desk.card("REQ-1000").posts()
    sheet = await dana.fills("REQ-1000", "Convert", impact="Just me", urgency="Only partly")
    assert not sheet.is_open, sheet.text
    await mia.was_told("as an incident from now on, INC-1000")
    await desk.triage_thread("REQ-1000").has("Dana changed REQ-1000: it is an incident now, INC-1000.")
    receipt.shows("INC-1000, was REQ-1000")
    asked.shows("It is an incident now, so nobody has to agree.")
    asked.has_buttons("Open")
    await desk.card("REQ-1000").shows("INC-1000, was REQ-1000")
    await desk.card("REQ-1000").offers("Claim")
    await dana.claims("REQ-1000")
    await mia.was_told("Dana has taken this.")
    await mia.writes("It only happens at home.", "REQ-1000")
    await desk.triage_thread("REQ-1000").has("It only happens at home.", "Mia Feld")
    await dana.resolves("REQ-1000", "a new battery is in it")
    working = await mia.was_told("Does it work?", "a new battery is in it")
    await mia.confirms(working)
    await desk.card("REQ-1000").shows("CLOSED")
    working.has_buttons(*SCORES)
    await desk.ends_quietly()
