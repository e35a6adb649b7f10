"""What was opened on demand follows its own press: the copy becomes the result, on each platform."""

from __future__ import annotations

import pytest

from tests.conformance.house import House
from tests.conformance.people import Someone
from tests.conformance.seatings import SEATINGS
from tests.conformance.seen import Post, Value
from tests.conformance.sides import SlackSide

pytestmark = pytest.mark.parametrize(
    "seating", [s for s in SEATINGS if s.requesters == s.responders], indirect=True, ids=str
)
LAPTOP: dict[str, Value] = {"model": "Standard 14", "ship_to": "berlin"}


async def opened(who: Someone, line: str, words: str) -> Post:
    await who.desk.settles()
    who.desk.said_so_far()
    await who.commands(line)
    found = await who.was_answered(words)
    assert isinstance(found, Post)
    return found


async def test_a_withdrawn_order_is_withdrawn_in_the_copy_that_was_opened_by_its_number(desk: House) -> None:
    mia = desk.person("mia")
    await mia.orders("New laptop", LAPTOP)
    await mia.receipt("REQ-1000")
    copy = await opened(mia, "ticket REQ-1000", "REQ-1000")
    copy.offers("Withdraw")
    await mia.presses(copy, "Withdraw")
    now = await mia.sees_become(copy)
    now.shows("State Cancelled")
    assert "Withdraw" not in now.buttons


async def test_a_resolved_ticket_is_closed_in_the_copy_that_was_opened_by_its_number(desk: House) -> None:
    mia, dana = desk.person("mia"), desk.person("dana")
    await mia.reports("VPN drops every 5 minutes")
    await mia.receipt("INC-1000")
    await dana.claims()
    await dana.resolves("INC-1000", "The profile was reissued.")
    copy = await opened(mia, "ticket INC-1000", "INC-1000")
    await mia.presses(copy, "Yes, it works")
    now = await mia.sees_become(copy)
    now.shows("State Closed")
    assert "Yes, it works" not in now.buttons


async def test_a_form_that_a_copy_opened_leads_back_to_it(desk: House) -> None:
    dana = desk.person("dana")
    await desk.person("mia").reports("VPN drops every 5 minutes")
    await dana.claims()
    copy = await opened(dana, "ticket INC-1000", "INC-1000")
    sheet = await dana.opens(copy, "Resolve")
    await sheet.fills(code="Fixed", text="The profile was reissued.")
    await sheet.is_taken()
    now = await dana.sees_become(copy)
    assert (await desk.ticket()).done
    assert "Resolve" not in now.buttons
    now.offers("Reopen")


async def test_whoever_presses_a_copy_that_is_behind_is_told_why_and_the_copy_follows(desk: House) -> None:
    dana, emre = desk.people("dana", "emre")
    await desk.person("mia").reports("VPN drops every 5 minutes")
    copy = await opened(emre, "ticket INC-1000", "INC-1000")
    await dana.claims()
    seen = await emre.presses(copy, "Claim")
    await desk.settles()
    said = [*await emre.reads_alone(), *await emre.reads()]
    assert any("claimed INC-1000" in one.text for one in (seen, *said))
    (now,) = [one.as_it_is_now() for one in said if "IN PROGRESS" in one.text]
    assert "Claim" not in now.buttons
    assert copy.gone or copy.key == now.key


async def test_a_decision_on_ones_own_page_leaves_the_page_with_what_waits_next(desk: House) -> None:
    (katrin,) = await desk.seats("katrin")
    mia = desk.person("mia")
    for ref in ("REQ-1000", "REQ-1001"):
        await mia.orders("New laptop", LAPTOP)
        await mia.receipt(ref)
    await desk.settles()
    if isinstance(katrin.side, SlackSide):
        page = await katrin.side.actor(katrin.handle).opens_home()
        await page.presses("Approve")
        await desk.settles()
        assert "REQ-1001" in page.text
        assert "REQ-1000" not in page.text
        form = (await page.presses("Reject")).form
        await form.chooses("field:text", "Use the pool.")
        await form.submits()
        await desk.settles()
        assert "Waiting for your decision" not in page.text
        return
    home = await opened(katrin, "home", "Waiting for your decision")
    await katrin.presses(home, "Approve")
    await desk.settles()
    home.shows("Approved: REQ-1000 New laptop", "REQ-1001", "What do you need?")
    sheet = await katrin.opens(home.as_it_is_now(), "Reject")
    await sheet.fills(text="Use the pool.")
    await sheet.is_taken()
    await desk.settles()
    home.shows("Not approved: REQ-1001 New laptop", "What do you need?")
    home.does_not_show("Waiting for your decision")


async def test_whoever_thinks_better_of_a_button_that_asks_first_has_the_way_out_beside_it(desk: House) -> None:
    """Slack's own dialog has it; on Teams it is a button, on the card and on a copy of it."""
    mia = desk.person("mia")
    await mia.orders("New laptop", LAPTOP)
    receipt = await mia.receipt("REQ-1000")
    copy = await opened(mia, "ticket REQ-1000", "REQ-1000")
    for card in (receipt, copy):
        assert ("Keep it" in card.buttons) == (card.platform == "teams")
        if card.platform == "teams":
            words = card.text
            await mia.presses(card, "Keep it")
            await desk.settles()
            assert card.text == words
            card.offers("Withdraw")
    assert (await desk.ticket("REQ-1000")).status == "pending_approval"
