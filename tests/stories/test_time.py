"""Stories in which time goes by: silence, dates that come, reopening, the night, a raise, an outage."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.slack.people import Actor
from playground.slack.screen import Form, Message
from tests.stories.house import House, berlin, house

DIGEST = "due today"
"""What the lead reads every morning."""


async def resolved(desk: House, mia: Actor) -> tuple[Message, Message, Message]:
    """Mia has reported, Dana has claimed and resolved: receipt, card and the question whether it works; all heard."""
    await desk.reports(mia)
    receipt, card = await desk.direct(mia, "INC-1000"), await desk.card()
    await card.presses("Claim")
    await desk.settles()
    form = await card.presses("Resolve")
    assert isinstance(form, Form)
    form.fills(text="a new profile is there")
    await form.submits()
    await desk.settles()
    desk.said_so_far()
    return receipt, card, await desk.reads(mia.thread(receipt), "Does it work?")


async def test_a_silent_requester_is_reminded_twice_then_the_ticket_is_resolved_and_closed(desk: House) -> None:
    mia = desk.person("mia")
    await desk.reports(mia)
    receipt, card = await desk.direct(mia, "INC-1000"), await desk.card()
    await card.presses("Claim")
    await desk.settles()
    form = await card.presses("Ask requester")
    assert isinstance(form, Form)
    form.fills(text="Which VPN profile is selected?")
    await form.submits()
    await desk.settles()
    desk.said_so_far()
    at_mia = mia.thread(receipt)
    # Thursday ten o'clock; Monday the 26th is a company day. Two business days later is Tuesday 10:00.
    await desk.waits_until(berlin(27, 9, 59))
    desk.nothing_else_was_said(DIGEST)
    await desk.waits_until(berlin(27, 10, 1))
    first = await desk.reads(at_mia, "We still need your answer")
    assert "which VPN profile" in first.text or "Which VPN profile" in first.text
    await desk.waits_until(berlin(29, 10, 1))
    second = await desk.reads(at_mia, "Reminder 2")
    assert first.text != second.text
    await desk.waits_until(berlin(30, 10, 1))
    done = await desk.reads(at_mia, "because we had no answer")
    assert "RESOLVED" in card.text
    assert "No, still broken" in done.buttons
    await desk.waits_until(berlin(4, 10, 1, month=11))
    assert "CLOSED" in card.text
    assert done.buttons == []
    assert "Closed" in receipt.text
    assert (await desk.ticket()).resolution_code == "no_response"
    desk.nothing_else_was_said(DIGEST)


async def test_a_vendor_hold_ends_on_its_date(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    await desk.reports(mia)
    receipt, card = await desk.direct(mia, "INC-1000"), await desk.card()
    await card.presses("Claim")
    await desk.settles()
    await dana.says(">> Your line is disturbed; I ask TeleNord.", thread=card)
    await desk.settles()
    form = await card.presses("Hold")
    assert isinstance(form, Form)
    form.fills({"Their case": "TN-881", "When do we look": "2026-10-28"})
    await form.submits()
    told = await desk.reads(mia.thread(receipt), "TeleNord is looking at it (their case TN-881)")
    assert "Next news from us by" in told.text
    assert "Waiting for TeleNord" in receipt.text
    await desk.settles()
    desk.said_so_far()
    await desk.waits_until(berlin(28, 11, 59))
    desk.nothing_else_was_said(DIGEST)
    await desk.waits_until(berlin(28, 12, 1))
    back = await desk.reads(dana.thread(card), "please look again")
    assert "Dana" in back.text
    assert "IN PROGRESS" in card.text
    desk.nothing_else_was_said(DIGEST)


async def test_no_still_broken_brings_it_back_to_whoever_had_it(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    receipt, card, asked = await resolved(desk, mia)
    await desk.passes(minutes=30)
    await asked.presses("No, still broken")
    told = await desk.reads(dana.thread(card), "still broken")
    assert "Dana" in told.text
    assert "IN PROGRESS" in card.text
    assert "open again" in asked.text
    assert asked.buttons == []
    assert "Dana is working on it" in receipt.text
    desk.nothing_else_was_said()


async def test_thanks_are_only_thanks(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    receipt, card, asked = await resolved(desk, mia)
    thanks = await mia.says("Danke!", thread=receipt)
    await desk.reads(dana.thread(card), "Danke!")
    assert "heart" in thanks.reactions
    assert (await desk.ticket()).status == "resolved"
    await desk.waits_until(berlin(28, 10, 1))  # three business days, the company day not among them
    assert "CLOSED" in card.text
    assert asked.buttons == []
    again = await mia.says("thank you", thread=receipt)
    await desk.settles()
    await desk.has_no("INC-1001")
    assert again.reactions in ({}, {"heart": [desk.playground.slack.bot.id]})
    desk.nothing_else_was_said(DIGEST)


async def test_words_to_a_resolved_ticket_are_asked_about_and_reopen_it_by_a_click(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    receipt, card, _ = await resolved(desk, mia)
    await mia.says("It dropped again at noon", thread=receipt)
    await desk.reads(dana.thread(card), "It dropped again at noon")
    question = await desk.reads(mia.thread(receipt), "Is it still broken?")
    assert question.buttons == ["Reopen INC-1000", "Just a comment"]
    assert (await desk.ticket()).status == "resolved"
    await question.presses("Reopen INC-1000")
    await desk.reads(dana.thread(card), "still broken")
    assert "IN PROGRESS" in card.text
    desk.nothing_else_was_said()


async def test_words_after_the_close_open_a_follow_up(desk: House) -> None:
    mia = desk.person("mia")
    receipt, card, asked = await resolved(desk, mia)
    await asked.presses("Yes, it works")
    await desk.settles()
    await mia.says("It is back: the VPN drops again", thread=receipt)
    said = await desk.direct(mia, "as a follow-up and linked both")
    assert "INC-1000 was closed on" in said.text
    assert "INC-1001" in said.text
    new = await desk.card("Follow-up of INC-1000")
    assert "It is back" in new.text
    await desk.settles()
    assert "INC-1001" in card.text
    assert "CLOSED" in card.text
    posts = [text for _, _, text in desk.all_said() if "INC-1001" in text]
    assert len(posts) == len(set(posts))
    await mia.says("and the printer, too", thread=receipt)
    await desk.reads(desk.person("dana").thread(new), "and the printer, too")
    await desk.has_no("INC-1002")


async def test_the_follow_up_button_works_once(desk: House) -> None:
    mia = desk.person("mia")
    receipt, _, asked = await resolved(desk, mia)
    await asked.presses("Yes, it works")
    await desk.settles()
    old = receipt.as_it_is_now()
    assert old.buttons == ["Follow-up"]
    await receipt.presses("Follow-up")
    await desk.settles()
    if mia.form is not None:
        mia.form.fills(text="It is back")
        await mia.form.submits()
    new = await desk.ticket("INC-1001")
    assert new.follow_up_of == "INC-1000"
    await old.presses("Follow-up")
    await desk.settles()
    await desk.has_no("INC-1002")


async def test_a_p1_in_the_night_pages_the_on_call_in_rounds_until_somebody_acknowledges(tmp_path: Path) -> None:
    async with house(tmp_path, berlin(23, 2)) as desk:  # Priya is on call that week
        mia = desk.person("mia")
        await desk.reports(
            mia, "Checkout is down for everybody", service="Customer web shop", kind="Checkout", who="The whole company"
        )
        receipt = await desk.direct(mia, "INC-1000")
        card = await desk.card(channel="#infra-triage", by="mara")
        assert card.text.startswith("🔴 P1") or "P1" in card.text
        primary, secondary, omar, katrin = desk.people("priya", "tomas", "omar", "katrin")
        paged = await desk.direct(primary, "📟 P1 INC-1000")
        assert "Next in 5 min" in paged.text
        await desk.passes(minutes=6)
        await desk.direct(primary, "no answer for 5 min")
        await desk.direct(secondary, "no answer for 5 min")
        await desk.passes(minutes=5)
        led = await desk.direct(omar, "no answer for 10 min")
        assert "You are the lead" in led.text
        await desk.passes(minutes=10)
        top = await desk.direct(katrin, "no answer for 20 min")
        desk.said_so_far()
        assert "Ack" in top.buttons

        await desk.passes(minutes=10)  # the second round begins ten minutes after the last step
        again = await desk.direct(primary, "no answer for 30 min")
        await again.presses("Ack")
        await desk.settles()
        assert "Priya" in card.text
        await desk.reads(mia.thread(receipt), "Priya has taken this.")
        pages = len(katrin.directs())
        await desk.passes(minutes=15)
        assert len(katrin.directs()) == pages
        assert "Priya" in receipt.text


async def test_whoever_is_paged_can_acknowledge_whatever_their_team(tmp_path: Path) -> None:
    async with house(tmp_path, berlin(23, 2)) as desk:  # the network belongs to the desk; infra is called at night
        mia, priya = desk.people("mia", "priya")
        await desk.reports(mia, "No network in any office", who="The whole company")
        receipt, card = await desk.direct(mia, "INC-1000"), await desk.card()
        paged = await desk.direct(priya, "📟 P1 INC-1000")
        await paged.presses("Ack")
        await desk.reads(mia.thread(receipt), "Priya has taken this.")
        assert "Priya Nair" in card.text
        # Who has it can work on it.
        await priya.says("reply INC-1000 The core switch is restarting")
        await desk.reads(mia.thread(receipt), "The core switch is restarting")
        await desk.reads(desk.person("dana").thread(card), "The core switch is restarting")
        await desk.passes(minutes=25)
        desk.nothing_else_was_said()
        late = await desk.person("tomas").types("/ticket INC-1000")
        assert isinstance(late, Message)
        assert "Claim" not in late.buttons


async def test_the_last_one_called_can_acknowledge_too(tmp_path: Path) -> None:
    async with house(tmp_path, berlin(23, 2)) as desk:
        mia, katrin = desk.people("mia", "katrin")
        await desk.reports(
            mia, "Checkout is down for everybody", service="Customer web shop", kind="Checkout", who="The whole company"
        )
        card = await desk.card(channel="#infra-triage", by="mara")
        await desk.passes(minutes=21)
        paged = await desk.direct(katrin, "no answer for 20 min")
        await paged.presses("Ack")
        await desk.settles()
        assert "Katrin Stahl" in card.text
        assert (await desk.ticket()).ladder.acked  # type: ignore[union-attr]  # it has one


async def test_a_raise_gives_a_new_fix_time_and_calls_anew(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    await desk.reports(mia)
    await desk.direct(mia, "INC-1000")
    card = await desk.card()
    await desk.passes(minutes=60)
    form = await card.presses("Priority")
    assert isinstance(form, Form)
    form.fills({"Who is affected?": "My site or department"})
    await form.submits()
    raised = await desk.reads(dana.thread(card), "Priority is now P2 (was P3)")
    assert "New fix time" in raised.text
    assert "by Dana" in raised.text
    # The duty person hears at once that little is left, and not twice in the same minute.
    await desk.direct(desk.person("nils"), "15 min left to answer")
    assert card.text.startswith("🟠 P2")
    desk.nothing_else_was_said()


async def test_after_an_outage_each_clock_is_told_of_once_and_truthfully(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        mia = desk.person("mia")
        await desk.reports(mia, who="My team")  # P2: answer by 10:30, fix by 17:00 + 1 h
        await desk.direct(mia, "INC-1000")
        card = await desk.card()
        thread = desk.person("dana").thread(card)
        await desk.reads(thread, "needs somebody")
        desk.nothing_else_was_said()

        await desk.stops()
        before = len(desk.all_said())
        desk.clock.set(berlin(22, 12))
        await desk.starts()
        await desk.settles()
        breach = await desk.reads(thread, "passed its answer time")
        assert "noticed" in breach.text
        assert "after an outage" in breach.text
        fresh = [(channel, text) for channel, _, text in desk.all_said()[before:]]
        assert len([text for channel, text in fresh if channel == thread.id]) == 1
        assert not any("left to answer" in text for _, text in fresh)
        # Nobody hears of the same thing twice.
        assert len(fresh) == len(set(fresh))
        nils = desk.person("nils")
        assert len([one for one in nils.directs() if "passed its answer time" in one.text]) <= 1
        assert len(nils.directs()) <= 2
        await desk.card()  # still one post
        desk.said_so_far()

        await desk.stops()
        await desk.starts()
        await desk.settles()
        desk.nothing_else_was_said()
        await card.presses("Claim")
        await desk.settles()
        assert "Dana Roth" in card.text


@pytest.mark.parametrize("hour", [8, 18])
async def test_outside_hours_the_receipt_says_when_the_desk_opens(tmp_path: Path, hour: int) -> None:
    async with house(tmp_path, berlin(22, hour)) as desk:
        mia = desk.person("mia")
        await desk.reports(mia, who="My team")
        receipt = await desk.direct(mia, "The desk opens")
        assert "09:00" in receipt.text
        assert "09:30" in receipt.text
        await desk.card()
        desk.said_so_far()
        await desk.passes(minutes=30)
        desk.nothing_else_was_said()
