"""Stories in which time goes by: thanks, the night, open hours."""

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
    await desk.reads(mia.thread(receipt), "How was it with INC-1000")
    again = await mia.says("thank you", thread=receipt)
    await desk.settles()
    await desk.has_no("INC-1001")
    assert again.reactions in ({}, {"heart": [desk.playground.slack.bot.id]})
    desk.nothing_else_was_said(DIGEST)


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
        paged = await desk.direct(katrin, "no answer since")
        await paged.presses("Ack")
        await desk.settles()
        assert "Katrin Stahl" in card.text
        assert (await desk.ticket()).ladder.acked  # type: ignore[union-attr]  # it has one


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
