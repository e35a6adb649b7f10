"""Stories of how people come to the desk: shortcut, emoji, mention, direct words, commands, Home, a bare number."""

from __future__ import annotations

from playground.slack.screen import Form, Message
from tests.stories.house import House


async def test_a_message_becomes_a_ticket_by_shortcut_and_its_thread_is_the_requesters(desk: House) -> None:
    mia, dana, nils = desk.people("mia", "dana", "nils")
    asked = await mia.says("The VPN drops every five minutes\nsince the update this morning", "#it-help")
    form = await nils.shortcut("Create ticket", asked)
    assert isinstance(form, Form)
    assert form.values["What is wrong?"] == "The VPN drops every five minutes"
    assert "since the update" in str(form.values["More detail"])
    assert form.values["This is for"] == mia.id
    await desk.fills_in(form)
    receipt = await desk.reads(mia.thread(asked), "Got it")
    card = await desk.card()
    assert "Mia Feld" in card.text
    assert mia.directs() == []

    await card.presses("Claim")
    await desk.reads(mia.thread(asked), "Dana has taken this.")
    await mia.says("It happens on Wi-Fi, too.", thread=asked)
    await desk.reads(dana.thread(card), "It happens on Wi-Fi, too.")
    # A responder who answers under the message itself answers the requester.
    await nils.says("Please try the cable once.", thread=asked)
    await desk.reads(dana.thread(card), "Please try the cable once.")
    response = (await desk.ticket()).clock("response")
    assert response is not None
    assert response.state == "met"
    assert "IN PROGRESS" in card.text
    assert "Dana is working on it" in receipt.text

    # One message, one ticket: the second time it is shown.
    again = await dana.shortcut("Create ticket", asked)
    assert isinstance(again, Message)
    assert "INC-1000" in again.text
    await desk.has_no("INC-1001")
    desk.nothing_else_was_said()


async def test_the_emoji_makes_the_ticket_at_once_and_only_once(desk: House) -> None:
    mia, dana, jan = desk.people("mia", "dana", "jan")
    asked = await jan.says("Printer on floor 2 prints only stripes", "#office-help")
    await mia.reacts(asked, ":ticket:")
    await desk.reads(jan.thread(asked), "Got it")
    card = await desk.card(channel="#office-triage", by="nils")
    assert "Printer on floor 2 prints only stripes" in card.text
    assert "Jan Brandt" in card.text
    await dana.reacts(asked, ":ticket:")
    await desk.settles()
    await desk.has_no("INC-1001")
    assert card.text.startswith("🔵 P4")
    desk.nothing_else_was_said()


async def test_the_emoji_on_the_desks_own_words_makes_nothing(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    await desk.reports(mia)
    await desk.direct(mia, "INC-1000")
    card = await desk.card()
    await dana.reacts(card, ":ticket:")
    refused = await dana.shortcut("Create ticket", card)
    assert isinstance(refused, Message)
    await desk.has_no("INC-1001")
    desk.nothing_else_was_said()


async def test_a_mention_in_a_channel_offers_the_choices_with_what_was_typed(desk: House) -> None:
    mia = desk.person("mia")
    said = await mia.says("@Deskbell the coffee machine says error 17", "#it-help")
    await desk.settles()
    offer = mia.ephemerals[-1]
    assert offer.buttons == ["Something is broken", "I need something", "I have a question"]
    form = await offer.presses("Something is broken")
    assert isinstance(form, Form)
    assert form.values["What is wrong?"] == "the coffee machine says error 17"
    await desk.fills_in(form, service="Rooms and printers", kind="Printer", work="Yes, it is minor")
    await desk.direct(mia, "INC-1000")
    await desk.card(channel="#office-triage", by="nils")
    assert mia.thread(said).messages == []
    desk.nothing_else_was_said()


async def test_a_direct_message_reaches_the_desk(desk: House) -> None:
    mia = desk.person("mia")
    await mia.says("my keyboard does not work any more")
    await desk.settles()
    offer = mia.directs()[-1]
    form = await offer.presses("I have a question")
    assert isinstance(form, Form)
    assert form.values["Question"] == "my keyboard does not work any more"
    await form.closes()
    await mia.says("incident my keyboard does not work")
    await desk.settles()
    form = await mia.directs()[-1].presses("Report it")
    assert isinstance(form, Form)
    await desk.fills_in(form, service="Laptops and desktops", kind="Hardware")
    receipt = await desk.direct(mia, "Got it: INC-1000")
    card = await desk.card()
    # With the number in front, plain words go to that ticket.
    await mia.says("INC-1000 it works again after a restart")
    await desk.settles()
    heard = await desk.reads(desk.person("dana").thread(card), "it works again after a restart")
    assert "Mia Feld" in heard.text
    await mia.says("mine")
    await desk.settles()
    assert "INC-1000" in mia.directs()[-1].text
    assert receipt.buttons == ["Add detail", "Withdraw"]
    desk.nothing_else_was_said()


async def test_ticket_alone_offers_three_choices(desk: House) -> None:
    mia = desk.person("mia")
    offer = await mia.types("/ticket")
    assert isinstance(offer, Message)
    assert offer.is_ephemeral
    titles = []
    for label in offer.buttons:
        form = await offer.presses(label)
        assert isinstance(form, Form)
        titles.append(form.title)
        await form.closes()
    assert titles == ["Something is broken", "Request something", "Question or advice"]
    desk.nothing_else_was_said()


async def test_the_home_orders_by_one_click(desk: House) -> None:
    mia = desk.person("mia")
    home = await mia.opens_home()
    form = await home.presses("Password or MFA reset")
    assert isinstance(form, Form)
    form.fills({"Account": "VPN"})
    await form.submits()
    await desk.direct(mia, "REQ-1000")
    await desk.card("REQ-1000")
    assert "REQ-1000" in (await mia.opens_home()).text
    desk.nothing_else_was_said()


async def test_a_bare_number_shows_its_ticket_to_whoever_typed_it(desk: House) -> None:
    mia, dana, jan = desk.people("mia", "dana", "jan")
    await desk.reports(mia)
    await desk.direct(mia, "INC-1000")
    await desk.card()
    for who in (mia, dana):
        typed = await who.says("inc-1000", "#it-help")
        await desk.settles()
        assert "VPN drops" in who.ephemerals[-1].text
        assert who.thread(typed).messages == []
    assert "Claim" in dana.ephemerals[-1].buttons
    assert "Claim" not in mia.ephemerals[-1].buttons
    await jan.says("INC-1000 is that the VPN again?", "#it-help")
    await jan.says("INC-4711", "#it-help")
    await desk.settles()
    assert jan.ephemerals == []
    desk.nothing_else_was_said()


async def test_ticket_actions_on_any_message_of_a_thread(desk: House) -> None:
    mia, dana, jan = desk.people("mia", "dana", "jan")
    await desk.reports(mia)
    receipt = await desk.direct(mia, "INC-1000")
    card = await desk.card()
    note = await dana.says("Looks like the concentrator.", thread=card)
    shown = await dana.shortcut("Ticket actions", note)
    assert isinstance(shown, Message)
    assert shown.is_ephemeral
    assert {"Claim", "Reply"} <= set(shown.buttons)
    await shown.presses("Claim")
    await desk.reads(mia.thread(receipt), "Dana has taken this.")
    said = await mia.says("Thank you for looking.", thread=receipt)
    await desk.reads(dana.thread(card), "Thank you for looking.")
    await mia.shortcut("Ticket actions", said)
    own = mia.thread(receipt).last  # nothing needs to be whispered between the two of them
    assert own.buttons == ["Add detail"]
    stray = await jan.says("Lunch?", "#it-help")
    none = await jan.shortcut("Ticket actions", stray)
    assert isinstance(none, Message)
    assert "no ticket on this message" in none.text
    desk.nothing_else_was_said()


async def test_lists_and_questions_by_command(desk: House) -> None:
    mia, dana, nils = desk.people("mia", "dana", "nils")
    await desk.reports(mia, "VPN drops every 5 minutes", who="My team")
    await desk.reports(mia, "Outlook cannot send mail", service="E-mail and chat", kind="Mail")

    async def typed(who: object, line: str) -> Message:
        answer = await who.types(line)  # type: ignore[attr-defined]  # an Actor
        assert isinstance(answer, Message), (line, answer)
        assert answer.is_ephemeral
        return answer

    assert {"INC-1000", "INC-1001"} <= set((await typed(mia, "/ticket mine")).text.split())
    queue = await typed(dana, "/ticket queue")
    assert queue.text.index("INC-1000") < queue.text.index("INC-1001")
    assert "no open tickets" in (await typed(dana, "/ticket queue infra")).text
    assert "for responders" in (await typed(mia, "/ticket queue")).text
    assert "INC-1000" in (await typed(dana, "/ticket risk")).text
    assert "VPN drops" in (await typed(mia, "/ticket INC-1000")).text
    assert "There is no INC-7777" in (await typed(mia, "/ticket INC-7777")).text
    assert "INC-1001" in (await typed(dana, "/ticket search outlook")).text
    taken = await typed(dana, "/ticket next")
    assert "INC-1000" in taken.text
    assert "Dana" in taken.text
    assert "INC-1001" in (await typed(nils, "/ticket next")).text
    assert "every ticket of your teams has somebody" in (await typed(dana, "/ticket next")).text
    assert "Only responders" in (await typed(mia, "/ticket next")).text
    assert "Nils Peters" in (await typed(mia, "/oncall")).text
    explained = await typed(dana, "/desk explain INC-1000")
    assert "berlin-office" in explained.text
    assert "What time will bring" in explained.text
    assert "Only responders see the clocks" in (await typed(mia, "/desk explain INC-1000")).text
    assert (await desk.ticket("INC-1000")).assignee == "dana.roth@nordlicht.example"


async def test_an_unknown_command_is_answered_with_what_may_have_been_meant(desk: House) -> None:
    mia = desk.person("mia")
    typos = {"/ticket mien": "`mine`", "/desk explian INC-1000": "`explain`", "/ticket quue": "`queue`"}
    for line, meant in typos.items():
        answer = await mia.types(line)
        assert isinstance(answer, Message)
        assert meant in answer.text, answer.text
    help_ = await mia.types("/desk help")
    assert isinstance(help_, Message)
    assert "/ticket mine" in help_.text
    desk.nothing_else_was_said()
