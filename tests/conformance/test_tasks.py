"""What has to be done for a request goes from team to team, each on its own card, and ends with a question."""

from __future__ import annotations

from tests.conformance.house import House
from tests.conformance.seatings import told_both_ways, told_once
from tests.conformance.seen import Value

LAPTOP: dict[str, Value] = {"model": "Standard 14", "ship_to": "berlin"}
ACCESS: dict[str, Value] = {
    "system": "erp", "role": "read", "until": "2026-11-09", "reason": "I close the books there.",
}  # fmt: skip


@told_both_ways
async def test_a_laptop_goes_through_its_teams_and_no_names_what_was_not_right(desk: House) -> None:
    katrin, nils, paul = await desk.seats("katrin", "nils", "paul")
    mia = desk.person("mia")
    await mia.orders("New laptop", LAPTOP)
    receipt = await mia.receipt("REQ-1000")
    await katrin.presses(await katrin.was_told("Mia Feld asks for New laptop"), "Approve")
    await desk.settles()
    desk.said_so_far()
    receipt.shows("Step 1 of 4: Order")
    await nils.presses(await nils.card("REQ-1000"), "Done: Order")
    await desk.triage_thread("REQ-1000").has(
        "Image (TASK-1002) and Register asset and owner (TASK-1003) can begin now."
    )
    receipt.shows("Step 2 of 4: Image")
    await desk.card("REQ-1000").shows("Order (TASK-1001) done Nils Peters")
    await nils.presses(await nils.card("REQ-1000"), "Done: Image")
    await nils.presses(await nils.card("REQ-1000"), "Done: Register asset and owner")
    theirs = desk.card("REQ-1000", "workplace")
    await theirs.shows("New laptop: Standard 14", "Hand over (TASK-1004) ready")
    (card,) = [one for one in await theirs.posts() if one.platform == paul.platform]
    await paul.presses(card, "Done: Hand over")
    asked = await mia.was_told("Did you get what you asked for?")
    sheet = await mia.opens(asked, "No, not right")
    await sheet.fills(step="Hand over", reason="Nobody was there.")
    await sheet.is_taken()
    await desk.triage_thread("REQ-1000", "workplace").has("Hand over (TASK-1004) was not right: to be done again.")
    await desk.triage_thread("REQ-1000").has("Nobody was there.")
    await paul.presses(card, "Done: Hand over")
    again = await mia.was_told("Did you get what you asked for?")
    await mia.presses(again, "Yes, received")
    await desk.card("REQ-1000").shows("CLOSED")
    await desk.ends_quietly()


@told_once
async def test_an_order_that_nobody_has_to_do_is_done_by_itself_at_the_identity_provider(desk: House) -> None:
    mia = desk.person("mia")
    await mia.orders("Software licence", {"app": "Miro", "reason": "We draw our plans with it."})
    await mia.was_told("Did you get what you asked for?")
    await desk.card("REQ-1000", "business-apps").shows("Assign (TASK-1001) done The identity provider")
    [grant] = desk.playground.identity.grants
    assert (grant.email, grant.what, grant.orders) == ("mia.feld@nordlicht.example", "Miro", ("REQ-1000",))


@told_once
async def test_access_ends_on_its_day_however_long_its_request_is_closed(desk: House) -> None:
    katrin, ines, sofia = await desk.seats("katrin", "ines", "sofia")
    mia = desk.person("mia")
    await mia.orders("Access to a system", ACCESS)
    await mia.receipt("REQ-1000")
    for who in (katrin, ines):
        await who.presses(await who.was_told("Mia Feld asks for Access to a system"), "Approve")
    await desk.settles()
    desk.said_so_far()
    await sofia.presses(await sofia.card("REQ-1000"), "Done: Grant")
    await mia.presses(await mia.was_told("Did you get what you asked for?"), "Yes, received")
    await desk.card("REQ-1000").shows("CLOSED", "Revoke (TASK-1002) waiting for its date")
    await desk.nothing_else_was_said()
    await desk.until("2026-11-09 09:00 CET")
    await desk.triage_thread("REQ-1000").has("Revoke (TASK-1002) can begin now.", at="2026-11-09 09:00 CET")
    await mia.was_told("To keep it longer, order it again with a later day.", at="2026-11-06 09:00 CET")
    sheet = await sofia.opens(await sofia.card("REQ-1000"), "Done: Revoke")
    await sheet.fills(text="I looked in ERP.")
    await sheet.is_taken()
    await mia.was_told("has ended.")
    await desk.card("REQ-1000").shows("Revoke (TASK-1002) done Sofia Lang")
    await desk.ends_quietly()


@told_once
async def test_a_single_task_is_ended_with_its_request(desk: House) -> None:
    (dana,) = await desk.seats("dana")
    mia = desk.person("mia")
    await mia.orders("Shared mailbox or list", {"address": "sales", "members": ["mia.feld"]})
    receipt = await mia.receipt("REQ-1000")
    receipt.does_not_show("Step 1")
    await dana.fills("REQ-1000", "Mark done", text="The mailbox is there.")
    await mia.was_told("The mailbox is there. Did you get what you asked for?")
    assert [(task.state, task.ref) for task in (await desk.ticket("REQ-1000")).plan] == [("done", "")]
    await desk.has_no("TASK-1001")
    await desk.ends_quietly()
