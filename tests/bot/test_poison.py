"""What one message meets again and again silences nobody else: not its conversation, and not the person it is for."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.delivery.pacing import Pace
from core.ports.channel import Outgoing, Receipt, RetryLater
from core.ports.outbox import Notice
from tests.bot.platform import Platform
from tests.bot.virtual import passes, simulate
from tests.bot.worker import DANA, LENA, MIA, NOW, World, notice, world

PACE = Pace(post=1.0, edit=0.0, burst=3)
ROUNDS = 15
"""Others that are said meanwhile, in an hour: more than what is given up is tried for."""


class Poisoned(Platform):
    """It never takes the message `poison`: it has an error, or never answers."""

    trouble = "500"

    async def deliver(self, outgoing: Outgoing) -> Receipt:
        if outgoing.key != "poison":
            return await super().deliver(outgoing)
        self.calls.append((self._now(), outgoing))
        if self.trouble == "silence":
            await passes(1000)
        raise RetryLater("500", 0.0, unknown=True)


def said_at(there: World, key: str) -> float:
    return next(at for at, outgoing in there.platform.calls if outgoing.key == key)


@pytest.mark.parametrize("trouble", ["500", "silence"])
@pytest.mark.parametrize("to", [f"requester:{MIA}", f"direct:{LENA}", "triage:service-desk"])
def test_others_are_told_soon_and_its_own_ticket_in_order(trouble: str, to: str):
    async def story():
        platform = Poisoned()
        platform.trouble = trouble
        async with world(platform, pace=PACE) as there:
            for ref in ("INC-1000", "INC-1001", "INC-1002"):
                await there.opens(ref)
                if to.startswith("triage:"):
                    await there.writes(notice("triage_card", key=f"{ref} card", ticket=ref))
            await passes(10)
            began = asyncio.get_running_loop().time()

            def word(key: str, ref: str, *, urgent: bool = False) -> Notice:
                after = (there.delivery.clock.now() - NOW).total_seconds()
                if to.startswith("triage:"):
                    said = notice("note", to, key, ticket=ref, after=after, comment=f"c{key}", author=DANA, text=key)
                else:
                    kind = "released" if to.startswith("requester:") else "schedule_gap"
                    said = notice(kind, to, key, ticket=ref, after=after, person=DANA)
                return replace(said, urgent=urgent)

            await there.writes(word("poison", "INC-1000"), word("after it", "INC-1000"))
            await passes(1)
            await there.writes(word("another", "INC-1001"), word("urgent", "INC-1002", urgent=True))
            await passes(90)
            soon = 60 if trouble == "silence" else 35
            assert said_at(there, "another") - began < soon
            assert said_at(there, "urgent") - began < soon
            assert "after it" not in platform.said(), "what its ticket says later waits for it"
            for number in range(ROUNDS):
                ref = "INC-1001"
                if to.startswith("direct:"):  # of each ticket a person hears two in an hour
                    ref = f"INC-{2000 + number}"
                    await there.opens(ref)
                await there.writes(word(f"later {number}", ref))
                await passes(240)
            assert "poison" in await there.parked(), "at last it is given up"
            assert "after it" in platform.said()
            told = [outgoing.key for _, outgoing in platform.calls if outgoing.key.startswith("later")]
            assert told == [f"later {number}" for number in range(ROUNDS)]

    simulate(story)
