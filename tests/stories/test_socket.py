"""One story over Socket Mode: no address of ours, the same desk."""

from __future__ import annotations

from pathlib import Path

from playground.slack.screen import Form
from tests.stories.house import house


async def test_a_claim_and_an_answer_over_a_socket(tmp_path: Path) -> None:
    async with house(tmp_path, socket=True) as desk:
        mia, dana = desk.people("mia", "dana")
        await desk.playground.until(lambda: desk.playground.slack.outbound.reachable)
        await desk.reports(mia)
        receipt, card = await desk.direct(mia, "INC-1000"), await desk.card()
        await card.presses("Claim")
        await desk.reads(mia.thread(receipt), "Dana has taken this.")
        await dana.says(">> Please reconnect once.", thread=card)
        await desk.reads(mia.thread(receipt), "Please reconnect once.")
        await mia.says("That helped.", thread=receipt)
        await desk.reads(dana.thread(card), "That helped.")
        form = await card.presses("Resolve")
        assert isinstance(form, Form)
        form.fills(text="reconnected")
        await form.submits()
        asked = await desk.reads(mia.thread(receipt), "Does it work?")
        await asked.presses("Yes, it works")
        await desk.settles()
        assert "CLOSED" in card.text
        assert "INC-1000" not in (await mia.opens_home()).text
        desk.nothing_else_was_said()
