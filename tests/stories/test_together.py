"""Stories of stale buttons, of two at once, and of what Slack sends twice: one effect, and a calm sentence."""

from __future__ import annotations

import asyncio

from playground.slack.screen import Form, Message
from tests.stories.house import House


async def test_a_button_of_an_old_card_is_refused_and_the_card_drawn_anew(desk: House) -> None:
    mia, dana, nils = desk.people("mia", "dana", "nils")
    await desk.reports(mia)
    receipt, card = await desk.direct(mia, "INC-1000"), await desk.card()
    old = nils.channel("#desk-triage").last.as_it_is_now()
    withdrawable = receipt.as_it_is_now()
    await card.presses("Claim")
    await desk.settles()
    refused = await old.presses("Claim")
    assert isinstance(refused, Message)
    assert refused.is_ephemeral
    assert "Dana claimed INC-1000" in refused.text
    await withdrawable.presses("Withdraw")
    await desk.settles()
    assert (await desk.ticket()).status == "in_progress"
    assert "Somebody is working on INC-1000 already" in mia.directs()[-1].text
    assert "Dana is working on it" in receipt.text
    await desk.reads(mia.thread(receipt), "Dana has taken this.")
    assert dana.ephemerals == []
    desk.nothing_else_was_said()


async def test_a_second_press_changes_nothing(desk: House) -> None:
    mia = desk.person("mia")
    await desk.reports(mia)
    receipt, card = await desk.direct(mia, "INC-1000"), await desk.card()
    old = card.as_it_is_now()
    await old.presses("Claim")
    once = await desk.ticket()
    again = await old.presses("Claim")
    assert await desk.ticket() == once
    assert isinstance(again, Message)
    assert "INC-1000" in again.text
    await desk.reads(mia.thread(receipt), "Dana has taken this.")
    desk.nothing_else_was_said()


async def test_whatever_slack_sends_twice_happens_once(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    await desk.reports(mia)
    await desk.settles()
    receipt, card = await desk.direct(mia, "INC-1000"), await desk.card()
    await card.presses("Claim")
    await mia.says("It is worse now", thread=receipt)
    await dana.says(">> I am looking", thread=card)
    await dana.says("@Deskbell note the line is noisy", thread=card)
    asked = await mia.says("The printer is out of ink, please help", "#it-help")
    await mia.reacts(asked, ":ticket:")
    await desk.settles()
    desk.said_so_far()
    before, sent_before = await desk.ticket(), desk.playground.sent
    private = len(dana.ephemerals) + len(mia.ephemerals)
    for _ in range(2):  # the second time by a bot that remembers only what is in its database
        for sent in sent_before:
            answer = await desk.playground.resend(sent)
            assert answer.ok, (sent.payload, answer)
        await desk.settles()
        await desk.stops()
        await desk.starts()
    assert await desk.ticket() == before
    assert len(dana.ephemerals) + len(mia.ephemerals) == private
    assert not any("at once" in one.text for one in mia.directs())
    await desk.has_no("INC-1002")
    desk.nothing_else_was_said()


async def test_a_form_sent_twice_opens_one_ticket(desk: House) -> None:
    mia = desk.person("mia")
    form = await mia.types("/incident VPN drops every 5 minutes")
    assert isinstance(form, Form)
    await desk.fills_in(form)
    sent = next(one for one in reversed(desk.playground.sent) if one.payload.get("type") == "view_submission")
    first, second = await asyncio.gather(desk.playground.resend(sent), desk.playground.resend(sent))
    assert first.ok
    assert second.ok
    await desk.direct(mia, "INC-1000")
    await desk.card()
    await desk.has_no("INC-1001")
    desk.nothing_else_was_said()


async def test_two_forms_that_resolve_the_same_ticket(desk: House) -> None:
    mia, dana, lena = desk.people("mia", "dana", "lena")
    await desk.reports(mia)
    receipt, card = await desk.direct(mia, "INC-1000"), await desk.card()
    await card.presses("Claim")
    await desk.settles()
    hers, theirs = await card.presses("Resolve"), await lena.channel("#desk-triage").last.presses("Resolve")
    assert isinstance(hers, Form)
    assert isinstance(theirs, Form)
    hers.fills(text="a new profile is there")
    theirs.fills(text="restarted the concentrator")
    await hers.submits()
    await theirs.submits()
    assert theirs.is_open
    assert "INC-1000 is resolved. Reopen it first." in theirs.text
    await desk.reads(mia.thread(receipt), "Dana has taken this.")
    await desk.reads(mia.thread(receipt), "a new profile is there")
    assert dana.form is None
    desk.nothing_else_was_said()


async def test_the_lead_and_the_assignee_talk_to_a_ticket_at_once(desk: House) -> None:
    mia, dana, emre, nils = desk.people("mia", "dana", "emre", "nils")
    await desk.reports(mia)
    receipt, card = await desk.direct(mia, "INC-1000"), await desk.card()
    await card.presses("Claim")
    await desk.settles()
    await asyncio.gather(
        mia.says("one", thread=receipt),
        dana.says(">> two", thread=card),
        emre.says("three", thread=card),
        nils.says("@Deskbell prio impact 3 urgency 1", thread=card),
    )
    await desk.reads(dana.thread(card), "one")
    await desk.reads(mia.thread(receipt), "two")
    await desk.reads(dana.thread(card), "Priority is now P2")
    await desk.reads(mia.thread(receipt), "Dana has taken this.")
    await desk.reads(mia.thread(receipt), "INC-1000 is more urgent than before.")
    assert sorted(one.text or "" for one in await desk.comments()) == ["one", "three", "two"]
    desk.nothing_else_was_said()
