"""Whatever befalls the calls, each notice is said exactly once and in order (tests/crash kills the process, too)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.pacing import Pace
from bot.delivery.sender import Patience
from core.ports.outbox import Notice
from tests.bot.platform import FAULTS, Platform
from tests.bot.virtual import passes, simulate
from tests.bot.worker import DANA, LENA, MIA, TRIAGE, notice, world

FAULT = st.one_of(st.none(), st.sampled_from(FAULTS))
LOOKUP = st.sampled_from([None, None, "limited", "hangs_before"])


@dataclass(frozen=True)
class Trouble:
    """What goes wrong, call by call and lookup by lookup, and how much there is to say."""

    faults: tuple[str | None, ...]
    lookups: tuple[str | None, ...]
    tickets: int
    lines: int


TROUBLE = st.builds(
    Trouble,
    faults=st.lists(FAULT, max_size=25).map(tuple),
    lookups=st.lists(LOOKUP, max_size=8).map(tuple),
    tickets=st.integers(1, 3),
    lines=st.integers(0, 4),
)


def story_of(ref: str, lines: int) -> list[Notice]:
    """Everything one ticket has to say, in its three lanes."""
    said = [notice("triage_card", key=f"{ref} card", ticket=ref)]
    said += [notice("requester_card", f"requester:{MIA}", key=f"{ref} mine", ticket=ref)]
    for number in range(lines):
        comment = f"c{number}"
        said.append(notice("note", key=f"{ref} note {number}", ticket=ref, comment=comment, author=DANA, text="x"))
        said.append(
            notice(
                "reply",
                f"requester:{MIA}",
                key=f"{ref} reply {number}",
                ticket=ref,
                comment=comment,
                author=DANA,
                text="x",
            )
        )
    said.append(notice("schedule_gap", f"direct:{LENA}", key=f"{ref} gap", ticket=ref, schedule="x"))
    return said


@settings(max_examples=60)
@given(TROUBLE)
def test_each_notice_is_said_once_and_in_its_order(trouble: Trouble):
    simulate(lambda: _tell(trouble))


async def _tell(trouble: Trouble) -> None:
    platform = Platform(list(trouble.faults), list(trouble.lookups))
    patience = Patience(lease=30.0, call=12.0)
    wanted: list[Notice] = []
    async with world(platform, patience=patience, pace=Pace(post=0.3, burst=1), running=False) as there:
        for number in range(trouble.tickets):
            ref = f"INC-{1000 + number}"
            await there.opens(ref)
            wanted += story_of(ref, trouble.lines)
        await there.writes(*wanted)
        worker = asyncio.create_task(there.delivery.run())
        await there.settles()
        there.delivery.stop()
        await worker
        said = platform.said()
        assert sorted(said) == sorted(each.key for each in wanted), "each one once"
        for ticket, lane in {(each.ticket, each.lane) for each in wanted}:
            order = [each.key for each in wanted if (each.ticket, each.lane) == (ticket, lane)]
            assert [key for key in said if key in order] == order, f"the order of {ticket} in {lane}"
        assert await there.parked() == {}
        _hangs_together(platform, wanted)


def _hangs_together(platform: Platform, wanted: list[Notice]) -> None:
    """Every line stands in the thread of its ticket's card, on its side."""
    cards = {each.key: each.id for each in platform.messages}
    for each in platform.messages:
        if " note " in each.key:
            assert each.thread == cards[each.key.partition(" note ")[0] + " card"]
            assert each.place == TRIAGE
        if " reply " in each.key:
            assert each.thread == cards[each.key.partition(" reply ")[0] + " mine"]
            assert each.place == f"slack:T1/D-{MIA.partition('@')[0]}"


def test_a_worker_that_was_held_up_until_its_lease_is_nearly_over_says_nothing():
    async def story():
        platform = Platform()
        async with world(platform, patience=Patience(lease=30.0, call=12.0), running=False) as there:
            await there.opens("INC-1000")
            await there.writes(notice("triage_card", key="card"))
            held_up = [25.0]

            async def know(_: Sequence[str]) -> None:
                await passes(held_up.pop() if held_up else 0.0)

            setattr(there.delivery.people, "know", know)  # noqa: B010  # mypy would have us not replace a method
            worker = asyncio.create_task(there.delivery.run())
            await passes(26)
            assert platform.calls == [], "another worker may say it at any moment"
            await there.settles()
            there.delivery.stop()
            await worker
            assert platform.said() == ["card"]

    simulate(story)
