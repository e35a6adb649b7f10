"""What waited for the morning, or for the next hour, is one message; each is said exactly once, whatever happens."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.batching import MOST, fits, one_card
from bot.delivery.sender import Patience
from bot.delivery.worker import Delivery
from core.ports.outbox import Notice
from core.ports.tickets import StorageUnavailable
from core.ui.cards import Action, Button, Card, say
from core.ui.text import flatten, plain
from tests.bot.platform import FAULTS, Message, Platform
from tests.bot.virtual import passes, simulate
from tests.bot.worker import DANA, LENA, REF, World, notice, world
from tests.fakes.phrasing import PHRASING

OPENING = 3600.0
OTHER = "INC-1001"


def waits(
    key: str, ticket: str | None = REF, kind: str = "schedule_gap", to: str = LENA, after: float = OPENING
) -> Notice:
    return notice(kind, f"direct:{to}", key=key, ticket=ticket, schedule="x", after=after)


def parts(message: Message) -> list[str]:
    assert message.card is not None
    return [flatten(section.body).split(" at ")[0] for section in message.card.sections]


async def night(there: World) -> None:
    """Three things about two tickets, of which nobody is told before the opening."""
    await there.opens()
    await there.opens(OTHER, title="No sound")
    await there.writes(waits("gap 1"), waits("gap 2", OTHER), waits("gap 3"))


THREE = ["schedule_gap VPN drops", "schedule_gap No sound", "schedule_gap VPN drops"]


def test_three_things_of_the_night_are_one_message_at_the_opening():
    async def story():
        async with world() as there:
            await night(there)
            await there.writes(waits("for Dana", to=DANA))
            await passes(OPENING - 60)
            assert there.platform.messages == []
            await there.settles()
            message, other = sorted(there.platform.messages, key=lambda each: each.key, reverse=True)
            assert (message.key, parts(message)) == ("gap 1", THREE)
            assert message.card is not None
            assert message.card.summary.endswith("... and 2 more")
            assert [section.divider for section in message.card.sections] == [False, True, True]
            assert parts(other) == ["schedule_gap VPN drops"]

    simulate(story)


def test_what_time_made_untrue_is_left_out():
    async def story():
        async with world() as there:
            await there.opens()
            moot = waits("step", kind="step")  # the ticket has no ladder any more
            await there.writes(waits("gap 1"), moot, waits("gap 2"))
            await there.settles()
            assert [parts(each) for each in there.platform.messages] == [["schedule_gap VPN drops"] * 2]
            assert await there.parked() == {}

    simulate(story)


def test_a_page_is_neither_held_back_nor_taken_along_nor_overtaken():
    async def story():
        async with world() as there:
            await there.opens()
            at_night = notice("lead_digest", f"direct:{LENA}", key="now", ticket=None)
            urgent = waits("page", kind="nobody_answered", ticket=None)
            await there.writes(waits("gap 1"), waits("gap 2"), at_night, urgent, waits("gap 3"))
            await passes(30)
            assert there.platform.said() == ["now"]
            await there.settles()
            assert [(each.key, len(parts(each))) for each in there.platform.messages[1:]] == [
                ("gap 1", 2),
                ("page", 1),
                ("gap 3", 1),
            ]

    simulate(story)


def test_a_message_about_one_ticket_stands_for_all_it_says_and_one_about_several_for_none():
    async def story():
        async with world() as there:
            await night(there)
            await there.writes(waits("a", to=DANA), waits("b", to=DANA))
            await there.settles()
            bound = await there.store.read(lambda tx: (*tx.bindings(REF), *tx.bindings(OTHER)))
            roles = {each.role: each.message for each in bound}
            message = next(each for each in there.platform.messages if each.key == "a")
            assert roles == {"notice:a": message.id, "notice:b": message.id}

    simulate(story)


def test_what_the_hour_held_back_comes_as_one_message():
    async def story():
        async with world() as there:
            await there.opens()
            for number in range(5):
                await there.writes(waits(f"gap {number}", after=0))
            await there.settles()
            assert there.platform.said() == ["gap 0", "gap 1", "gap 2:later"]
            assert len(parts(there.platform.messages[2])) == 3

    simulate(story)


def test_no_message_says_more_than_its_measure_and_the_rest_follows():
    async def story():
        async with world() as there:
            await there.opens()
            await there.writes(*(waits(f"{number:02}", ticket=None) for number in range(MOST + 3)))
            await there.settles()
            assert [len(parts(each)) for each in there.platform.messages] == [MOST + 1, 2]

    simulate(story)


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_befalls_the_message_each_is_said_once(fault: str):
    async def story():
        platform = Platform([fault])
        async with world(platform) as there:
            await night(there)
            await there.settles()
            assert [parts(each) for each in platform.messages] == [THREE]
            assert await there.parked() == {}

    simulate(story)


@pytest.mark.parametrize("fault", ["broken_before", "broken_after"])
def test_what_became_untrue_after_an_unknown_outcome_loses_and_repeats_nothing_else(fault: str):
    async def story():
        platform = Platform([fault])
        async with world(platform) as there:
            await there.opens()
            await there.writes(waits("first", kind="watched_resolved"), waits("gap 1"), waits("gap 2"))
            untrue = [False]

            def unsaid(policy, given, ticket):
                return untrue[0] and given.kind == "watched_resolved"

            platform.watch = lambda _: untrue.__setitem__(0, True)
            with pytest.MonkeyPatch.context() as patch:
                for module in ("verdict", "composing"):
                    patch.setattr(f"bot.delivery.{module}.is_unsaid", unsaid)
                await there.settles()
            [message] = platform.messages
            gaps = ["schedule_gap VPN drops"] * 2
            first = ["watched_resolved VPN drops"] if fault == "broken_after" else []
            assert parts(message) == first + gaps

    simulate(story)


@pytest.mark.parametrize("fault", ["hangs_after", "hangs_before"])
def test_a_process_that_dies_while_speaking_repeats_and_loses_nothing(fault: str):
    async def story():
        platform = Platform([fault])
        async with world(platform, running=False) as there:
            await night(there)
            outbox = there.store.outbox
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(outbox, "retry", _power_is_gone)
                worker = asyncio.create_task(there.delivery.run())
                await passes(OPENING + 5)
                dying = [*there.delivery._flying.values(), worker]
                for task in dying:
                    task.cancel()
                await asyncio.gather(*dying, return_exceptions=True)
            assert await outbox.pending() == 3
            there.delivery = _reborn(there.delivery)
            there.worker = asyncio.create_task(there.delivery.run())
            await there.settles()
            there.delivery.stop()
            assert [parts(each) for each in platform.messages] == [THREE]
            assert platform.lookups == 1

    simulate(story)


async def _power_is_gone(*_: object, **__: object) -> bool:
    raise StorageUnavailable("gone")


def _reborn(gone: Delivery) -> Delivery:
    return Delivery(
        gone.outbox, gone.store, gone.desk, gone.presenter, gone.addresses, gone.people, gone.places, gone.policy,
        gone.clock, gone.metrics, gone.voice,
    )  # fmt: skip


def test_whom_it_cannot_reach_misses_each_of_them():
    async def story():
        platform = Platform()
        platform.strangers.add(LENA)
        async with world(platform) as there:
            await night(there)
            await there.settles()
            assert [key for key, _ in there.desk.missed] == ["gap 1", "gap 2", "gap 3"]
            platform.strangers.clear()
            platform.gone[f"slack:T1/D-{LENA.partition('@')[0]}"] = "cannot_dm"
            await there.writes(waits("a", after=2 * OPENING), waits("b", after=2 * OPENING))
            await there.settles()
            assert [key for key, _ in there.desk.missed][3:] == ["a", "b"]
            assert set(await there.parked()) == {"gap 1", "gap 2", "gap 3", "a", "b"}

    simulate(story)


def test_one_whose_words_are_broken_spoils_no_other():
    async def story():
        async with world() as there:
            there.words.broken.add("lead_digest")
            await there.opens()
            await there.writes(waits("gap 1"), waits("broken", kind="lead_digest", ticket=None), waits("gap 2"))
            await there.settles()
            assert there.platform.said() == ["gap 1", "gap 2"]
            assert set(await there.parked()) == {"broken"}

    simulate(story)


@pytest.mark.parametrize("count", [1, 3])
def test_what_was_said_needs_no_words_to_be_found_though_they_broke_since(count: int):
    async def story():
        platform = Platform(["broken_after"])
        async with world(platform) as there:
            await there.opens()
            await there.writes(*(waits(f"gap {number}") for number in range(count)))
            platform.watch = lambda _: there.words.broken.add("schedule_gap")
            await there.settles()
            assert [len(parts(each)) for each in platform.messages] == [count]
            assert await there.parked() == {}
            assert there.desk.missed == []

    simulate(story)


def test_what_may_have_been_said_alone_takes_nothing_along_afterwards():
    async def story():
        platform = Platform(["broken_after"])
        async with world(platform) as there:
            await there.opens()
            await there.writes(waits("gap 1"))
            await passes(OPENING + 1)
            assert len(platform.calls) == 1
            await there.writes(waits("gap 2"))
            await there.settles()
            assert platform.said() == ["gap 1", "gap 2"]

    simulate(story)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.booleans(), st.sampled_from([0.0, 60.0, 61.0, 90.0])), min_size=2, max_size=8),
    st.lists(st.one_of(st.none(), st.sampled_from(FAULTS)), max_size=12),
    st.lists(st.sampled_from([None, "limited", "hangs_before"]), max_size=4),
)
def test_each_is_said_once_however_calls_fail(
    rows: list[tuple[bool, float]], faults: list[str | None], lookups: list[str | None]
):
    async def story():
        platform = Platform(list(faults), list(lookups))
        async with world(platform, patience=Patience(lease=30.0, call=12.0), running=False) as there:
            for number, (urgent, after) in enumerate(rows):
                ref = f"INC-{1000 + number}"
                await there.opens(ref, title=f"title{number}")
                kind = "update_due" if urgent else "schedule_gap"
                await there.writes(notice(kind, f"direct:{LENA}", key=ref, ticket=ref, after=after, since="2000"))
            there.worker = asyncio.create_task(there.delivery.run())
            await there.settles()
            said = [part.split()[1] for message in platform.messages for part in parts(message)]
            assert sorted(said) == [f"title{number}" for number in range(len(rows))]
            assert await there.parked() == {}

    simulate(story)


def test_each_keeps_its_own_buttons_and_the_message_has_a_measure():
    def card(ref: str) -> Card:
        return say(plain(f"About {ref}"), Button("Claim", Action("claim", {"ticket": ref})), tone="warning", ticket=ref)

    both = one_card([card(REF), card(OTHER)], PHRASING)
    assert [[b.action.arguments["ticket"] for b in part.buttons] for part in both.sections] == [[REF], [OTHER]]
    assert (both.buttons, both.ticket, both.tone) == ((), None, "warning")
    assert one_card([card(REF)], PHRASING) == card(REF)
    assert not fits([card(REF), say(plain("x" * 7000))])
