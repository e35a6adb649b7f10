"""The story at the top of the house, on every seating: from the form to the thanks."""

from __future__ import annotations

from tests.conformance.house import House
from tests.conformance.people import SCORES
from tests.conformance.seatings import told_everywhere

pytestmark = told_everywhere


async def test_an_incident_is_claimed_answered_asked_resolved_and_confirmed(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    receipt = await mia.receipt()
    receipt.shows("Got it", "VPN drops every 5 minutes")
    await desk.card().shows("P3", "NEW", "Mia Feld", "Unassigned")

    await dana.claims()
    await mia.was_told("Dana has taken this.")
    await desk.card().shows("IN PROGRESS", "Dana Roth")

    await dana.replies("INC-1000", "Please reconnect once.")
    await mia.was_told("Please reconnect once.", "Dana")
    await desk.triage_thread().has("Please reconnect once.")

    await dana.notes("INC-1000", "I think it is the Berlin profile.")
    await desk.triage_thread().has("I think it is the Berlin profile.")

    await dana.asks("INC-1000", "Which profile is selected, Berlin or Split?")
    await mia.was_told("Which profile is selected, Berlin or Split?")
    await desk.triage_thread().has("Which profile is selected, Berlin or Split?")
    await desk.card().shows("ON HOLD")

    await mia.answers("Berlin")
    await desk.triage_thread().has("Berlin", "Mia Feld")
    await desk.card().shows("IN PROGRESS")

    await dana.resolves("INC-1000", "the VPN profile was reissued; please reconnect once")
    asked = await mia.was_told("Does it work?")
    await mia.confirms(asked)
    await desk.settles()
    asked.shows("Great, closed.")
    asked.has_buttons(*SCORES)
    await desk.card().shows("CLOSED")
    await desk.ends_quietly()
