"""Whatever befalls a digest, each of its promises is told exactly once, and as soon as can be."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from bot.delivery.digests import HANDFUL, PAUSE
from bot.delivery.worker import Delivery
from core.notifications.promises import CALL, Called
from core.ports.bindings import BESIDE
from core.ports.outbox import Notice
from core.ports.tickets import StorageUnavailable
from core.tickets.ticket import Ticket
from tests.bot.many_promises import breach, digests, note, of, overdue, solve, tickets, told, words
from tests.bot.platform import FAULTS, Platform
from tests.bot.virtual import passes, simulate
from tests.bot.worker import DANA, NOW, TRIAGE, World, world


def test_the_pause_outlives_the_process():
    async def story():
        async with world() as there:
            many = await tickets(there, 40)
            await there.writes(*(breach(there, each) for each in many[:20]))
            await passes(3)
            assert len(there.platform.messages) == 1
            await _ends(there)
            _begins_anew(there)
            await there.writes(*(breach(there, each) for each in many[20:]))
            await passes(5)
            assert len(there.platform.messages) == 1
            await there.settles()
            assert [told([each]) for each in there.platform.messages] == [20, 20]

    simulate(story)


@pytest.mark.parametrize("fault", ["refused_before", "broken_before", "broken_after"])
def test_a_digest_that_could_not_be_said_does_not_wait_for_its_own_pause(fault: str):
    async def story():
        platform = Platform([fault])
        async with world(platform) as there:
            many = await tickets(there, 24)
            await there.writes(*(breach(there, each) for each in many[:12]))
            await passes(PAUSE.total_seconds() / 2)
            assert [told([each]) for each in platform.messages] == [12]
            assert await there.store.outbox.pending() == 0
            await there.writes(*(breach(there, each) for each in many[12:]))
            await there.settles()
            first, second = digests(platform.messages)
            assert told([second]) == 12
            assert second.at - first.at >= PAUSE.total_seconds()

    simulate(story)


def test_a_platform_that_asks_for_patience_is_given_that_and_no_pause_besides():
    async def story():
        platform = Platform(["limited"] * 3)
        async with world(platform) as there:
            await overdue(there, 12)
            await there.settles()
            [message] = platform.messages
            assert told([message]) == 12
            assert message.at < 3 * 8 + 1

    simulate(story)


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_befalls_a_digest_each_is_told_once(fault: str):
    async def story():
        platform = Platform([fault])
        async with world(platform) as there:
            await overdue(there, 40)
            await there.settles()
            assert [told([each]) for each in platform.messages] == [40]
            assert await there.parked() == {}

    simulate(story)


@pytest.mark.parametrize("fault", ["broken_before", "broken_after"])
def test_what_became_untrue_after_an_unknown_outcome_loses_and_repeats_nothing_else(fault: str):
    async def story():
        platform = Platform([fault])
        async with world(platform) as there:
            many = await overdue(there, 12)
            await passes(1)
            assert len(platform.calls) == 1
            await solve(there, many[0])
            await solve(there, many[5])
            await there.settles()
            assert [told([each]) for each in platform.messages] == [10 if fault == "broken_before" else 12]

    simulate(story)


def test_what_became_private_while_nobody_knows_whether_it_was_said_is_not_named_in_the_next_try():
    async def story():
        platform = Platform(["broken_before"])
        async with world(platform) as there:
            many = await overdue(there, 12)
            await passes(1)
            assert len(platform.calls) == 1
            await there.changes(replace(many[3], team="security", private=True))
            await there.settles()
            assert [told([each]) for each in platform.messages] == [11]
            assert many[3].ref not in words(digests(platform.messages)[0])

    simulate(story)


@pytest.mark.parametrize("fault", ["broken_before", "broken_after"])
def test_words_that_break_while_nobody_knows_whether_it_was_said_cost_nobody_anything(fault: str):
    async def story():
        platform = Platform([fault])
        async with world(platform) as there:
            await overdue(there, 12)
            await passes(1)
            assert len(platform.calls) == 1
            there.words.broken.add("digest")
            await there.settles()
            said = [told([each]) for each in platform.messages]
            assert said == ([12] if fault == "broken_after" else [1] * 12)
            assert await there.parked() == {}

    simulate(story)


@pytest.mark.parametrize("fault", ["hangs_after", "hangs_before"])
def test_a_process_that_dies_while_saying_a_digest_repeats_and_loses_nothing(fault: str):
    async def story():
        platform = Platform([fault])
        async with world(platform) as there:
            await overdue(there, 40)
            await passes(5)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(there.store.outbox, "retry", _power_is_gone)
                await _ends(there)
            assert await there.store.outbox.pending() == 40
            _begins_anew(there)
            await there.settles()
            assert [told([each]) for each in platform.messages] == [40]
            assert platform.lookups == 1

    simulate(story)


def test_where_the_channel_is_gone_the_lead_hears_of_all_in_few_messages():
    async def story():
        platform = Platform()
        platform.gone[TRIAGE] = "is_archived"
        async with world(platform) as there:
            await overdue(there, 40)
            await there.settles()
            assert told(platform.messages) == 40
            assert len(platform.messages) <= 2
            assert {each.place for each in platform.messages} == {"slack:T1/D-paul.brandt"}
            assert len(await there.parked()) == 40

    simulate(story)


def test_where_its_words_are_broken_each_is_told_by_itself():
    async def story():
        async with world() as there:
            there.words.broken.add("digest")
            many = await overdue(there, 12)
            await there.settles()
            assert [each.thread for each in there.platform.messages] == [f"card of {each.ref}" for each in many]

    simulate(story)


@pytest.mark.parametrize("fault", ["broken_before", "broken_after"])
def test_a_message_of_a_few_that_are_most_urgent_by_now_does_not_come_back_as_a_digest(fault: str):
    async def story():
        platform = Platform([fault])
        async with world(platform) as there:
            many = await tickets(there, HANDFUL + 2)
            opening = NOW + timedelta(hours=1)
            await there.writes(*(replace(breach(there, each, DANA), not_before=opening) for each in many))
            for each in many[:3]:
                await there.changes(replace(each, priority="P1"))
            await there.settles()
            assert sorted(len(each.card.sections) for each in platform.messages if each.card) == [2, HANDFUL]
            assert digests(platform.messages) == []
            # Nothing takes it for one either: no pause follows, and the buttons of each find their message.
            bound = await there.store.read(lambda tx: [each for one in many for each in tx.bindings(one.ref)])
            assert sum(each.role.startswith(BESIDE) for each in bound) == HANDFUL + 2
            assert await there.store.read(lambda tx: tx.recall(f"digest:direct:{DANA}")) is None

    simulate(story)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_comes_when_each_ticket_is_told_once_and_in_its_order(seed: int, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO, "deskbell")

    async def story():
        chance = Random(seed)
        platform = Platform([chance.choice([None, None, None, *FAULTS]) for _ in range(20)])
        async with world(platform) as there:
            with pytest.MonkeyPatch.context() as patch:  # nobody armed their ladders
                for module in ("verdict", "digests"):
                    patch.setattr(f"bot.delivery.{module}.is_unsaid", lambda *_: False)
                many = await tickets(there, 20)
                written: dict[str, list[str]] = {each.ref: [] for each in many}
                for _ in range(8):
                    comes = [
                        _anything(there, chance, each, written[each.ref]) for each in many if chance.random() < 0.6
                    ]
                    await there.writes(*comes)
                    await passes(chance.choice([0.0, 1.0, 3.0, 6.0]))
                await there.settles()
            assert await there.parked() == {}
            said = [vars(each)["fields"]["key"] for each in caplog.records if each.msg == "notice.said"]
            for ref, keys in written.items():
                assert [key for key in said if key.startswith(f"{ref}:")] == keys

    simulate(story)


def _anything(there: World, chance: Random, ticket: Ticket, written: list[str]) -> Notice:
    """Something that is said of the ticket next; some notes have waited for so long that they are due at once."""
    kind = chance.choice(["breach", "call", "breach", "call", "note"])
    said = _of_kind(there, kind, ticket)
    if kind == "note" and chance.random() < 0.5:
        said = replace(said, not_before=said.not_before - timedelta(hours=25))
    written.append(f"{ticket.ref}:{kind}:{len(written)}")
    return replace(said, key=written[-1])


def _of_kind(there: World, kind: str, ticket: Ticket) -> Notice:
    if kind == "call":
        return of(there, CALL, Called(to=(DANA,), minutes=15), ticket)  # type: ignore[arg-type]  # its own facts
    return breach(there, ticket) if kind == "breach" else note(there, ticket)


async def _power_is_gone(*_: object, **__: object) -> bool:
    raise StorageUnavailable("gone")


async def _ends(there: World) -> None:
    assert there.worker is not None
    dying = [*there.delivery._flying.values(), there.worker]
    for task in dying:
        task.cancel()
    await asyncio.gather(*dying, return_exceptions=True)


def _begins_anew(there: World) -> None:
    gone = there.delivery
    there.delivery = Delivery(
        gone.outbox, gone.store, gone.desk, gone.presenter, gone.addresses, gone.people, gone.places, gone.policy,
        gone.clock, gone.metrics, gone.voice,
    )  # fmt: skip
    there.store.on_commit(there.delivery.bell.ring)
    there.worker = asyncio.create_task(there.delivery.run())
