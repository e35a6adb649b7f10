"""Noise rule 11 among equal processes: what one of them said counts for all, and after a restart.

What the rule holds back, and until when, is told in `tests/noise`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.pacing import Paces
from bot.delivery.sender import Voice
from bot.delivery.worker import Delivery
from core.notifications.kinds import KINDS
from core.notifications.parts import LONGEST, in_parts, role_of_part
from core.ports.outbox import FactValue, Notice
from tests.bot.platform import Platform
from tests.bot.virtual import passes, simulate
from tests.bot.worker import DANA, LENA, NOW, REF, World, notice, world
from tests.databases import emptied_database

OTHER = "INC-1001"
MOOT_HERE = {"escalated", "watched_resolved", "step_failed"}
"""What is said of tickets only that were handed up, are done, or have a plan."""
LONG = sorted(kind.name for kind in KINDS.values() if kind.may_be_limited and kind.words and kind.name not in MOOT_HERE)
"""What one person is told in words that may be too long for one message."""


def long(kind: str, words: str, *, key: str, ticket: str, after: float) -> list[Notice]:
    """A message of that kind to one person, in parts where it is long."""
    facts: dict[str, FactValue] = dict(KINDS[kind].example_facts)
    facts[KINDS[kind].words] = words
    whole = replace(notice(kind, f"direct:{LENA}", key=key, ticket=ticket, after=after), facts=facts)
    return list(in_parts(whole, KINDS[kind].words))


@contextmanager
def heard() -> Iterator[list[tuple[str, str]]]:
    """The keys of what is said meanwhile, in its order, each with that of the message that says it."""
    said: list[tuple[str, str]] = []

    class Listens(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.msg == "notice.said":
                fields = vars(record)["fields"]
                said.append((fields["key"], fields["message"]))

    logger, listens = logging.getLogger("deskbell"), Listens()
    level = logger.level
    logger.addHandler(listens)
    logger.setLevel(logging.INFO)
    try:
        yield said
    finally:
        logger.removeHandler(listens)
        logger.setLevel(level)


def gap(number: int, to: str = LENA) -> Notice:
    return notice("schedule_gap", f"direct:{to}", key=f"gap {number}", schedule="x")


@asynccontextmanager
async def another(there: World) -> AsyncIterator[None]:
    """A worker of another process, or of the next start: what the first one remembers is not its."""
    one = there.delivery
    worker = Delivery(
        one.outbox, one.store, one.desk, one.presenter, one.addresses, one.people, one.places, one.policy, one.clock,
        one.metrics, Voice(one.metrics, one.patience, Paces()), worker="another",
    )  # fmt: skip
    working = asyncio.create_task(worker.run())
    try:
        yield
    finally:
        worker.stop()
        await working


async def stopped(there: World) -> None:
    there.delivery.stop()
    assert there.worker is not None
    await there.worker


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return asyncio.run(emptied_database(request.param, request, tmp_path))


def test_what_another_process_said_counts_for_the_hour_and_for_this_person_alone(address: str):
    async def story():
        async with world(url=address) as there:
            await there.opens()
            await there.writes(gap(0))
            await passes(60)
            async with another(there):
                await stopped(there)
                for each in (gap(1), gap(2), gap(3, to=DANA)):
                    await there.writes(each)
                    await passes(60)
                assert there.platform.said() == ["gap 0", "gap 1", "gap 3"]
                await there.settles()
            assert there.platform.said() == ["gap 0", "gap 1", "gap 3", "gap 2:later"]

    simulate(story)


def test_two_processes_at_once_let_no_more_through_than_one(address: str):
    async def story():
        async with world(url=address) as there, another(there):
            await there.opens()
            await there.writes(*(gap(number) for number in range(6)))
            await passes(600)
            assert there.platform.said() == ["gap 0", "gap 1"]

    simulate(story)


@settings(max_examples=10)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 4), st.sampled_from(LONG), st.sampled_from([REF, OTHER]), st.sampled_from([0.0, 90.0])
        ),
        min_size=2,
        max_size=6,
    )
)
def test_a_long_message_counts_once_and_is_never_torn(rows: list[tuple[int, str, str, float]]):
    async def story():
        async with world(running=False) as there:
            for ref in (REF, OTHER):
                await there.opens(ref)
            written: list[str] = []
            for number, (parts, kind, ref, after) in enumerate(rows):
                words = " ".join(["word"] * (parts * LONGEST // 5))
                whole = long(kind, words, key=f"whole {number}", ticket=ref, after=after)
                assert len(whole) == parts
                await there.writes(*whole)
                written += [each.key for each in whole]
            with heard() as keys:
                there.worker = asyncio.create_task(there.delivery.run())
                await there.settles()
            assert await there.parked() == {}
            said = [key.removesuffix(":later") for key, _ in keys]
            assert sorted(said) == sorted(written)
            at = {message.key: message.at for message in there.platform.messages}
            begun: dict[str, set[float]] = {REF: set(), OTHER: set()}
            for number, (parts, _, ref, _) in enumerate(rows):
                own = [said.index(role_of_part(f"whole {number}", part)) for part in range(1, parts + 1)]
                assert own == sorted(own)
                times = [at[keys[each][1]] for each in own]
                assert times[-1] - times[0] < 60, "what was begun is said to its end"
                begun[ref].add(times[0])
            for begins in map(sorted, begun.values()):
                assert all(each < 300 for each in begins[:2]), "nothing is held back that the hour has room for"
                assert all(later - first >= 3600 for first, later in zip(begins, begins[2:], strict=False))

    simulate(story)


@pytest.mark.parametrize("fault", ["broken_after", "hangs_after", "broken_before"])
def test_what_may_have_landed_is_not_said_again_an_hour_later(fault: str):
    """A page of a P1 that times out, while its ticket becomes less urgent and whom it is for has heard enough of it."""

    async def story():
        platform = Platform([None, None, fault])
        async with world(platform) as there:
            ticket = await there.opens(priority="P1")
            await there.writes(gap(0), gap(1))
            await passes(30)
            await there.writes(notice("update_due", f"direct:{LENA}", key="page", since="2000", after=30))
            await passes(0.5)
            assert len(platform.calls) == 3
            await there.changes(replace(ticket, priority="P3"))
            await there.settles()
            assert platform.lookups == 1
            if fault == "broken_before":  # it did not land: then it waits as any other
                assert platform.said() == ["gap 0", "gap 1", "page:later"]
                assert platform.messages[2].at >= 3600
            else:
                assert platform.said() == ["gap 0", "gap 1", "page"]

    simulate(story)


def test_no_part_of_a_message_that_is_held_back_is_taken_along_before_it():
    async def story():
        async with world() as there:
            for ref in (REF, OTHER):
                await there.opens(ref)
            await there.writes(gap(0), gap(1))
            await there.writes(replace(gap(2), ticket=OTHER, not_before=NOW + timedelta(seconds=90)))
            await there.writes(*long("step_late", "word " * (LONGEST // 4), key="whole", ticket=REF, after=90))
            with heard() as keys:
                await there.settles()
            assert [key for key, _ in keys][2:] == ["gap 2", "whole:later", "whole:2:later"]

    simulate(story)


@pytest.mark.parametrize(("lands", "fault"), [(True, "broken_after"), (False, "broken_before")])
@pytest.mark.parametrize("reached", [True, False])
def test_what_became_untrue_after_it_may_have_landed_is_kept_in_mind_where_it_stands(
    fault: str, *, lands: bool, reached: bool
):
    """So that a later change finds it. What does not stand there is let go, also where it can be looked up nowhere."""

    async def story():
        platform = Platform([fault])
        async with world(platform) as there:
            await there.opens()
            with pytest.MonkeyPatch.context() as patch:
                await there.writes(gap(0))
                await passes(0.5)
                patch.setattr("bot.delivery.verdict.is_unsaid", lambda *_: True)
                if not reached:
                    platform.strangers.add(LENA)
                await there.settles()
            bound = await there.store.read(lambda tx: tx.bindings(REF))
            assert [each.role for each in bound] == (["notice:gap 0"] if lands and reached else [])
            assert (len(platform.messages), platform.lookups) == (int(lands), int(reached))
            assert (await there.parked(), there.desk.missed) == ({}, [])

    simulate(story)
