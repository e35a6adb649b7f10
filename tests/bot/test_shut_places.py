"""What was parked because its place was shut is said when that comes back, and nothing of it twice or too late."""

from __future__ import annotations

from datetime import timedelta

from bot.identity.place_watch import FRESH
from core.notifications.kinds import kind_of
from core.notifications.promises import CALL, Called
from core.ports.outbox import Notice
from tests.bot.virtual import simulate
from tests.bot.worker import DANA, MIA, NOW, REF, TRIAGE, World, notice, world

CARD = notice("triage_card", key="card")
HOUR = timedelta(hours=1)


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
            await there.writes(notice("claimed", f"requester:{MIA}", key="claimed", place=home, person=DANA))
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
