"""The story at the top of the house: an incident from the form to the thanks, and one that nobody claims."""

from __future__ import annotations

from playground.slack.screen import Form
from tests.stories.house import House


async def test_an_incident_is_claimed_answered_asked_resolved_and_confirmed(desk: House) -> None:
    mia, dana = desk.person("mia"), desk.person("dana")
    await desk.reports(mia)
    receipt = await desk.direct(mia, "INC-1000")
    assert "Got it" in receipt.text
    card = await desk.card()
    assert "P3" in card.text
    assert "NEW" in card.text

    await card.presses("Claim")
    at_mia = mia.thread(receipt)
    await desk.reads(at_mia, "Dana has taken this.")
    assert "IN PROGRESS" in card.as_it_is_now().text

    triage = dana.thread(card)
    said = await dana.says(">> Please reconnect once.", thread=card)
    await desk.reads(at_mia, "Please reconnect once.")
    await desk.settles()
    assert "outbox_tray" in said.as_it_is_now().reactions
    await dana.says("I think it is the Berlin profile.", thread=card)
    await desk.settles()
    assert not any("Berlin profile" in text for text in at_mia.texts)

    form = await card.as_it_is_now().presses("Ask requester")
    assert isinstance(form, Form)
    form.fills(text="Which profile is selected, Berlin or Split?")
    await form.submits()
    await desk.reads(at_mia, "Which profile is selected, Berlin or Split?")
    await desk.reads(triage, "Which profile is selected")
    assert "ON HOLD" in card.as_it_is_now().text

    await mia.says("Berlin", thread=receipt)
    await desk.reads(triage, "Berlin")
    await desk.settles()
    assert "IN PROGRESS" in card.as_it_is_now().text

    form = await card.as_it_is_now().presses("Resolve")
    assert isinstance(form, Form)
    form.fills(text="the VPN profile was reissued; please reconnect once")
    await form.submits()
    asked = await desk.reads(at_mia, "Does it work?")
    await asked.presses("Yes, it works")
    await desk.settles()
    assert "Great, closed." in asked.as_it_is_now().text
    assert asked.as_it_is_now().buttons == []
    assert "CLOSED" in card.as_it_is_now().text
    desk.nothing_else_was_said()


async def test_nobody_claims_an_incident(desk: House) -> None:
    mia, lena = desk.person("mia"), desk.person("lena")
    await desk.reports(mia, who="My team")
    receipt = await desk.direct(mia, "INC-1000")
    card = await desk.card()
    assert "P2" in card.text
    thread = desk.person("dana").thread(card)
    await desk.reads(thread, "INC-1000")  # the duty person is called in the thread at once
    await desk.passes(minutes=15)
    await desk.direct(lena, "INC-1000")
    duty = desk.person("nils")  # the desk's duty on that Thursday
    await desk.direct(duty, "INC-1000")
    await desk.passes(minutes=8)
    await desk.direct(duty, "7 min left to answer")
    await desk.passes(minutes=8)
    await desk.direct(lena, "3 min left to answer")  # the duty has heard twice in this hour
    await desk.reads(thread, "passed its answer time")
    await desk.direct(duty, "passed its answer time")
    told = await desk.direct(lena, "passed its answer time")
    await desk.reads(mia.thread(receipt), "taking longer than we promised")
    await told.presses("Claim")
    await desk.settles()
    assert "IN PROGRESS" in card.as_it_is_now().text
    assert "Lena" in card.as_it_is_now().text
    assert "Lena is working on it" in receipt.as_it_is_now().text
    await desk.reads(mia.thread(receipt), "Lena has taken this.")
    desk.nothing_else_was_said()


async def test_a_screenshot_in_the_form_reaches_the_card_as_a_link(desk: House) -> None:
    mia = desk.person("mia")
    form = await mia.types("/incident Outlook shows a strange error")
    assert isinstance(form, Form)
    form.fills({"Screenshot or file": {"error.png": b"not really a picture"}})
    await desk.fills_in(form, service="E-mail and chat", kind="Mail")
    card = await desk.card()
    assert "error.png" in card.text
    assert "'type': 'link'" in str(card.blocks)
    await desk.direct(mia, "INC-1000")
    desk.nothing_else_was_said()
