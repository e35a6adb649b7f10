"""What was parked because its place was shut is said when that comes back, and nothing of it twice or too late."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery.coming_back import FRESH, PAUSE, ComingBack
from bot.identity.people import PeopleDirectory
from bot.identity.place_watch import PlaceNews, PlaceWatch
from bot.identity.places import KnownPlaces
from bot.runtime.wakeup import Bell
from core.notifications.kinds import kind_of
from core.notifications.promises import CALL, Called
from core.ports.outbox import Notice
from tests.bot.virtual import passes, simulate
from tests.bot.worker import DANA, MIA, NOW, REF, TRIAGE, World, notice, policy, world

CARD = notice("triage_card", key="card")
HOUR = timedelta(hours=1)


class NoRooms:
    """A desk whose tickets stand everywhere already."""

    async def move_in(self, rooms: Mapping[str, Sequence[str]]) -> int:
        return 0


def line(key: str) -> Notice:
    return notice("note", key=key, comment=key, author=DANA, text="x")


async def _comes_back(there: World) -> int:
    there.platform.gone.clear()
    now = there.clock.now()
    back = await there.store.outbox.bring_back(now, now - FRESH)
    await there.settles()
    return back


def test_what_was_parked_at_an_archived_channel_is_said_there_in_its_order():
    async def story():
        async with world() as there:
            there.platform.gone[TRIAGE] = "is_archived"
            await there.opens()
            await there.writes(CARD, line("one"), line("two"))
            await there.settles()
            assert await _comes_back(there) == 3
            assert there.platform.said(TRIAGE) == ["card", "one", "two"]
            assert await there.parked() == {}

    simulate(story)


@pytest.mark.parametrize("first", ["what was parked", "the new card", "both at once"])
def test_a_card_that_two_lanes_hold_is_posted_once(first: str):
    """A change of it, parked before it ever stood, and the card that is put into each place that is found again."""

    async def story():
        async with world() as there:
            there.platform.gone[TRIAGE] = "is_archived"
            await there.opens()
            await there.writes(replace(CARD, key="changed", refresh=True))
            await there.settles()
            there.platform.gone.clear()
            there.platform.seconds = 3.0
            now = there.clock.now()
            steps = [there.store.outbox.bring_back(now, now - FRESH), there.writes(CARD)]
            if first == "both at once":
                await asyncio.gather(*steps)
            else:
                for step in steps if first == "what was parked" else reversed(steps):
                    await step
                    await passes(1.0)
            await there.settles()
            assert len(there.platform.said(TRIAGE)) == 1
            assert await there.parked() == {}

    simulate(story)


def test_what_waited_for_too_long_is_left_to_the_doctor():
    async def story():
        async with world() as there:
            there.platform.gone[TRIAGE] = "is_archived"
            await there.opens()
            await there.writes(CARD)
            await there.settles()
            there.clock.start += FRESH + HOUR  # nobody looks meanwhile: each look would be one of 9,000
            assert await _comes_back(there) == 0
            assert await there.parked() == {"card": "is_archived"}

    simulate(story)


def test_what_its_reader_has_by_now_is_not_said_where_it_belonged():
    async def story():
        async with world() as there:
            home = "slack:T1/it-help"
            there.platform.gone[home] = "channel_not_found"
            await there.opens(home=f"{home}#7.7")
            await there.writes(notice("released", f"requester:{MIA}", key="claimed", place=home))
            await there.settles()
            assert there.platform.said("slack:T1/D-mia.feld") == ["claimed:to-requester"]
            assert await _comes_back(there) == 0
            assert there.platform.said(home) == []

    simulate(story)


def test_what_is_no_longer_true_is_left_out():
    async def story():
        async with world() as there:
            there.platform.gone[TRIAGE] = "is_archived"
            await there.opens()
            called = Called(to=(DANA,), minutes=5)
            call = CALL.notice(called, ticket=REF, to=CARD.to, key="call", at=NOW, place=TRIAGE)
            await there.writes(CARD, call)
            await there.settles()
            ticket = await there.store.read(lambda tx: tx.ticket(REF))
            assert ticket is not None
            assert kind_of(call).is_moot(call, ticket)
            await _comes_back(there)
            assert there.platform.said(TRIAGE) == ["card"]

    simulate(story)


def test_what_a_bug_keeps_from_being_said_is_not_tried_again_for_a_place():
    async def story():
        async with world() as there:
            there.words.broken.add("note")
            await there.opens()
            await there.writes(CARD, line("one"))
            await there.settles()
            assert await _comes_back(there) == 0

    simulate(story)


def test_a_place_that_comes_back_gets_what_it_refused_and_nothing_is_tried_at_the_others():
    """What is for one person names no place: the one that was found out for it is kept."""

    async def story():
        async with world() as there:
            chat = f"direct:{await there.platform.account(MIA)}"
            there.platform.gone |= {TRIAGE: "is_archived", chat: "channel_not_found"}
            await there.opens()
            await there.writes(CARD, notice("requester_card", f"requester:{MIA}", key="receipt"))
            await there.settles()
            assert set(await there.parked()) >= {"card", "receipt"}
            there.platform.gone.clear()
            places = KnownPlaces(policy(), {"slack": there.platform})
            await places.refresh(there.store)  # all of them are known: none is found anew
            news = PlaceNews(Bell())
            directory = PeopleDirectory(there.store, policy(), {"slack": there.platform}, there.clock)
            await directory.account(MIA, "slack")
            back = ComingBack(there.store.outbox, there.clock)
            watch = PlaceWatch(NoRooms(), places, there.store, back, there.clock, news, directory)  # type: ignore[arg-type]
            running = asyncio.create_task(watch.run())
            for heard, said in (
                (None, []),
                ("slack:T1/other", []),
                (chat, ["slack:T1/D-mia.feld"]),
                (TRIAGE, [TRIAGE]),
            ):
                since = len(there.platform.messages)
                news(*([heard] if heard else []))
                await passes(5)
                await there.settles()
                assert list(dict.fromkeys(each.place for each in there.platform.messages[since:])) == said
            running.cancel()

    simulate(story)


def test_a_place_that_is_back_without_a_word_is_found_by_one_notice_and_gets_the_rest():
    async def story():
        async with world() as there:
            there.platform.gone[TRIAGE] = "forbidden"
            await there.opens()
            await there.writes(CARD, line("one"), line("two"))
            await there.settles()
            back = there.delivery.coming_back
            await back.look()
            await passes(PAUSE.total_seconds())
            await back.look()  # in vain
            await there.settles()
            assert set(await there.parked()) == {"card", "one", "two"}
            there.platform.gone.clear()
            await back.look()
            await there.settles()
            assert there.platform.said(TRIAGE) == [], "it rests longer each time"
            await passes(2 * PAUSE.total_seconds())
            await back.look()
            await there.settles()
            await passes(5)
            await there.settles()
            assert there.platform.said(TRIAGE) == ["card", "one", "two"]
            assert await there.parked() == {}

    simulate(story)


def test_what_is_taken_where_others_were_refused_brings_those_back_at_once():
    async def story():
        async with world() as there:
            await there.opens()
            await there.writes(CARD)
            await there.settles()
            there.platform.gone[TRIAGE] = "forbidden"
            await there.writes(line("one"), line("two"))
            await there.settles()
            there.platform.gone.clear()
            await there.writes(line("three"))
            await there.settles()
            await passes(5)
            await there.settles()
            assert there.platform.said(TRIAGE) == ["card", "three", "one", "two"]

    simulate(story)


def test_a_place_that_stays_shut_is_tried_ever_more_seldom_until_all_is_stale():
    async def story():
        async with world() as there:
            there.platform.gone[TRIAGE] = "forbidden"
            await there.opens()
            await there.writes(CARD)
            await there.settles()
            back, tried = there.delivery.coming_back, len(there.platform.calls)
            for _ in range(int(FRESH / PAUSE) + 50):
                there.clock.start += PAUSE
                await back.look()
                await there.settles()
            assert 10 < len(there.platform.calls) - tried < 30
            assert back.refusing == set()
            assert await there.parked() == {"card": "forbidden"}

    simulate(story)
