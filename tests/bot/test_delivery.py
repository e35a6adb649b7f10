"""Delivery: order in a lane, pace, lookups before a repeat, fallbacks, moot notices, and a clean stop."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from bot.delivery.pacing import Pace
from bot.delivery.sender import Patience
from core.notifications.parts import in_parts
from core.ports.outbox import Notice
from core.tickets.events import Commented, CommentEdited, Event
from core.ui.text import flatten
from tests.bot.platform import ALL, FAULTS, Platform
from tests.bot.virtual import passes, simulate
from tests.bot.worker import DANA, LENA, MIA, REF, TRIAGE, notice, world

MINUTE = timedelta(minutes=1)
CARD = notice("triage_card", key="card")


def line(number: int, after: float = 0.0) -> Notice:
    return notice("note", key=f"line {number}", comment=f"c{number}", author=DANA, text="x", after=after)


def test_a_card_is_posted_once_and_edited_afterwards():
    async def story():
        async with world() as there:
            ticket = await there.opens()
            await there.writes(CARD)
            await there.settles()
            await there.changes(replace(ticket, title="VPN and Wi-Fi drop"))
            await there.writes(notice("triage_card", key="redraw"))
            await there.settles()
            [card] = there.platform.messages
            assert card.card is not None
            assert "VPN and Wi-Fi drop" in flatten(card.card.sections[0].body)
            [binding] = await there.store.read(lambda tx: tx.bindings(REF))
            assert (binding.role, binding.place, binding.message) == ("triage:service-desk", TRIAGE, card.id)

    simulate(story)


def test_lines_go_into_the_thread_of_the_card_in_the_order_they_were_written():
    async def story():
        async with world() as there:
            await there.opens()
            await there.writes(CARD, *(line(number) for number in range(5)))
            await there.settles()
            assert there.platform.said() == ["card", *(f"line {number}" for number in range(5))]
            card, *lines = there.platform.messages
            assert {each.thread for each in lines} == {card.id}
            assert there.platform.most_in_flight == 1

    simulate(story)


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_befalls_a_call_a_notice_is_said_once_and_nothing_overtakes_it(fault: str):
    async def story():
        async with world(Platform([fault])) as there:
            await there.opens()
            await there.writes(CARD, line(1), line(2))
            await there.settles()
            assert there.platform.said() == ["card", "line 1", "line 2"]

    simulate(story)


def test_an_unknown_outcome_is_looked_up_only_after_it_had_time_to_show():
    async def story():
        async with world(Platform(["lands_late"])) as there:
            await there.opens()
            await passes(30)
            await there.writes(CARD)
            await there.settles()
            assert there.platform.said() == ["card"]
            assert there.platform.lookups == 1
            assert len(there.platform.calls) == 1, "it was found, so it was not said again"

    simulate(story)


@pytest.mark.parametrize("fault", ["limited", "hangs_before", "refused"])
def test_a_lookup_that_fails_never_leads_to_saying_it_twice(fault: str):
    async def story():
        async with world(Platform(["broken_after"], lookups=[fault])) as there:
            await there.opens()
            await there.writes(notice("triage_card", key="card"))
            await there.settles()
            return there.platform.said()

    said = simulate(story)
    # Where a lookup is refused for good there is no way to know: that alone may repeat.
    assert said == (["card", "card"] if fault == "refused" else ["card"])


def test_a_channel_without_lookup_says_it_again():
    async def story():
        platform = Platform(["broken_before"])
        platform.capabilities = replace(ALL, lookup=False)
        async with world(platform) as there:
            await there.opens()
            await there.writes(CARD)
            await there.settles()
            assert platform.said() == ["card"]
            assert platform.lookups == 0

    simulate(story)


def test_a_limit_delays_its_own_lane_alone_and_for_as_long_as_it_says():
    async def story():
        async with world(Platform(["limited"])) as there:
            await there.opens()
            await there.writes(CARD)
            await passes(0.05)
            await there.settles()
            limited = next(each for each in there.platform.messages if each.key == "card")
            assert limited.at >= 7.0

    simulate(story)


def test_another_lane_speaks_while_one_waits_for_its_limit():
    async def story():
        async with world(Platform(["limited"])) as there:
            await there.opens()
            await there.writes(CARD)
            await passes(0.05)
            await there.writes(notice("lead_digest", f"direct:{LENA}", key="digest", ticket=None, team="service-desk"))
            await there.settles()
            assert there.platform.said() == ["digest", "card"]
            assert there.platform.messages[0].at < 1.0

    simulate(story)


def test_one_conversation_hears_a_message_a_second_after_a_small_burst():
    async def story():
        async with world(pace=Pace(post=1.0, burst=3)) as there:
            await there.opens()
            await there.writes(CARD, *(line(number) for number in range(9)))
            await there.settles()
            starts = [at for at, _ in there.platform.calls]
            assert starts[2] < 1.0, starts
            assert 6.9 <= starts[9] <= 7.5, starts
            assert all(starts[n + 3] - starts[n] > 0.9 for n in range(7))

    simulate(story)


def test_somebody_with_many_tickets_is_told_of_them_at_one_pace_and_no_turn_outlasts_a_lease():
    async def story():
        async with world(pace=Pace(post=1.0, edit=0.0, burst=1), patience=Patience(lease=20.0, call=5.0)) as there:
            refs = [f"INC-{number}" for number in range(1000, 1030)]
            for ref in refs:
                await there.opens(ref)
                card = notice("requester_card", f"requester:{MIA}", f"{ref} card", place=None, ticket=ref)
                key = f"{ref} line"
                said = notice(
                    "reply", f"requester:{MIA}", key, place=None, ticket=ref, comment="c1", author=DANA, text="x"
                )
                await there.writes(card, said)
            await there.settles()
            assert sorted(there.platform.said()) == sorted(f"{ref} {what}" for ref in refs for what in ("card", "line"))
            at = [each.at for each in there.platform.messages]
            assert min(later - earlier for earlier, later in pairwise(at)) > 0.5, "the card and its lines count as one"
            for ref in refs:
                assert [key for key in there.platform.said() if key.startswith(ref)] == [f"{ref} card", f"{ref} line"]
            tries = await there.store.read(lambda tx: tx.sql.rows("SELECT max(attempts) FROM notices", {}))
            assert tries[0][0] == 1, "no lease lapsed"

    simulate(story)


def test_a_card_is_edited_every_two_seconds_at_most_and_shows_the_newest_state():
    async def story():
        async with world() as there:
            ticket = await there.opens()
            await there.writes(CARD)
            await passes(1)
            for number in range(20):
                ticket = replace(ticket, title=f"title {number}")
                await there.changes(ticket)
                ticket = replace(ticket, version=ticket.version + 1)
                await there.writes(notice("triage_card", key=f"redraw {number}"))
                await passes(0.2)
            await there.settles()
            [card] = there.platform.messages
            gaps = [later - earlier for earlier, later in zip(card.edits, card.edits[1:], strict=False)]
            assert min(gaps) > 1.9
            assert len(card.edits) <= 5
            assert card.card is not None
            assert "title 19" in flatten(card.card.sections[0].body)

    simulate(story)


def test_a_notice_that_time_made_untrue_is_not_said():
    async def story():
        async with world() as there:
            await there.opens(REF)
            # The ticket has no ladder any more: whoever was to be paged need not be.
            await there.writes(notice("step", f"direct:{DANA}", key="page"))
            await there.settles()
            assert there.platform.messages == []

    simulate(story)


def test_a_third_direct_message_about_one_ticket_in_an_hour_waits_and_a_page_does_not():
    async def story():
        async with world() as there:
            await there.opens()
            for number in range(3):
                await there.writes(notice("schedule_gap", f"direct:{LENA}", key=f"gap {number}", schedule="x"))
            await there.writes(notice("schedule_gap", f"direct:{DANA}", key="other", schedule="x"))
            await there.settles()
            by_key = {each.key: each.at for each in there.platform.messages}
            assert by_key["gap 1"] < 60
            assert by_key["other"] < 60
            assert 3600 <= by_key["gap 2:later"] < 3700

    simulate(story)


def test_a_direct_message_that_waits_holds_up_nothing_else_for_that_person():
    async def story():
        async with world() as there:
            await there.opens()
            for number in range(3):
                await there.writes(notice("schedule_gap", f"direct:{LENA}", key=f"gap {number}", schedule="x"))
            await passes(20)
            await there.writes(notice("lead_digest", f"direct:{LENA}", key="digest", ticket=None, after=20))
            await there.settles()
            assert there.platform.said().index("digest") < there.platform.said().index("gap 2:later")

    simulate(story)


def test_the_edit_of_a_relayed_message_finds_its_copy_and_one_without_copy_is_let_go():
    async def story():
        async with world() as there:
            await there.opens()
            relayed = notice("relay", key="copy", comment="c1", author=MIA, text="x", voice="requester")
            edit = notice("relay_edit", key="edit", target="comment:c1", comment="c1", author=MIA, text="y")
            lost = notice("relay_edit", key="lost", target="comment:c9", comment="c9", author=MIA, text="y")
            await there.writes(CARD, relayed, edit, lost)
            await there.settles()
            copy = there.platform.messages[1]
            assert len(copy.edits) == 1
            assert await there.parked() == {}

    simulate(story)


def test_long_words_that_shrink_and_grow_while_they_are_said_stand_in_their_order():
    async def story():
        async with world() as there:
            ticket = await there.opens()
            texts = [" ".join(f"word{number}" for number in range(many)) for many in (2_400, 1, 1_200)]
            events: list[Event] = [Commented("c1", MIA, "requester", True, texts[0])]
            events += [CommentEdited("c1", each, late=False) for each in texts[1:]]

            async def goes_on() -> None:
                nonlocal ticket
                ticket = await there.changes(ticket, events.pop(0))

            copy = notice("relay", key="copy", comment="c1", author=MIA, text=texts[0], voice="requester")
            edit = notice("relay_edit", key="edit", target="comment:c1", comment="c1", author=MIA, text=texts[2])
            await goes_on()
            await there.writes(CARD, *in_parts(copy, "text"))
            there.platform.watch = lambda said: shrinks.set() if said.key == "copy" else None
            drop = there.store.outbox.drop_moot

            async def grows(id: int, at: datetime, along: Sequence[str] = (), *, then: Sequence[Notice] = ()) -> bool:
                dropped = await drop(id, at, along, then=then)
                if events:
                    await goes_on()
                    await there.writes(*(replace(each, refresh=True) for each in in_parts(edit, "text")))
                return dropped

            there.store.outbox.drop_moot = grows  # type: ignore[method-assign]
            shrinks = asyncio.Event()
            await shrinks.wait()
            await goes_on()
            await there.settles()
            assert there.platform.said() == ["card", "copy", "edit:2", "edit:3"]

    simulate(story)


def test_a_reaction_is_put_on_the_message_it_is_about():
    async def story():
        async with world() as there:
            await there.opens()
            target = f"{TRIAGE}#17"
            mark = notice("mark_delivered", f"message:{target}", place=TRIAGE, target=target, emoji="outbox_tray")
            await there.writes(replace(mark, place=TRIAGE))
            await there.settles()
            assert there.platform.reactions == [(target, "outbox_tray")]

    simulate(story)


def test_everybody_is_pinged_once_for_a_p1_and_never_for_less():
    async def story():
        async with world() as there:
            await there.opens(priority="P1")
            await there.opens("INC-2")
            await there.writes(CARD, notice("triage_card", key="other", ticket="INC-2"))
            await there.settles()
            there.platform.messages = [each for each in there.platform.messages if each.key != "card"]
            await there.writes(notice("triage_card", key="redraw"))
            await there.settles()
            assert [each.broadcast for _, each in there.platform.calls if each.act == "post"] == [True, False, False]

    simulate(story)


def test_a_stop_lets_what_is_in_flight_finish_and_takes_nothing_more():
    async def story():
        async with world(running=False) as there:
            await there.opens()
            await there.writes(CARD, line(1))
            worker = asyncio.create_task(there.delivery.run())
            await passes(0.05)
            there.delivery.stop()
            await worker
            assert there.platform.said() == ["card"]
            assert await there.store.outbox.pending() == 1

    simulate(story)


def test_a_stop_that_cannot_wait_leaves_the_outcome_as_unknown():
    async def story():
        platform = Platform(["hangs_after"])
        async with world(platform, patience=Patience(call=1000.0, lease=5000.0, farewell=3.0), running=False) as there:
            await there.opens()
            await there.writes(CARD)
            worker = asyncio.create_task(there.delivery.run())
            await passes(1)
            there.delivery.stop()
            await worker
            await passes(3)
            [again] = await there.store.outbox.lease(there.clock.now(), "next", limit=1, lease_for=MINUTE)
            assert again.unknown

    simulate(story)
