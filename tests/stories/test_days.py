"""Stories of longer days: the bot stops in mid-sentence, channels come back, a card is deleted, a P1 calls all."""

from __future__ import annotations

import asyncio
from pathlib import Path

from playground.slack.screen import Form, Message
from tests.stories.house import House, berlin, house


async def test_what_was_said_while_the_bot_was_away_is_said_when_it_comes_back(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    await desk.reports(mia)
    receipt, card = await desk.direct(mia, "INC-1000"), await desk.card()
    desk.playground.faults("chat.postMessage", "http_500", times=1)
    await card.presses("Claim")
    await desk.stops()  # with a notice that Slack has refused for now
    await desk.starts()
    await desk.passes(minutes=2)
    await desk.reads(mia.thread(receipt), "Dana has taken this.")
    await dana.says(">> Hello again", thread=card)
    await desk.reads(mia.thread(receipt), "Hello again")
    await desk.card()
    desk.nothing_else_was_said()


async def test_words_written_while_the_bot_was_away_arrive_when_slack_sends_them_again(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    await desk.reports(mia)
    receipt, card = await desk.direct(mia, "INC-1000"), await desk.card()
    url = desk.playground.slack.outbound.url
    assert url is not None
    desk.playground.point_at("http://127.0.0.1:9/nobody/listens")
    await mia.says("It is worse now", thread=receipt)
    desk.playground.point_at(url)
    await desk.passes(minutes=2)
    await desk.playground.settle()
    await desk.reads(dana.thread(card), "It is worse now")
    desk.nothing_else_was_said()


async def test_a_channel_that_comes_back_has_the_cards_of_new_tickets(desk: House) -> None:
    mia, lena = desk.people("mia", "lena")
    desk.playground.admin.archive("desk-triage")
    await desk.reports(mia)
    first = await desk.direct(lena, "INC-1000")
    desk.playground.admin.unarchive("desk-triage")
    desk.playground.admin.invite("desk-triage")
    await desk.settles()
    await desk.reports(mia, "Outlook cannot send mail", service="E-mail and chat", kind="Mail")
    card = await desk.card("INC-1001")
    await card.presses("Claim")
    await first.presses("Claim")
    await desk.settles()
    assert "Dana Roth" in card.text
    assert "Lena Vogt" in (await desk.card("INC-1000")).text  # it has come to the channel, too


async def test_a_card_that_somebody_deleted_is_posted_anew(desk: House) -> None:
    mia = desk.person("mia")
    await desk.reports(mia)
    receipt, card = await desk.direct(mia, "INC-1000"), await desk.card()
    channel = desk.playground.slack.space.channels[card.channel_id]
    old = card.ts
    await asyncio.sleep(0)
    await desk.playground.person("dana.roth").says("please look at this", thread=card)
    desk.playground.slack.remove(channel, old)
    await desk.reports(mia, "Outlook cannot send mail", service="E-mail and chat", kind="Mail")
    await mia.says("It is worse now", thread=receipt)
    dana = desk.person("dana")
    answer = await dana.types("/ticket INC-1000")
    assert isinstance(answer, Message)
    await answer.presses("Claim")
    await desk.settles()
    fresh = [one for one in dana.channel("#desk-triage").messages if "INC-1000" in one.text and one.ts != old]
    assert len(fresh) == 1
    assert "IN PROGRESS" in fresh[0].text
    await desk.reads(mia.thread(receipt), "Dana has taken this.")


async def test_a_p1_calls_the_whole_channel_once_and_wants_a_tick(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        mia = desk.person("mia")
        form = await mia.types("/incident Checkout is down for everybody")
        assert isinstance(form, Form)
        await form.chooses("Which service?", "Customer web shop")
        await form.chooses("Who is affected?", "The whole company")
        await form.chooses("Can you keep working?", "No, work has stopped")
        form.fills({"What kind?": "Checkout"})
        assert "This will be P1 Critical" in form.text
        again = await form.submits()
        assert again == form
        assert "complete this required field" in " ".join(form.errors.values())
        await desk.has_no("INC-1000")
        form.fills(critical=form.options("critical"))
        await form.submits()
        assert not form.is_open
        card = await desk.card(channel="#infra-triage", by="mara")
        posts = desk.playground.log.of("chat.postMessage")
        assert len([call for call in posts if "broadcast" in str(call.args["blocks"])]) == 1
        await card.presses("Claim")
        await desk.settles()
        assert "broadcast" not in str(card.blocks)


async def test_an_assigned_ticket_is_acknowledged_by_the_one_who_was_asked(desk: House) -> None:
    mia, lena, emre = desk.people("mia", "lena", "emre")
    await desk.reports(mia)
    receipt = await desk.direct(mia, "INC-1000")
    await desk.card()
    card = lena.channel("#desk-triage").last
    form = await card.presses("Assign")
    assert isinstance(form, Form)
    form.fills({"Who takes it?": "Emre Aydin"})
    await form.submits()
    asked = await desk.direct(emre, "Lena gave you INC-1000")
    assert mia.thread(receipt).messages == []  # noise rule 4
    await asked.presses("Ack")
    await desk.reads(mia.thread(receipt), "Emre has taken this.")
    assert "IN PROGRESS" in card.text
    desk.nothing_else_was_said()


async def test_a_breach_reason_is_asked_for_when_a_promise_was_broken(tmp_path: Path) -> None:
    async with house(tmp_path, berlin(20, 9)) as desk:
        mia, dana = desk.people("mia", "dana")
        await desk.reports(mia)
        receipt, card = await desk.direct(mia, "INC-1000"), await desk.card()
        await card.presses("Claim")
        await dana.says(">> I am looking", thread=card)
        await desk.waits_until(berlin(21, 17, 1))  # sixteen open hours
        await desk.reads(dana.thread(card), "passed its fix time")
        await dana.says("@Deskbell resolve it was the cable", thread=card)
        await desk.settles()
        hint = dana.ephemerals[-1]
        assert "The promise was broken" in hint.text
        form = await hint.presses(hint.buttons[0])
        assert isinstance(form, Form)
        form.fills({"What was done?": "it works again", "Why was it late?": "Harder than expected"})
        await form.submits()
        await desk.reads(mia.thread(receipt), "it works again")
        assert (await desk.ticket()).status == "resolved"


async def test_for_somebody_else_by_form(desk: House) -> None:
    dana, jan = desk.people("dana", "jan")
    form = await dana.types("/incident Jan called: his VPN drops")
    assert isinstance(form, Form)
    form.fills({"This is for": "jan.brandt"})
    await desk.fills_in(form, filed="INC-1000 is filed for Jan Brandt.")
    receipt, card = await desk.direct(jan, "Got it"), await desk.card()
    await card.presses("Claim")
    await desk.reads(jan.thread(receipt), "Dana has taken this.")  # who logs a call is still the desk
    await dana.says(">> Please reconnect once.", thread=card)
    await desk.reads(jan.thread(receipt), "Please reconnect once.")
    response = (await desk.ticket()).clock("response")
    assert response is not None
    assert response.state == "met"
    desk.nothing_else_was_said()


async def test_a_responder_with_a_fault_of_their_own_is_a_requester_like_others(desk: House) -> None:
    dana, nils = desk.people("dana", "nils")
    await desk.reports(dana)
    receipt, card = await desk.direct(dana, "Got it"), await desk.card()
    await card.presses("Claim")
    await dana.says(">> I look at it myself", thread=card)
    await desk.settles()
    assert "Dana has taken this." not in dana.thread(receipt).texts
    response = (await desk.ticket()).clock("response")
    assert response is not None
    assert response.state == "running"  # answering oneself is no answer
    desk.said_so_far()
    await nils.says(">> I have the same", thread=card)
    await desk.reads(dana.thread(receipt), "I have the same")
    response = (await desk.ticket()).clock("response")
    assert response is not None
    assert response.state == "met"
    desk.nothing_else_was_said()
