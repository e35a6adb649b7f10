"""Stories of requests: chosen from the catalog or ordered by name, fulfilled, missed, confirmed."""

from __future__ import annotations

from playground.slack.people import Actor
from playground.slack.screen import Form, Message
from tests.stories.house import House


async def orders_mailbox(mia: Actor, address: str = "finance-team") -> None:
    """Mia chooses the shared mailbox in the catalog and sends its form."""
    choose = await mia.types("/request")
    assert isinstance(choose, Form)
    assert await choose.searches("What do you need?", "") == [
        "Password or MFA reset", "Software licence", "New laptop", "Access to a system", "Shared mailbox or list",
        "Question or advice",
    ]  # fmt: skip
    await choose.chooses("What do you need?", "Shared mailbox or list")
    form = await choose.submits()
    assert isinstance(form, Form)
    assert form.title == "Shared mailbox or list"
    form.fills(address=address, members=["dana.roth", "mia.feld"])
    await form.submits()


async def test_a_request_is_ordered_fulfilled_found_missing_and_confirmed(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    await orders_mailbox(mia)
    assert mia.form is None
    receipt = await desk.direct(mia, "REQ-1000")
    assert "REQ-1000 Shared mailbox or list: finance-team" in receipt.text
    card = await desk.card("REQ-1000")
    assert "Shared mailbox or list: finance-team" in card.text
    assert "Members: Dana Roth, Mia Feld" in card.text
    assert "nordlicht.example" not in card.text

    await card.presses("Claim")
    await desk.reads(mia.thread(receipt), "Dana has taken this.")
    form = await card.presses("Mark done")
    assert isinstance(form, Form)
    form.fills({"What was done?": "The mailbox is in your Outlook."})
    await form.submits()
    asked = await desk.reads(mia.thread(receipt), "The mailbox is in your Outlook.")
    assert "DONE" in card.text

    assert "Did you get what you asked for?" in asked.text
    form = await asked.presses("No, not right")
    assert isinstance(form, Form)
    form.fills({"What is wrong?": "Nils is not in it."})
    await form.submits()
    await desk.settles()
    assert (await desk.ticket("REQ-1000")).status == "in_fulfilment"
    assert asked.buttons == []
    await desk.reads(dana.thread(card), "Mia says REQ-1000 is not right: Nils is not in it.")
    form = await card.presses("Mark done")
    assert isinstance(form, Form)
    form.fills({"What was done?": "Now with the right members."})
    await form.submits()
    again = await desk.reads(mia.thread(receipt), "Now with the right members.")
    await again.presses("Yes, received")
    await desk.settles()
    assert "CLOSED" in card.text
    assert again.buttons == ["☆ 1", "☆ 2", "☆ 3", "☆ 4", "☆ 5"]
    desk.nothing_else_was_said()


async def test_a_question_is_asked_by_name(desk: House) -> None:
    mia = desk.person("mia")
    form = await mia.types("/request question")
    assert isinstance(form, Form)
    form.fills({"Question": "How"})
    assert isinstance(await form.submits(), Form)
    assert "10" in form.errors["Question"]
    form.fills({"Question": "How do I share a calendar with Sales?"})
    await form.submits()
    assert not form.is_open
    await desk.direct(mia, "REQ-1000")
    card = await desk.card("REQ-1000")
    assert "How do I share a calendar with Sales?" in card.text
    desk.nothing_else_was_said()


async def test_what_there_is_not_is_refused_with_what_there_is(desk: House) -> None:
    mia = desk.person("mia")
    unknown = await mia.types("/request unicorn")
    assert isinstance(unknown, Message)
    assert "You can order" in unknown.text
    desk.nothing_else_was_said()


async def test_a_password_reset_is_never_seen_in_public(desk: House) -> None:
    mia, dana, femi = desk.people("mia", "dana", "femi")
    form = await mia.types("/request password-reset")
    assert isinstance(form, Form)
    form.fills({"Account": "SAP"})
    await form.submits()
    receipt = await desk.direct(mia, "REQ-1000")
    card = await desk.card("REQ-1000")
    await card.presses("Claim")
    await desk.reads(mia.thread(receipt), "Dana has taken this.")
    await dana.says(">> Please call me on 4711.", thread=card)
    await desk.reads(mia.thread(receipt), "Please call me on 4711.")
    everybody = [m.text for name in ("#it-help", "#office-help", "#it-status") for m in mia.channel(name).messages]
    assert everybody == []

    # Its number, typed where others read, tells nothing to those whom it does not concern.
    for typed in ("/ticket REQ-1000", "/desk explain REQ-1000"):
        answer = await femi.types(typed)
        assert isinstance(answer, Message)
        assert answer.text.startswith("There is no REQ-1000 that you may see.")
    before = len(femi.ephemerals)
    number = await femi.says("REQ-1000", "#it-help")
    await desk.settles()
    assert len(femi.ephemerals) == before
    assert femi.thread(number).messages == []
    found = await femi.types("/ticket search password")
    assert isinstance(found, Message)
    assert "REQ-1000" not in found.text
    listed = await femi.types("/ticket queue service-desk")
    assert isinstance(listed, Message)
    assert "REQ-1000" not in listed.text
    desk.nothing_else_was_said()


async def test_a_withdrawn_request_leaves_a_closed_card(desk: House) -> None:
    mia = desk.person("mia")
    await desk.reports(mia)
    receipt = await desk.direct(mia, "INC-1000")
    card = await desk.card()
    await receipt.presses("Withdraw")
    await desk.settles()
    assert "CANCELLED" in card.text
    assert "Cancelled" in receipt.text
    assert card.buttons == receipt.buttons == ["Follow-up"]
    desk.nothing_else_was_said()
