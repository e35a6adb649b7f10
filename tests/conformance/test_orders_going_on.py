"""What becomes of an order that does not go straight: for somebody else, refused and sent again, needed no more, a step
that cannot be done, and a fault that turns out to be an order and back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.policy_file import Loaded
from playground.slack.people import Actor as SlackActor
from playground.teams.screen import Message
from tests.conformance.house import House, house, shipped
from tests.conformance.people import Someone
from tests.conformance.seatings import Seating, told_both_ways
from tests.conformance.seen import Post, Value

pytestmark = told_both_ways

REF = "REQ-1000"
LAPTOP: dict[str, Value] = {"model": "Standard 14", "ship_to": "berlin"}


def managed(**managers: str) -> Loaded:
    """The sample company in which these people have these managers."""
    rules = shipped()
    domain = rules.policy.company.email_domain
    more = {f"{who.replace('_', '.')}@{domain}": f"{boss}@{domain}" for who, boss in managers.items()}
    return replace(rules, policy=replace(rules.policy, managers_of={**rules.policy.managers_of, **more}))


async def under_way(desk: House) -> Post:
    """Mia's laptop is agreed to, and Nils has it; her own card of it."""
    (katrin,) = await desk.seats("katrin")
    mia, nils = desk.people("mia", "nils")
    await mia.orders("New laptop", LAPTOP)
    receipt = await mia.receipt(REF)
    await katrin.presses(await katrin.was_told("asks for New laptop"), "Approve")
    await desk.settles()
    await nils.claims(REF)
    await desk.settles()
    desk.said_so_far()
    return receipt


async def thread_post(desk: House, who: Someone, words: str, team: str = "service-desk") -> Post:
    """What Deskbell wrote under the card where somebody sits; heard from now on, on each platform."""
    return (await desk.triage_thread(REF, team).has(words))[who.platform]


async def test_an_order_for_somebody_is_told_to_both_and_sent_again_after_a_no(
    tmp_path: Path, seating: Seating
) -> None:
    async with house(tmp_path, seating, rules=managed(jan_brandt="omar.haddad")) as desk:
        (omar,) = await desk.seats("omar")
        (jan,) = await desk.seats("jan")
        mia = desk.person("mia")
        await mia.orders("New laptop", {**LAPTOP, "for_whom": ("jan.brandt",)})
        receipt = await mia.receipt(REF)
        await jan.was_told("Mia Feld ordered New laptop: Standard 14 for you", REF)
        asked = await omar.was_told("asks for New laptop", "for Jan Brandt")
        sheet = await omar.opens(asked, "Reject")
        await sheet.fills(text="Use the pool.")
        await sheet.is_taken()
        await mia.was_told(f"Omar did not approve {REF}: Use the pool.")
        await jan.was_told(
            "which Mia Feld ordered for you, was not approved by Omar Haddad, Oct 22, 2026 10:00: Use the pool."
        )
        await desk.card(REF).shows("NOT APPROVED")
        sheet = await mia.opens(receipt, "Change and resend")
        assert (sheet.value("model"), sheet.value("ship_to")) == ("Standard 14", "berlin")
        await sheet.fills(ship_to="hamburg")
        await sheet.is_taken()
        again = await desk.ticket("REQ-1001")
        assert (again.follow_up_of, again.requester, again.beneficiary) == (REF, mia.id, jan.id)
        await mia.receipt("REQ-1001")
        await omar.was_told("asks for New laptop", "REQ-1001", "hamburg")
        await jan.was_told("Mia Feld ordered New laptop: Standard 14 for you", "REQ-1001")
        await desk.card("REQ-1001").shows("WAITING FOR APPROVAL")


async def test_what_is_needed_no_more_is_asked_of_the_team_which_says_why_or_what_is_to_be_undone(desk: House) -> None:
    receipt = await under_way(desk)
    mia, nils = desk.people("mia", "nils")
    await mia.presses(receipt, "Ask to cancel")
    await mia.was_answered(f"The team is asked to cancel {REF}. You hear from them.")
    question = await thread_post(desk, nils, f"Mia no longer needs {REF} and asks to cancel it.")
    question.has_buttons("Cancel ticket", "Keep going")
    sheet = await nils.opens(question, "Keep going")
    await sheet.fills(text="It is on its way.")
    await sheet.is_taken()
    await mia.was_told(f"Nils goes on with {REF}: It is on its way.")
    question.has_buttons()
    await desk.nothing_else_was_said()
    await nils.presses(await nils.card(REF), "Done: Order")
    await desk.settles()
    desk.said_so_far()
    await mia.presses(receipt, "Ask to cancel")
    await mia.was_answered(f"The team is asked to cancel {REF}.")
    question = await thread_post(desk, nils, f"Mia no longer needs {REF} and asks to cancel it.")
    sheet = await nils.opens(question, "Cancel ticket")
    await sheet.is_taken()
    await mia.was_told(REF)
    await desk.card(REF).shows("CANCELLED")
    receipt.shows("Cancelled")
    assert [task.state for task in (await desk.ticket(REF)).plan] == ["done", "dropped", "dropped", "dropped"]
    await desk.ends_quietly()


async def fails_to_order(desk: House, reason: str) -> Post:
    """Nils cannot order it; what the lead is told of that."""
    lena, nils = desk.people("lena", "nils")
    sheet = await nils.opens(await nils.card(REF), "A step failed")
    await sheet.fills(step="Order", text=reason)
    await sheet.is_taken()
    told = await lena.was_told("Nils could not do TASK-1001 Order", reason)
    told.has_buttons("Try again", "Skip a step", "Open")
    await desk.card(REF).shows("Order (TASK-1001) failed", "Image (TASK-1002) waiting for other steps")
    return told


async def test_a_step_that_failed_stops_what_follows_and_the_lead_has_it_tried_again_or_skipped(desk: House) -> None:
    (lena,) = await desk.seats("lena")
    receipt = await under_way(desk)
    told = await fails_to_order(desk, "The model is sold out.")
    await lena.presses(told, "Try again")
    await desk.triage_thread(REF).has("Order (TASK-1001) can begin now.")
    told.has_buttons("Open")
    told = await fails_to_order(desk, "It is sold out for good.")
    sheet = await lena.opens(told, "Skip a step")
    await sheet.fills(text="She has one of ours.")
    await sheet.is_taken()
    await desk.triage_thread(REF).has("Image (TASK-1002) and Register asset and owner (TASK-1003) can begin now.")
    await desk.card(REF).shows("Order (TASK-1001) skipped")
    receipt.shows("Step 2 of 4: Image")
    await desk.nothing_else_was_said()


async def test_a_fault_becomes_an_order_and_a_fault_again_under_both_names(desk: House) -> None:
    (katrin,) = await desk.seats("katrin")
    mia, dana = desk.people("mia", "dana")
    ref = "INC-1000"
    await mia.reports("My laptop is too small for the drawings")
    await mia.receipt(ref)
    await dana.claims(ref)
    await mia.was_told("Dana has taken this.")
    await desk.until("2026-10-22 11:00 CEST")
    sheet = await dana.opens(await dana.card(ref), "Convert")
    await sheet.fills(item="New laptop")
    await sheet.looks_again()
    await sheet.fills({"laptop:model": "Standard 14", "laptop:ship_to": "berlin"})
    await sheet.is_taken()
    await mia.was_told("as a request from now on, REQ-1000: New laptop: Standard 14.", "Others have to agree first.")
    await desk.triage_thread(ref).has("it is a request now")
    asked = await katrin.was_told("to an order of New laptop: Standard 14")
    resolution, response = await desk.promise("resolution", ref), await desk.promise("response", ref)
    assert (resolution.state, resolution.paused_for, resolution.elapsed) == ("paused", "approval", 0)
    assert response.elapsed == 3600
    for name in (ref, "REQ-1000"):
        await mia.commands(f"ticket {name}")
        await mia.was_answered("New laptop: Standard 14")
    await mia.writes("It is for the new site.", ref)
    await desk.triage_thread(ref).has("It is for the new site.")

    await desk.until("2026-10-22 12:00 CEST")
    await dana.tells(ref, "convert impact 4 urgency 2")
    await mia.was_told("as an incident from now on")
    await desk.triage_thread(ref).has("it is an incident now")
    await desk.settles()
    asked.shows("It is an incident now, so nobody has to agree.")
    asked.has_buttons("Open")
    assert (await desk.ticket(ref)).kind == "incident"
    assert (await desk.promise("resolution", ref)).elapsed == 3600, "the time of the approval is not counted"
    assert all(task.state == "dropped" for task in (await desk.ticket(ref)).plan)
    await mia.writes("It is still too small.", ref)
    await desk.triage_thread(ref).has("It is still too small.")
    await desk.card(ref).agree()


async def test_who_was_given_what_is_read_by_the_owner_of_the_catalog(desk: House) -> None:
    katrin, ines = await desk.seats("katrin", "ines")
    mia, lena, sofia = desk.people("mia", "lena", "sofia")
    await mia.orders(
        "Access to a system",
        {"system": "erp", "role": "read", "until": "2026-10-30", "reason": "I close the books there."},
    )
    for who in (katrin, ines):
        await who.presses(await who.was_told("asks for Access to a system"), "Approve")
    await desk.settles()
    await sofia.presses(await sofia.card(REF), "Done: Grant")
    (await who_has_what(lena)).shows("1 in force, 0 ended.", "Mia Feld", "Access to a system: erp")
    await desk.until("2026-10-30 10:00 CET")
    (await who_has_what(lena)).shows("Ends within two weeks", "Mia Feld", "to be taken away by")
    await desk.until("2026-10-30 17:00 CET")
    (await who_has_what(lena)).shows("Should have ended", "Mia Feld")
    sheet = await sofia.opens(await sofia.card(REF), "Done: Revoke")
    await sheet.fills(text="I looked in ERP.")
    await sheet.is_taken()
    (await who_has_what(lena)).shows("0 in force, 1 ended.")
    await mia.commands("request admin access")
    await mia.was_answered("Only")


async def who_has_what(owner: Someone) -> Post:
    """What of it is read where they sit."""
    await owner.commands("request admin access")
    said = await owner.was_answered(" ended.")
    assert said is not None
    return said


async def test_somebody_decides_on_their_own_page_and_in_words(desk: House) -> None:
    (katrin,) = await desk.seats("katrin")
    mia = desk.person("mia")
    for ref in (REF, "REQ-1001"):
        await mia.orders("New laptop", LAPTOP)
        await mia.receipt(ref)
    asked = [await katrin.was_told("asks for New laptop", ref) for ref in (REF, "REQ-1001")]
    await decides_on_their_page(katrin, REF)
    await desk.settles()
    asked[0].shows("Approved by Katrin Stahl")
    asked[0].has_buttons("Open")
    await katrin.types("approve REQ-1001")
    await desk.settles()
    asked[1].shows("Approved by Katrin Stahl")
    asked[1].has_buttons("Open")
    for ref in (REF, "REQ-1001"):
        await mia.was_told(f"Katrin approved {ref}. Work on it begins.")


async def decides_on_their_page(who: Someone, ref: str) -> None:
    """Approve what stands first on one's own page: the App Home, or on Teams what `home` shows."""
    actor = who.side.actor(who.handle)
    if isinstance(actor, SlackActor):
        page = await actor.opens_home()
        assert page.text.index("Waiting for your decision") < page.text.index(ref)
        await page.presses("Approve")
        return
    shown = await who.side.types(who.handle, "home")
    assert isinstance(shown, Message)
    Post(shown).shows("Waiting for your decision", ref)
    await who.presses(Post(shown), "Approve")


async def test_an_order_for_a_later_day_waits_for_it_and_begins_then(desk: House) -> None:
    receipt = await under_way(desk)
    nils = desk.person("nils")
    await nils.tells(REF, "hold scheduled 2026-11-02")
    await desk.card(REF).shows("ON HOLD", "Order (TASK-1001) waiting")
    receipt.shows("Planned for Mon 2 Nov")
    desk.said_so_far()
    await desk.until("2026-11-02 08:59 CET")
    await desk.nothing_else_was_said("due today")
    await desk.until("2026-11-02 09:00 CET")
    await desk.triage_thread(REF).has("Order (TASK-1001) can begin now.", at="2026-11-02 09:00 CET")
    receipt.shows("Step 1 of 4: Order")


async def test_why_an_order_waits_is_explained_with_the_clock_of_its_stage(desk: House) -> None:
    (katrin,) = await desk.seats("katrin")
    mia = desk.person("mia")
    await mia.orders("New laptop", LAPTOP)
    await mia.receipt(REF)
    await katrin.was_told("asks for New laptop")
    await katrin.commands(f"desk explain {REF}")
    await katrin.was_answered("Approval: running", "due Oct 30, 2026 10:00", "paused for approval")
