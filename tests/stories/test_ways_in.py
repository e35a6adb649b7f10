"""Stories of how people come to the desk: emoji, direct words, commands, Home, a file in the form."""

from __future__ import annotations

from playground.slack.screen import Form, Message
from tests.stories.house import House


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
    receipt = await desk.direct(mia, "Got it")
    card = await desk.card()
    # With the number in front, plain words go to that ticket.
    await mia.says("INC-1000: it works again after a restart")
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
    assert "Infra has nothing open." in (await typed(dana, "/ticket queue infra")).text
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
    assert "Berlin office" in explained.text
    assert "What time will bring" in explained.text
    assert "Only responders see the clocks" in (await typed(mia, "/desk explain INC-1000")).text
    assert (await desk.ticket("INC-1000")).assignee == "dana.roth@nordlicht.example"


async def test_an_unknown_command_is_answered_with_what_may_have_been_meant(desk: House) -> None:
    mia, dana = desk.person("mia"), desk.person("dana")
    typos = (
        (mia, "/ticket mien", "Did you mean mine?"),
        (dana, "/desk explian INC-1000", "Did you mean explain?"),
        (dana, "/ticket quue", "Did you mean queue?"),
    )
    for person, line, meant in typos:
        answer = await person.types(line)
        assert isinstance(answer, Message)
        assert meant in answer.text, answer.text
    help_ = await mia.types("/desk help")
    assert isinstance(help_, Message)
    assert "/ticket mine" in help_.text
    desk.nothing_else_was_said()


async def test_a_file_in_the_form_reaches_the_card_as_a_link(desk: House) -> None:
    mia = desk.person("mia")
    form = await mia.types("/incident Outlook shows a strange error")
    assert isinstance(form, Form)
    form.fills({"Screenshot or file": {"error.pdf": b"not really a picture"}})
    await desk.fills_in(form, service="E-mail and chat", kind="Mail")
    card = await desk.card()
    assert "error.pdf" in card.text
    assert "'type': 'link'" in str(card.blocks)
    await desk.direct(mia, "INC-1000")
    await desk.reads(desk.person("dana").thread(card), "📎 error.pdf")
    desk.nothing_else_was_said()
