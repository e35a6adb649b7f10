"""What is urgent is said first by the real worker, at the platform's pace, and no word waits for a refresh."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.pacing import Pace
from core.ports.bindings import Binding
from core.ports.channel import EditLimit, Outgoing, Receipt, RetryLater
from core.ports.outbox import Notice
from storage.transaction import SqlTransaction
from tests.bot.platform import FAULTS, Platform
from tests.bot.virtual import passes, simulate
from tests.bot.worker import DANA, MIA, REF, TRIAGE, World, notice, world

SLACK = EditLimit(a_minute=50, burst=20, each="workspace")
PACE = Pace(post=1.0, edit=2.0, burst=3)


def card(number: int) -> Notice:
    return notice("triage_card", key=f"card {number}", ticket=f"INC-{number}")


def word(number: int, key: str = "word") -> Notice:
    return notice("note", key=f"{key} {number}", ticket=f"INC-{number}", comment=f"c{key}", author=DANA, text="x")


def redraw(number: int, key: str = "redraw") -> Notice:
    return replace(notice("triage_card", key=f"{key} {number}", ticket=f"INC-{number}"), refresh=True)


async def shown(there: World, *numbers: int) -> None:
    """These tickets are open, and their cards stand in the channel."""
    await there.writes(*[card(number) for number in numbers])
    for number in numbers:
        await there.opens(f"INC-{number}")
    await there.settles()


def _bind(tx: SqlTransaction, bound: Binding) -> None:
    tx.bind(bound)


def postponed(there: World) -> list[int]:
    """Which notices were put back because their turn had not come, from now on."""
    outbox, ids = there.store.outbox, list[int]()
    postpone = outbox.postpone

    async def counting(id: int, until: datetime, **more: Any) -> bool:
        ids.append(id)
        return await postpone(id, until, **more)

    setattr(outbox, "postpone", counting)  # noqa: B010  # mypy would have us not replace a method
    return ids


def said_at(there: World, key: str) -> float:
    return next(at for at, outgoing in there.platform.calls if outgoing.key == key)


def test_a_p1_is_said_with_the_next_turn_of_its_channel():
    async def story():
        async with world(pace=PACE) as there:
            for number in range(1000, 1031):
                await there.opens(f"INC-{number}")
            await there.writes(*(card(number) for number in range(1000, 1030)))
            await passes(5.5)
            await there.writes(replace(card(1030), urgent=True))
            await there.settles()
            assert said_at(there, "card 1030") - 5.5 <= 1.0

    simulate(story)


def test_a_change_waits_for_the_words_it_is_about_however_long_their_conversation_rests():
    async def story():
        async with world(pace=Pace(post=40.0, burst=1)) as there:
            await there.opens()
            card = Binding(REF, "requester", "slack:T1/D-mia.feld", "card")
            await there.store.transact(partial(_bind, bound=card))
            await there.writes(notice("schedule_gap", f"direct:{MIA}", key="other", ticket=None, schedule="x"))
            await passes(1)
            said = notice("reply", f"requester:{MIA}", key="reply", comment="c1", author=DANA, text="x")
            changed = notice(
                "relay_edit", f"requester:{MIA}", key="change", target="comment:c1", comment="c1", author=DANA, text="y"
            )
            await there.writes(said, replace(changed, refresh=True))
            await there.settles()
            assert [outgoing.key for _, outgoing in there.platform.calls] == ["other", "reply", "change"]

    simulate(story)


def test_no_word_waits_for_refreshes_and_no_refresh_for_words():
    async def story():
        platform = Platform()
        platform.edit_limit = SLACK
        async with world(platform, pace=PACE) as there:
            numbers = range(1000, 1030)
            await shown(there, *numbers)
            began = there.clock.now()
            await there.writes(*(redraw(number) for number in numbers))
            await passes(5)
            await there.writes(*(word(number) for number in numbers[:5]))
            await there.settles()
            start = (began - there.clock.start).total_seconds()
            words = [said_at(there, f"word {number}") - start - 5 for number in numbers[:5]]
            assert words[2] < 0.5, words
            assert words[4] < 2.5, words
            edits = [each.edits[0] - start for each in there.platform.messages if each.edits]
            assert len(edits) == 30
            assert max(edits) < 20, "the words took no turn of theirs"

    simulate(story)


def test_edits_are_as_many_as_the_workspace_allows_in_whatever_conversations():
    async def story():
        platform = Platform()
        platform.edit_limit = EditLimit(a_minute=30, burst=3, each="workspace")
        async with world(platform, pace=PACE) as there:
            for number in range(1000, 1012):
                place = f"slack:T1/C{number}"
                await there.opens(f"INC-{number}", home=f"{place}#1")
                said = await platform.deliver(Outgoing("post", f"own {number}", place))
                bound = Binding(f"INC-{number}", "requester", said.place, said.message)
                await there.store.transact(partial(_bind, bound=bound))
            began = asyncio.get_running_loop().time()
            vain = postponed(there)
            await there.writes(
                *(
                    replace(notice("requester_card", f"requester:{MIA}", f"mine {n}", ticket=f"INC-{n}"), refresh=True)
                    for n in range(1000, 1012)
                )
            )
            await there.settles()
            edits = sorted(at - began for at, outgoing in platform.calls if outgoing.act == "edit")
            assert len(edits) == 12
            assert edits[2] < 0.5
            assert all(later - earlier >= 1.9 for earlier, later in pairwise(edits[2:])), edits
            assert edits[-1] < 25
            assert len(vain) <= 2 * len(edits), "nobody comes for a turn that another was told of"

    simulate(story)


def test_a_limit_on_edits_delays_no_word():
    class Busy(Platform):
        async def deliver(self, outgoing: Outgoing) -> Receipt:
            if outgoing.act == "edit" and self._now() < 40:
                self.calls.append((self._now(), outgoing))
                raise RetryLater("patience", 30.0)
            return await super().deliver(outgoing)

    async def story():
        platform = Busy()
        platform.edit_limit = SLACK
        async with world(platform, pace=PACE) as there:
            await shown(there, 1000)
            await passes(3)
            await there.writes(redraw(1000))
            await passes(1)
            before = asyncio.get_running_loop().time()
            await there.writes(word(1000))
            await there.settles()
            assert said_at(there, "word 1000") - before < 0.5
            assert len(platform.messages[0].edits) == 1

    simulate(story)


def test_the_turn_of_one_card_holds_up_no_other():
    async def story():
        platform = Platform()
        platform.edit_limit = SLACK
        async with world(platform, pace=PACE) as there:
            await shown(there, 1000, 1001)
            await passes(5)
            await there.writes(redraw(1000))
            await passes(0.5)
            before = asyncio.get_running_loop().time()
            await there.writes(redraw(1000, "again"))
            await passes(0.1)
            await there.writes(redraw(1001))
            await there.settles()
            assert said_at(there, "redraw 1001") - before < 0.5
            first, second = platform.messages[0].edits
            assert second - first >= 1.9
            assert await there.parked() == {}

    simulate(story)


@dataclass(frozen=True)
class Telling:
    """What a few tickets have to say, in which order, with which faults."""

    rows: tuple[tuple[int, str, bool], ...]
    faults: tuple[str | None, ...]


TELLING = st.builds(
    Telling,
    rows=st.lists(
        st.tuples(st.integers(1000, 1003), st.sampled_from(["word", "word", "redraw", "change"]), st.booleans()),
        min_size=1, max_size=14,
    ).map(tuple),
    faults=st.lists(st.one_of(st.none(), st.sampled_from(FAULTS)), max_size=12).map(tuple),
)  # fmt: skip


@settings(max_examples=50)
@given(TELLING)
def test_whatever_befalls_each_ticket_is_told_in_its_order_and_its_card_is_drawn_last(telling: Telling):
    simulate(lambda: _tell(telling))


async def _tell(telling: Telling) -> None:
    platform = Platform(list(telling.faults))
    platform.edit_limit = SLACK
    async with world(platform, pace=Pace(post=0.3, edit=0.3, burst=1)) as there:
        for number in range(1000, 1004):
            await there.opens(f"INC-{number}")
        for position, (number, what, urgent) in enumerate(telling.rows):
            if position == 0 or not any(row[0] == number for row in telling.rows[:position]):
                await there.writes(replace(card(number), urgent=urgent))
            await there.writes(replace(_notice(what, number, position), urgent=urgent))
            await passes(0.2)
        await there.settles()
        assert await there.parked() == {}
        said = platform.said()
        assert len(said) == len(set(said)), "each word once"
        for number in {row[0] for row in telling.rows}:
            own = [key for key in said if f" {number}" in key]
            wanted = [f"{position} {n}" for position, (n, what, _) in enumerate(telling.rows) if what == "word"]
            assert own == [f"card {number}", *(key for key in wanted if key.endswith(f" {number}"))]
            changes = [each.key for _, each in platform.calls if each.act == "edit" and "change" in each.key]
            changes = [key for key in dict.fromkeys(changes) if key.endswith(f" {number}")]
            assert changes == sorted(changes, key=lambda key: int(key.split()[1])), "the newest words stand at last"


def _notice(what: str, number: int, position: int) -> Notice:
    if what == "word":
        return word(number, f"{position}")
    if what == "redraw":
        return redraw(number, f"redraw {position}")
    made = notice(
        "relay_edit", key=f"change {position} {number}", ticket=f"INC-{number}", target="triage:service-desk",
        comment="c1", author=DANA, text=str(position),
    )  # fmt: skip
    return replace(made, refresh=True)


def test_what_is_said_in_a_place_is_counted_there_and_edits_apart():
    assert SLACK.counts("slack:T1/C9") == SLACK.counts("slack:T1/D7") == "slack:T1"
    assert replace(SLACK, each="conversation").counts(TRIAGE) == TRIAGE


def test_a_refresh_lets_the_words_of_its_moment_go_first_and_waits_for_none_that_take_long():
    async def story():
        platform = Platform()
        async with world(platform) as there:
            await shown(there, 1000, 1001)
            began = asyncio.get_running_loop().time()
            platform.seconds = 10.0
            await there.writes(*(replace(each, not_before=there.clock.now()) for each in (redraw(1000), word(1001))))
            await there.settles()
            assert said_at(there, "word 1001") == began
            assert began < said_at(there, "redraw 1000") < began + 0.1

    simulate(story)


def test_what_several_commits_of_a_moment_give_to_say_waits_for_no_look():
    async def story():
        platform = Platform()
        async with world(platform) as there:
            await there.opens()
            await passes(60)
            for number in range(3):
                await there.writes(
                    notice("schedule_gap", f"direct:{number}", key=str(number), ticket=None, schedule="x")
                )
                await passes(0.005)
            await there.settles()
            assert [round(at - 60, 3) for at, _ in platform.calls] == [0.0, 0.005, 0.01]

    simulate(story)
