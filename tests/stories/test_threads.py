"""Stories of the two threads of a ticket in Slack: files and marks, a card that comes back, what is private."""

from __future__ import annotations

from playground.slack.people import Actor
from playground.slack.screen import Form, Message
from tests.stories.house import House, berlin


async def claimed(desk: House, **more: str) -> tuple[Actor, Actor, Message, Message]:
    """Mia has reported, Dana has claimed: both people, the receipt and the card; all of it is heard."""
    mia, dana = desk.people("mia", "dana")
    await desk.reports(mia, **more)
    receipt, card = await desk.direct(mia, "INC-1000"), await desk.card()
    await card.presses("Claim")
    await desk.settles()
    desk.said_so_far()
    return mia, dana, receipt, card


async def test_words_cross_with_names_and_files(desk: House) -> None:
    mia, dana, receipt, card = await claimed(desk)
    await mia.says("This is what I see", thread=receipt, files={"screen.pdf": b"pdf"})
    copied = await desk.reads(dana.thread(card), "This is what I see")
    assert "Mia Feld" in copied.text
    await desk.reads(dana.thread(card), "📎 screen.pdf")
    await mia.says("", thread=receipt, files={"log.txt": b"log"})
    await desk.reads(dana.thread(card), "@Dana Roth, Mia Feld shared this:")
    await desk.reads(dana.thread(card), "📎 log.txt")

    sent = await dana.says(">> Please install this", thread=card, files={"profile.txt": b"vpn"})
    answer = await desk.reads(mia.thread(receipt), "Please install this")
    assert "Dana" in answer.text
    await desk.reads(mia.thread(receipt), "📎 profile.txt")
    assert ">>" not in answer.text
    assert "outbox_tray" in sent.reactions
    plain = await dana.says("She uses the old client.", thread=card)
    await desk.settles()
    assert plain.reactions == {}
    assert not any("old client" in text for text in mia.thread(receipt).texts)
    desk.nothing_else_was_said()


async def test_a_ticket_transferred_back_uses_its_old_card(desk: House) -> None:
    mia, dana, _, card = await claimed(desk)
    mara = desk.person("mara")
    await dana.says("@Deskbell transfer infra needs a firewall change", thread=card)
    there = await desk.card(channel="#infra-triage", by="mara")
    await mara.says("@Deskbell transfer service-desk the firewall is fine", thread=there)
    await desk.settles()
    assert "WAITING TO BE TAKEN" in card.text
    assert "Claim" in card.buttons
    assert "Service Desk has it now" in there.text
    assert there.buttons == []
    await card.presses("Claim")
    await desk.settles()
    assert "Dana Roth" in card.text
    await desk.card()
    assert mia.directs()[0].text.count("INC-1000") >= 1


async def test_what_is_typed_while_a_ticket_is_private_stays_with_its_people(desk: House) -> None:
    mia = desk.person("mia")
    await desk.reports(
        mia, "I clicked a link in a strange mail", service="Security reports", kind="Phishing", work="Only partly"
    )
    receipt = await desk.direct(mia, "INC-1000")
    dana = desk.person("dana")
    card = await desk.card(channel="#sec-triage", by="felix")
    await card.presses("Claim")
    await desk.reads(mia.thread(receipt), "Felix has taken this.")
    refused = await dana.types("/ticket INC-1000")
    assert isinstance(refused, Message)
    assert refused.text.startswith("There is no INC-1000 that you may see.")
    lena_home = await desk.person("lena").opens_home()
    assert "strange mail" not in lena_home.text
    for name in ("#it-help", "#desk-triage", "#infra-triage", "#it-status"):
        space = desk.playground.slack.space.find_channel(name)
        assert space is not None
        assert not any("INC-1000" in str(m) for m in space.messages.values())
    desk.nothing_else_was_said()
    assert desk.clock.now() == berlin(22, 10)


async def test_a_ticket_that_becomes_private_is_spoken_of_in_private_from_then_on(desk: House) -> None:
    mia, dana, felix = desk.people("mia", "dana", "felix")
    asked = await mia.says("My laptop asks for my password again and again", "#it-help")
    form = await dana.shortcut("Create ticket", asked)
    assert isinstance(form, Form)
    await desk.fills_in(form, filed="INC-1000 is filed for Mia Feld.")
    public = mia.thread(asked)
    await desk.reads(public, "Got it")
    card = await desk.card()
    await dana.says("@Deskbell transfer security this looks like phishing", thread=card)
    await desk.settles()
    said = len(public.messages)
    receipt = await desk.direct(mia, "INC-1000")
    there = await desk.card(channel="#sec-triage", by="felix")
    await there.presses("Claim")
    await felix.says(">> Please do not type your password anywhere.", thread=there)
    await desk.reads(mia.thread(receipt), "Please do not type your password anywhere.")
    assert len(public.messages) == said
    assert public.texts[0] == "Moved to a private conversation."
    assert not any("password anywhere" in text for text in public.texts)
