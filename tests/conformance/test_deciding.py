"""A list of what waits for one's decision; an order made again, an order changed; who decides for whoever is away."""

from __future__ import annotations

from tests.conformance.house import House
from tests.conformance.seatings import told_both_ways
from tests.conformance.seen import Post, Value

pytestmark = told_both_ways

LAPTOP: dict[str, Value] = {"model": "Standard 14", "ship_to": "berlin"}


async def test_what_waits_is_decided_from_its_list_one_after_the_other(desk: House) -> None:
    (katrin,) = await desk.seats("katrin")
    mia = desk.person("mia")
    for ref in ("REQ-1000", "REQ-1001"):
        await mia.orders("New laptop", LAPTOP)
        await mia.receipt(ref)
    await desk.settles()
    desk.said_so_far()
    await katrin.commands("request approvals")
    listed = await katrin.was_answered("Waiting for your decision", "REQ-1000", "REQ-1001", "1,150 EUR")
    assert isinstance(listed, Post)
    await katrin.presses(listed, "Approve")
    await mia.was_told("Katrin approved REQ-1000. Work on it begins.")
    left = await katrin.sees_become(listed)
    left.shows("Approved: REQ-1000 New laptop", "REQ-1001")
    sheet = await katrin.opens(left, "Reject")
    await sheet.fills(text="Use the pool.")
    await sheet.is_taken()
    await mia.was_told("Katrin did not approve REQ-1001: Use the pool.")
    none = await katrin.sees_become(left)
    none.shows("Not approved: REQ-1001 New laptop", "Nothing waits for your decision.")
    none.has_buttons()


async def test_an_order_that_nobody_decided_is_ordered_again_with_its_answers(desk: House) -> None:
    (katrin,) = await desk.seats("katrin")
    mia = desk.person("mia")
    await mia.orders("New laptop", LAPTOP)
    receipt = await mia.receipt("REQ-1000")
    await desk.until("2026-10-30 12:00 CET")
    desk.said_so_far()
    receipt.shows("since nobody decided in time")
    sheet = await mia.opens(receipt, "Order again")
    assert (sheet.value("model"), sheet.value("ship_to")) == ("Standard 14", "berlin")
    await sheet.is_taken()
    await mia.receipt("REQ-1001")
    await katrin.was_told("Mia Feld asks for New laptop", "(REQ-1001)")


async def test_a_changed_order_shows_whoever_decides_old_and_new(desk: House) -> None:
    (katrin,) = await desk.seats("katrin")
    mia = desk.person("mia")
    await mia.orders("New laptop", LAPTOP)
    receipt = await mia.receipt("REQ-1000")
    asked = await katrin.was_told("Mia Feld asks for New laptop", "1,150 EUR")
    sheet = await mia.opens(receipt, "Change order")
    await sheet.fills(model="Power 16")
    await sheet.is_taken()
    await katrin.was_told("Mia Feld changed it", "so you are asked again", "Standard 14", "Power 16", "1,980 EUR")
    asked.shows(
        "Mia Feld changed it", "so what was said of it before no longer counts. You are asked again in another message."
    )
    asked.has_buttons("Open")
    await desk.triage_thread("REQ-1000").has("Power 16")
    receipt.shows("Power 16")


async def test_whoever_is_away_names_who_decides_for_them(desk: House) -> None:
    katrin, paul = await desk.seats("katrin", "paul")
    mia = desk.person("mia")
    await katrin.commands("oncall away until 2026-11-09 delegate paul.brandt")
    await katrin.was_answered("Katrin Stahl is away", "Paul Brandt decides for Katrin meanwhile.")
    await paul.was_told("Katrin Stahl is away until", "What waits for Katrin's decision meanwhile comes to you.")
    await mia.orders("New laptop", LAPTOP)
    receipt = await mia.receipt("REQ-1000")
    receipt.shows("Waiting for approval by Paul Brandt")
    asked = await paul.was_told("Mia Feld asks for New laptop", "Katrin Stahl is away until", "so you decide.")
    await paul.presses(asked, "Approve")
    await mia.was_told("Paul approved REQ-1000. Work on it begins.")
    await desk.triage_thread("REQ-1000").has("Order (TASK-1001) can begin now.")
