"""Whoever has to agree to a request is asked in their own conversation, decides there, and reads what came of it."""

from __future__ import annotations

from tests.conformance.house import House
from tests.conformance.seatings import told_both_ways
from tests.conformance.seen import Value

pytestmark = told_both_ways

LAPTOP: dict[str, Value] = {"model": "Standard 14", "ship_to": "berlin"}


async def test_a_laptop_is_ordered_here_and_approved_there(desk: House) -> None:
    (katrin,) = await desk.seats("katrin")
    mia = desk.person("mia")
    await mia.orders("New laptop", LAPTOP)
    receipt = await mia.receipt("REQ-1000")
    receipt.shows("Waiting for approval by Katrin Stahl", "Work begins once it is approved")
    asked = await katrin.was_told("Mia Feld asks for New laptop", "1,150 EUR", "Ship to: berlin")
    asked.has_buttons("Approve", "Reject", "Ask first", "Open")
    await desk.card("REQ-1000").shows("WAITING FOR APPROVAL")
    await katrin.presses(asked, "Approve")
    await mia.was_told("Katrin approved REQ-1000. Work on it begins.")
    asked.shows("Mia Feld asks for New laptop", "Approved by Katrin Stahl")
    asked.has_buttons("Open")
    await desk.card("REQ-1000").offers("Done: Order", "Claim", "Reply")
    await desk.triage_thread("REQ-1000").has("Order (TASK-1001) can begin now.")
    await desk.ends_quietly()


async def test_it_is_not_approved_and_the_reason_is_nobodys_markup(desk: House) -> None:
    (katrin,) = await desk.seats("katrin")
    mia = desk.person("mia")
    await mia.orders("New laptop", LAPTOP)
    receipt = await mia.receipt("REQ-1000")
    await desk.card("REQ-1000").posts()
    asked = await katrin.was_told("Mia Feld asks for New laptop")
    sheet = await katrin.opens(asked, "Reject")
    await sheet.fills(text=" ")
    await sheet.sends()
    assert sheet.is_open
    await sheet.fills(text="Use *the* pool <model> @here")
    await sheet.is_taken()
    await mia.was_told("Katrin did not approve REQ-1000: Use *the* pool <model> @here.")
    asked.shows("Rejected by Katrin Stahl", "Use *the* pool <model> @here.")
    receipt.shows("Not approved by Katrin Stahl")
    await desk.card("REQ-1000").shows("NOT APPROVED")
    await desk.ends_quietly()


async def test_an_approver_asks_first(desk: House) -> None:
    (katrin,) = await desk.seats("katrin")
    mia = desk.person("mia")
    await mia.orders("New laptop", LAPTOP)
    await mia.receipt("REQ-1000")
    await desk.card("REQ-1000").posts()
    asked = await katrin.was_told("Mia Feld asks for New laptop")
    sheet = await katrin.opens(asked, "Ask first")
    await sheet.fills(text="Which project is it for?")
    await sheet.sends()
    sheet.says("Mia Feld is asked. You are written to as soon as they answer")
    await mia.was_told("Katrin asks before deciding about REQ-1000: Which project is it for? Please answer here.")
    await desk.triage_thread("REQ-1000").has("Katrin asked Mia: Which project is it for?")
    await mia.answers("For the new desk in Berlin.", "REQ-1000")
    answer = await katrin.was_told("Mia Feld about REQ-1000 New laptop", "For the new desk in Berlin.")
    answer.has_buttons("Approve", "Reject", "Ask first", "Open")
    await desk.triage_thread("REQ-1000").has("For the new desk in Berlin.")
    asked.has_buttons("Approve", "Reject", "Ask first", "Open")
    await desk.ends_quietly()


async def test_a_dear_laptop_is_approved_by_two_on_either_platform_one_after_the_other(desk: House) -> None:
    (katrin,) = await desk.seats("katrin")
    mia = desk.person("mia")
    finance = desk.person("finance", on=mia.platform)
    await finance.types("help")
    await finance.was_told("On a ticket")
    await mia.orders("New laptop", {"model": "Power 16", "ship_to": "berlin"})
    receipt = await mia.receipt("REQ-1000")
    first = await katrin.was_told("Mia Feld asks for New laptop", "1,980 EUR")
    await katrin.presses(first, "Approve")
    await mia.was_told("Katrin approved REQ-1000. Frida Conrad decides next.")
    receipt.shows("Waiting for approval by Frida Conrad", "(2 of 2)")
    second = await finance.was_told("Mia Feld asks for New laptop", "1,980 EUR")
    await finance.presses(second, "Approve")
    await mia.was_told("Frida approved REQ-1000. Work on it begins.")
    second.shows("Approved by Frida Conrad")
    await desk.card("REQ-1000").offers("Done: Order", "Claim", "Reply")
    await desk.triage_thread("REQ-1000").has("Order (TASK-1001) can begin now.")
    await desk.ends_quietly()
