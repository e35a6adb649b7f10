"""Somebody who has to agree and is gone by the moment at which they are asked: whoever decides for them is, at once."""

from __future__ import annotations

from tests.conformance.house import House
from tests.conformance.seatings import told_both_ways
from tests.conformance.test_approving import LAPTOP

pytestmark = told_both_ways


async def test_whoever_is_gone_as_the_question_is_sent_is_followed_by_their_deputy_at_once(desk: House) -> None:
    (omar,) = await desk.seats("omar")
    mia = desk.person("mia")
    desk.playground.admin.deactivate("katrin.stahl")
    desk.teams.admin.block("katrin.stahl")
    before = desk.clock.now()
    await mia.orders("New laptop", LAPTOP)
    asked = await omar.was_told("Mia Feld asks for New laptop")
    assert desk.clock.now() == before, "nobody waits for it"
    asked.has_buttons("Approve", "Reject", "Ask first", "Open")
    (await mia.receipt("REQ-1000")).shows("Waiting for approval by Omar Haddad")
    await omar.presses(asked, "Approve")
    await mia.was_told("Omar approved REQ-1000. Work on it begins.")
