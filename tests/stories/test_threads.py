"""Stories of the two threads of a ticket: what goes across, what stays, and what is typed to Deskbell."""

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
    await mia.says("This is what I see", thread=receipt, files={"screen.png": b"png"})
    copied = await desk.reads(dana.thread(card), "This is what I see")
    assert "Mia Feld" in copied.text
    assert "screen.png" in copied.text
    await mia.says("", thread=receipt, files={"log.txt": b"log"})
    await desk.reads(dana.thread(card), "log.txt")

    sent = await dana.says(">> Please install this", thread=card, files={"profile.txt": b"vpn"})
    answer = await desk.reads(mia.thread(receipt), "Please install this")
    assert "Dana" in answer.text
    assert "profile.txt" in answer.text
    assert ">>" not in answer.text
    assert "outbox_tray" in sent.reactions
    plain = await dana.says("She uses the old client.", thread=card)
    await desk.settles()
    assert plain.reactions == {}
    assert not any("old client" in text for text in mia.thread(receipt).texts)
    desk.nothing_else_was_said()


async def test_edits_follow_within_ten_minutes_and_are_added_after(desk: House) -> None:
    mia, dana, receipt, card = await claimed(desk)
    at_dana, at_mia = dana.thread(card), mia.thread(receipt)
    said = await mia.says("It drops at 9:05", thread=receipt)
    copy = await desk.reads(at_dana, "It drops at 9:05")
    await desk.passes(minutes=3)
    await mia.edits(said, "It drops at 9:50")
    await desk.settles()
    assert "It drops at 9:50" in copy.text
    assert "9:05" not in copy.text
    await desk.passes(minutes=20)
    await mia.edits(said, "It drops at 10:50")
    later = await desk.reads(at_dana, "10:50")
    assert "edited" in later.text
    assert "It drops at 9:50" in copy.text

    reply = await dana.says(">> Please use port 443", thread=card)
    copied = await desk.reads(at_mia, "port 443")
    await dana.edits(reply, ">> Please use port 8443")
    await desk.settles()
    assert "port 8443" in copied.text

    await mia.deletes(said)
    await desk.settles()
    assert "deleted" in copy.text
    assert "9:50" not in copy.text
    note = await dana.says("my private thought", thread=card)
    await dana.edits(note, "my other thought")
    await dana.deletes(note)
    await desk.settles()
    desk.nothing_else_was_said()


async def test_a_third_person_in_a_public_thread_is_heard_but_does_not_answer(desk: House) -> None:
    mia, dana, jan = desk.people("mia", "dana", "jan")
    asked = await mia.says("The VPN drops every five minutes", "#it-help")
    form = await mia.shortcut("Create ticket", asked)
    assert isinstance(form, Form)
    await desk.fills_in(form)
    card = await desk.card()
    await card.presses("Claim")
    form = await card.presses("Ask requester")
    assert isinstance(form, Form)
    form.fills(text="Which profile is selected?")
    await form.submits()
    await desk.settles()
    desk.said_so_far()

    await jan.says("I have that, too!", thread=asked)
    copied = await desk.reads(dana.thread(card), "I have that, too!")
    assert "Jan Brandt (colleague)" in copied.text
    assert (await desk.ticket()).status == "on_hold"
    await mia.says("Berlin", thread=asked)
    await desk.reads(dana.thread(card), "Berlin")
    assert (await desk.ticket()).status == "in_progress"
    assert [m.text for m in mia.channel("#it-help").messages] == [asked.text]
    desk.nothing_else_was_said()


async def test_commands_typed_to_deskbell_in_the_triage_thread(desk: House) -> None:
    mia, dana, receipt, card = await claimed(desk)
    at_mia, at_dana = mia.thread(receipt), dana.thread(card)
    lena = desk.person("lena")

    await dana.says("@Deskbell hold vendor TN-881 2026-10-28", thread=card)
    told = await desk.reads(at_mia, "TeleNord")
    assert "TN-881" in told.text
    assert "ON HOLD" in card.text
    await dana.says("@Deskbell resume", thread=card)
    await desk.settles()
    assert "IN PROGRESS" in card.text

    await dana.says("@Deskbell note the line is noisy", thread=card)
    await desk.settles()
    await dana.says("@Deskbell prio impact 3 urgency 1", thread=card)
    raised = await desk.reads(at_dana, "P2")
    assert "was P3" in raised.text
    assert card.text.startswith("🟠 P2")

    await dana.says("@Deskbell assign @emre.aydin", thread=card)
    await desk.settles()
    assert "Only Lena Vogt, the lead of Service Desk, can do this." in dana.ephemerals[-1].text
    await lena.says("@Deskbell assign @emre.aydin", thread=card)
    await desk.direct(desk.person("emre"), "INC-1000")
    assert "Emre Aydin" in card.text

    await dana.says("@Deskbell resolve it works", thread=card)
    await desk.settles()
    assert "INC-1000 is with Emre Aydin" in dana.ephemerals[-1].text
    await desk.person("emre").says("@Deskbell resolve new profile; please reconnect", thread=card)
    asked = await desk.reads(at_mia, "new profile; please reconnect")
    assert asked.buttons == ["Yes, it works", "No, still broken"]
    assert not any("noisy" in text for text in at_mia.texts)
    desk.nothing_else_was_said()


async def test_wrong_words_in_the_triage_thread_are_answered_privately(desk: House) -> None:
    mia, dana, receipt, card = await claimed(desk)
    for typed, answer in (
        ("@Deskbell reslove it works", "`resolve`"),
        ("@Deskbell prio very high", "prio impact"),
        ("@Deskbell hold vendor TN-881", "When do we look again?"),
        ("@Deskbell hold vendor TN-881 2026-10-01", "has passed"),
        ("@Deskbell transfer infar dns is down", "Did you mean infra?"),
        ("@Deskbell transfer service-desk no reason", "with Service Desk already"),
        ("@Deskbell ask", "question"),
        ("@Deskbell sing a song", "I do not know"),
        (">>", "Write your answer behind the >>"),
    ):
        await dana.says(typed, thread=card)
        await desk.settles()
        assert answer in dana.ephemerals[-1].text, (typed, dana.ephemerals[-1].text)
        assert dana.ephemerals[-1].thread_ts == card.ts
    assert mia.ephemerals == []
    assert (await desk.ticket()).status == "in_progress"
    assert len(dana.ephemerals) == 9
    assert mia.thread(receipt).find("sing") is None
    desk.nothing_else_was_said()


async def test_a_transfer_moves_the_card_and_mutes_the_old_one(desk: House) -> None:
    mia, dana, receipt, card = await claimed(desk)
    mara = desk.person("mara")
    await dana.says("@Deskbell transfer infra needs a firewall change", thread=card)
    there = await desk.card(channel="#infra-triage", by="mara")
    assert "VPN drops" in there.text
    assert "moved to Infra" in card.text
    assert card.buttons == []
    moved = await desk.reads(mara.thread(there), "needs a firewall change")
    assert "Dana" in moved.text
    said = await mia.says("Any news?", thread=receipt)
    await desk.reads(mara.thread(there), "Any news?")
    assert "Any news?" not in " ".join(dana.thread(card).texts)
    await there.presses("Claim")
    await desk.settles()
    assert "Mara" in there.text
    assert "Mara is working on it" in receipt.text
    assert said.reactions == {}
    shown = await dana.types("/ticket INC-1000")
    assert isinstance(shown, Message)
    assert "Resolve" not in shown.buttons
    desk.said_so_far()
    desk.nothing_else_was_said()


async def test_a_ticket_transferred_back_uses_its_old_card(desk: House) -> None:
    mia, dana, _, card = await claimed(desk)
    mara = desk.person("mara")
    await dana.says("@Deskbell transfer infra needs a firewall change", thread=card)
    there = await desk.card(channel="#infra-triage", by="mara")
    await mara.says("@Deskbell transfer service-desk the firewall is fine", thread=there)
    await desk.settles()
    assert "NEW" in card.text or "IN PROGRESS" in card.text
    assert "Claim" in card.buttons
    assert "moved to Service Desk" in there.text
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
    assert refused.text == "INC-1000 is a private ticket."
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
    await desk.fills_in(form)
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
