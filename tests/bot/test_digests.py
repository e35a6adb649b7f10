"""Many promises at once are a few messages that people can read; each is told exactly once, whatever happens."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery.digests import HANDFUL, PAUSE
from bot.delivery.worker import Delivery
from core.intake.opening import Opening, open_ticket
from core.notifications.digest import LISTED
from core.notifications.facts import Facts
from core.notifications.kind import Kind
from core.notifications.promises import BREACH, BREACH_DIRECT, CALL, PAGE, Breached, BreachedDirect, Called
from core.notifications.triage import NOTE, Noted
from core.ports.bindings import Binding
from core.ports.outbox import Notice
from core.ports.tickets import StorageUnavailable
from core.processes import IncidentDetails
from core.tickets.ticket import Ticket
from core.ui.text import flatten
from storage.transaction import SqlTransaction
from tests.bot.platform import FAULTS, Message, Platform
from tests.bot.virtual import passes, simulate
from tests.bot.worker import DANA, LENA, MIA, NOW, TRIAGE, World, notice, policy, world

COUNTED = re.compile(r"(\d+)/(\d+)/(\d+): ")


async def tickets(there: World, count: int, priority: str = "P4") -> list[Ticket]:
    """Open tickets with running promises, whose cards stand in the triage channel."""
    level = {"P1": (1, 1), "P3": (3, 2), "P4": (4, 3)}[priority]

    def some(tx: SqlTransaction) -> list[Ticket]:
        opened = []
        for _ in range(count):
            details = IncidentDetails(category="printer", impact=level[0], urgency=level[1])
            opening = Opening(
                title="Printer jams", service="office", requester=MIA, logged_by=MIA, source="slack_command",
                details=details,
            )  # fmt: skip
            draft = open_ticket(opening, tx.next_number(policy().first_number), policy(), NOW)
            tx.save(0, draft.ticket, draft.happened, None)
            tx.bind(Binding(draft.ticket.ref, f"triage:{draft.ticket.team}", TRIAGE, f"card of {draft.ticket.ref}"))
            opened.append(draft.ticket)
        return opened

    opened = await there.store.transact(some)
    assert {each.priority for each in opened} == {priority}
    return opened


def of(there: World, kind: Kind[Facts], facts: Facts, ticket: Ticket, to: str = "") -> Notice:
    now = there.clock.now()
    place = None if to else TRIAGE
    to = to or f"triage:{ticket.team}"
    return kind.notice(facts, ticket=ticket.ref, to=to, key=f"{ticket.ref}:{kind.name}:{to}", at=now, place=place)


def breach(there: World, ticket: Ticket, person: str = "") -> Notice:
    now = there.clock.now()
    if person:
        told = BreachedDirect(metric="resolution", due_at=now, to=(person,))
        return of(there, BREACH_DIRECT, told, ticket, f"direct:{person}")  # type: ignore[arg-type]  # its own facts
    return of(there, BREACH, Breached(metric="resolution", due_at=now), ticket)  # type: ignore[arg-type]  # the same


def note(there: World, ticket: Ticket) -> Notice:
    return of(there, NOTE, Noted(comment="c1", author=DANA, text="x"), ticket)  # type: ignore[arg-type]  # the same


def words(message: Message) -> str:
    assert message.card is not None
    return flatten(message.card.sections[0].body)


def told(messages: Sequence[Message]) -> int:
    """Of how many tickets these say that their time has passed."""
    return sum(int(counted[1]) if (counted := COUNTED.match(words(each))) else 1 for each in messages)


def digests(messages: Sequence[Message]) -> list[Message]:
    return [each for each in messages if COUNTED.match(words(each))]


async def solve(there: World, ticket: Ticket) -> None:
    """Its promises run no more."""
    await there.changes(replace(ticket, clocks=()))


def test_a_handful_is_told_in_the_threads_of_its_tickets():
    async def story():
        async with world() as there:
            handful = await tickets(there, HANDFUL)
            await there.writes(*(breach(there, each) for each in handful))
            await there.settles()
            said = there.platform.messages
            assert [each.thread for each in said] == [f"card of {each.ref}" for each in handful]
            assert digests(said) == []

    simulate(story)


def test_what_is_more_than_a_handful_is_one_message_in_the_channel_with_the_most_urgent_first():
    async def story():
        async with world() as there:
            quiet, loud = await tickets(there, LISTED), await tickets(there, 3, "P3")
            for each in loud:  # due later than those that are less urgent
                clocks = [replace(clock, due_at=NOW + timedelta(days=90)) for clock in each.clocks]
                await there.changes(replace(each, clocks=tuple(clocks)))
            await there.writes(*(breach(there, each) for each in (*quiet, *loud)))
            await there.settles()
            [message] = there.platform.messages
            named = " ".join(each.ref for each in (*loud, *quiet[: LISTED - 3]))
            assert words(message) == f"{LISTED + 3}/0/0: {named} +3"
            assert (message.place, message.thread) == (TRIAGE, None)

    simulate(story)


def test_five_hundred_in_a_minute_are_a_few_messages_and_each_is_told_once():
    async def story():
        async with world() as there:
            many = await tickets(there, 500)
            for start in range(0, 500, 8):
                await there.writes(*(breach(there, each) for each in many[start : start + 8]))
                await passes(60 / (500 / 8))
            await there.settles()
            said = there.platform.messages
            assert told(said) == 500
            assert len(digests(said)) <= 60 / PAUSE.total_seconds() + 1
            assert len(said) <= 10
            assert said[-1].at <= 60 + PAUSE.total_seconds() + 1
            assert await there.parked() == {}

    simulate(story)


def test_a_p1_and_a_page_are_said_by_themselves_and_at_once():
    async def story():
        async with world() as there:
            many, [critical] = await tickets(there, 30), await tickets(there, 1, "P1")
            await there.writes(*(breach(there, each) for each in many))
            await passes(3)
            since = len(there.platform.messages)
            page = replace(of(there, PAGE, PAGE.example, critical, f"direct:{DANA}"), facts=PAGE.example_facts)  # type: ignore[arg-type]
            with pytest.MonkeyPatch.context() as patch:  # the sample's ladder has nobody to page
                patch.setattr("bot.delivery.worker.moot", lambda *_: False)
                await there.writes(breach(there, critical), page)
                await passes(2)
            assert {each.key.split(":")[1] for each in there.platform.messages[since:]} == {"breach", "page"}
            assert told(there.platform.messages) == 32

    simulate(story)


def test_in_a_pause_people_go_on_talking_and_one_ticket_is_told_in_its_order():
    async def story():
        async with world() as there:
            many, [late, other] = await tickets(there, 30), await tickets(there, 2)
            await there.writes(*(breach(there, each) for each in many))
            await passes(3)
            since = len(there.platform.messages)
            await there.writes(breach(there, late), breach(there, other))
            await passes(3)
            assert there.platform.messages[since:] == []
            await there.writes(note(there, many[0]), note(there, late))
            await passes(4)
            kinds = [tuple(each.key.split(":")[:2]) for each in there.platform.messages[since:]]
            assert kinds == [(many[0].ref, "note"), (late.ref, "breach"), (late.ref, "note")]
            await there.settles()
            last = there.platform.messages[-1]
            assert (last.key.split(":")[0], last.thread) == (other.ref, f"card of {other.ref}")
            assert last.at >= PAUSE.total_seconds()

    simulate(story)


def test_two_promises_of_one_ticket_wait_for_the_next_digest_together():
    async def story():
        async with world() as there:
            first, then = await tickets(there, 12), await tickets(there, 12)
            await there.writes(*(breach(there, each) for each in first))
            await passes(3)
            twice = [replace(breach(there, each), key=f"{each.ref}:{metric}") for each in then for metric in ("1", "2")]
            await there.writes(*twice)
            await there.settles()
            assert [told([each]) for each in there.platform.messages] == [12, 12]
            assert there.platform.messages[1].at >= PAUSE.total_seconds()

    simulate(story)


def test_what_its_ticket_says_before_it_by_itself_is_not_overtaken():
    async def story():
        async with world() as there:
            many, [busy] = await tickets(there, 12), await tickets(there, 1)
            await there.writes(*(breach(there, each) for each in many), note(there, busy), breach(there, busy))
            await there.settles()
            assert [told([each]) for each in digests(there.platform.messages)] == [12]
            rest = [each.key.split(":")[1] for each in there.platform.messages if each.key.startswith(busy.ref)]
            assert rest == ["note", "breach"]

    simulate(story)


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
            many = await tickets(there, 12)
            await there.writes(*(breach(there, each) for each in many))
            await there.settles()
            [message] = platform.messages
            assert told([message]) == 12
            assert message.at < 3 * 8 + 1

    simulate(story)


def test_what_time_made_untrue_is_left_out():
    async def story():
        async with world() as there:
            many = await tickets(there, 12)
            await solve(there, many[3])
            await there.writes(*(breach(there, each) for each in many))
            await there.settles()
            assert [told([each]) for each in there.platform.messages] == [11]
            assert many[3].ref not in words(there.platform.messages[0])

    simulate(story)


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_befalls_a_digest_each_is_told_once(fault: str):
    async def story():
        platform = Platform([fault])
        async with world(platform) as there:
            many = await tickets(there, 40)
            await there.writes(*(breach(there, each) for each in many))
            await there.settles()
            assert [told([each]) for each in platform.messages] == [40]
            assert await there.parked() == {}

    simulate(story)


@pytest.mark.parametrize("fault", ["broken_before", "broken_after"])
def test_what_became_untrue_after_an_unknown_outcome_loses_and_repeats_nothing_else(fault: str):
    async def story():
        platform = Platform([fault])
        async with world(platform) as there:
            many = await tickets(there, 12)
            await there.writes(*(breach(there, each) for each in many))
            await passes(1)
            assert len(platform.calls) == 1
            await solve(there, many[0])
            await solve(there, many[5])
            await there.settles()
            assert [told([each]) for each in platform.messages] == [10 if fault == "broken_before" else 12]

    simulate(story)


@pytest.mark.parametrize("fault", ["broken_before", "broken_after"])
def test_words_that_break_while_nobody_knows_whether_it_was_said_cost_nobody_anything(fault: str):
    async def story():
        platform = Platform([fault])
        async with world(platform) as there:
            many = await tickets(there, 12)
            await there.writes(*(breach(there, each) for each in many))
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
            many = await tickets(there, 40)
            await there.writes(*(breach(there, each) for each in many))
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
            many = await tickets(there, 40)
            await there.writes(*(breach(there, each) for each in many))
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
            many = await tickets(there, 12)
            await there.writes(*(breach(there, each) for each in many))
            await there.settles()
            assert [each.thread for each in there.platform.messages] == [f"card of {each.ref}" for each in many]

    simulate(story)


def test_one_person_with_a_hundred_broken_promises_is_not_rung_a_hundred_times():
    async def story():
        async with world() as there:
            many = await tickets(there, 100)
            await there.writes(*(breach(there, each, DANA) for each in many))
            await there.settles()
            [message] = there.platform.messages
            assert (message.place, told([message])) == ("slack:T1/D-dana.roth", 100)

    simulate(story)


def test_what_waited_for_the_morning_is_one_digest_and_the_rest_one_message_as_ever():
    async def story():
        async with world() as there:
            many = await tickets(there, 12)
            opening = NOW + timedelta(hours=1)
            night = [replace(breach(there, each, DANA), not_before=opening) for each in many]
            gaps = [
                notice("schedule_gap", f"direct:{DANA}", f"gap {number}", ticket=None, after=3600)
                for number in range(3)
            ]
            await there.writes(gaps[0], *night[:6], gaps[1], *night[6:], gaps[2])
            await there.settles()
            digest, others = sorted(there.platform.messages, key=lambda each: each.at)
            assert (told([digest]), digest.at >= 3600) == (12, True)
            assert others.card is not None
            assert len(others.card.sections) == 3

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
            [message] = platform.messages
            assert message.card is not None
            assert len(message.card.sections) == HANDFUL + 2
            assert digests([message]) == []

    simulate(story)


def test_whom_a_ladder_calls_is_called_once_however_many_wait_for_them():
    async def story():
        async with world() as there:
            many = await tickets(there, 12)
            with pytest.MonkeyPatch.context() as patch:  # nobody armed their ladders
                for module in ("worker", "digests"):
                    patch.setattr(f"bot.delivery.{module}.moot", lambda *_: False)
                calls = [Called(to=(DANA if number % 2 else LENA,), minutes=15) for number in range(12)]
                await there.writes(*(of(there, CALL, call, each) for call, each in zip(calls, many, strict=True)))  # type: ignore[arg-type]
                await there.settles()
            [message] = there.platform.messages
            assert words(message).startswith("0/12/0: ")
            assert words(message).endswith(f" @{LENA} @{DANA}")

    simulate(story)


def test_words_are_made_before_anybody_waits_for_them():
    async def story():
        async with world() as there:
            await passes(1)
            assert there.words.made == ["breach", "page"]

    simulate(story)


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
