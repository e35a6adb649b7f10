"""What is promised of a lane's order (core.ports.outbox): the urgent first, one ticket in order, nothing for ever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest

from core.notifications.kinds import due, redraws
from core.ports.outbox import Leased, Notice
from tests.fakes.ports.store import StoreWithOutbox
from tests.storage.stories import LENA, MIA, NOW, TRIAGE, after, card, lease_keys, line, write

MINUTE = timedelta(minutes=1)
OTHER = "INC-1001"


def urgent(notice: Notice) -> Notice:
    return replace(notice, urgent=True)


def redraw(key: str, *, ticket: str = "INC-1000", not_before: datetime = NOW) -> Notice:
    return replace(card(key, ticket=ticket, not_before=not_before), refresh=True)


def change(key: str, *, ticket: str = "INC-1000") -> Notice:
    facts = {"target": "comment:c1", "comment": "c1", "author": MIA, "text": key}
    return Notice("relay_edit", ticket, "triage:service-desk", key, NOW, NOW, facts, TRIAGE, refresh=True)


async def take(store: StoreWithOutbox, at: datetime = NOW) -> Sequence[Leased]:
    return await store.outbox.lease(at, "w1", limit=100, lease_for=MINUTE)


async def said(store: StoreWithOutbox, at: datetime = NOW) -> list[str]:
    """Everything that may be said at that instant, one after the other."""
    keys = []
    while leased := await store.outbox.lease(at, "w1", limit=1, lease_for=MINUTE):
        keys.append(leased[0].notice.key)
        await store.outbox.done(leased[0].id, None, at)
    return keys


async def test_what_is_urgent_is_next_then_words_then_cards(store: StoreWithOutbox) -> None:
    await write(store, card("card", ticket="INC-1001"), line("word", ticket="INC-1002"), line("word 2", ticket=None))
    await write(store, urgent(card("p1", ticket="INC-1003")))
    assert await said(store) == ["p1", "word", "word 2", "card"]


async def test_the_lane_with_the_most_urgent_comes_first(store: StoreWithOutbox) -> None:
    await write(store, line("a", "a"), card("b", "b", ticket=OTHER), urgent(line("c", "c")))
    assert await lease_keys(store, limit=2) == ["c", "a"]


async def test_an_urgent_one_takes_along_what_its_ticket_says_before_it(store: StoreWithOutbox) -> None:
    await write(store, line("other", ticket=OTHER), card("card"), line("word"))
    await write(store, urgent(line("breach")), line("after"))
    assert await said(store) == ["card", "word", "breach", "other", "after"]


async def test_what_must_not_be_said_yet_is_not_taken_along(store: StoreWithOutbox) -> None:
    await write(store, line("tomorrow", not_before=after(hours=12)), urgent(line("breach")))
    assert await said(store) == ["breach"]


async def test_a_word_that_was_put_off_waits_but_not_behind_what_its_ticket_says_after_it(
    store: StoreWithOutbox,
) -> None:
    await write(store, urgent(line("breach")), urgent(line("other breach", ticket=OTHER)))
    for _ in range(2):
        (leased,) = await take(store)
        await store.outbox.postpone(leased.id, after(seconds=15))
    assert await said(store, after(seconds=1)) == []
    assert await store.outbox.next_at(after(seconds=1)) == after(seconds=15)
    await write(store, line("word"))
    assert await said(store, after(seconds=1)) == ["breach", "word"]
    assert await said(store, after(seconds=15)) == ["other breach"]


async def test_what_is_put_off_together_waits_together(store: StoreWithOutbox) -> None:
    await write(store, urgent(line("warning")), urgent(line("breach")), urgent(line("other breach", ticket=OTHER)))
    (leased,) = await take(store)
    behind = await store.outbox.behind(leased.id, NOW, 10)
    await store.outbox.postpone(leased.id, after(seconds=15), along=[each.id for each in behind])
    assert await said(store, after(seconds=1)) == []
    assert await said(store, after(seconds=15)) == ["warning", "breach", "other breach"]


async def test_what_was_put_off_is_no_less_before_what_its_ticket_says_where_many_are_said_at_once(
    store: StoreWithOutbox,
) -> None:
    await write(store, urgent(line("breach")), urgent(line("head", ticket=OTHER)))
    (breach,) = await take(store)
    await store.outbox.postpone(breach.id, after(seconds=15))
    await write(store, urgent(line("call")), urgent(line("third", ticket="INC-1002")))
    (head,) = await take(store)
    assert (head.notice.key, head.unknown) == ("head", False)
    assert [each.notice.key for each in await store.outbox.behind(head.id, NOW, 25)] == ["third"]
    assert [each.notice.key for each in await store.outbox.behind(head.id, after(seconds=15), 25)] == [
        "breach", "call", "third",
    ]  # fmt: skip


async def test_what_another_message_may_have_said_is_not_overtaken_where_many_are_said_at_once(
    store: StoreWithOutbox,
) -> None:
    await write(store, urgent(line("breach", ticket=OTHER)), urgent(line("along")))
    (first,) = await take(store)
    assert await store.outbox.carry(first.id, first.attempts, [first.id + 1])
    await store.outbox.retry(first.id, NOW, "timeout", unknown=True)
    earlier = urgent(line("earlier", ticket="INC-1002", not_before=after(seconds=-1)))
    await write(store, earlier, urgent(line("call")))
    (head,) = await take(store)
    assert head.notice.key == "earlier"
    assert [each.notice.key for each in await store.outbox.behind(head.id, NOW, 25)] == ["breach"]


async def test_what_pulls_a_word_forward_is_known_and_may_be_put_off_with_it(store: StoreWithOutbox) -> None:
    await write(store, urgent(line("breach")))
    (breach,) = await take(store)
    await store.outbox.postpone(breach.id, after(seconds=15))
    await write(store, urgent(line("call")), urgent(line("other", ticket=OTHER)), line("no ticket", ticket=None))
    await write(store, line("tomorrow", not_before=after(hours=12)))
    (pulled,) = await take(store)
    later = await store.outbox.after(pulled.id, NOW)
    assert (pulled.notice.key, [each.notice.key for each in later]) == ("breach", ["call"])
    assert await store.outbox.postpone(pulled.id, after(seconds=15), along=[each.id for each in later])
    assert await said(store, after(seconds=1)) == ["other", "no ticket"]
    assert await said(store, after(seconds=15)) == ["breach", "call"]


async def test_what_waited_for_a_day_is_no_longer_overtaken(store: StoreWithOutbox) -> None:
    await write(store, line("yesterday", ticket=OTHER, not_before=after(hours=-25)))
    await write(store, line("an hour ago", ticket="INC-1002", not_before=after(hours=-1)), urgent(line("p1")))
    assert await said(store) == ["yesterday", "p1", "an hour ago"]


async def test_a_refresh_waits_in_a_lane_of_its_own(store: StoreWithOutbox) -> None:
    await write(store, redraw("redraw"), line("word"), redraw("another", ticket=OTHER))
    first = await take(store)
    assert [each.notice for each in first] == [line("word"), redraw("redraw")]
    await store.outbox.retry(first[1].id, after(seconds=30), "429")
    await store.outbox.done(first[0].id, None, NOW)
    await write(store, line("word 2"))
    assert await lease_keys(store) == ["word 2"]


async def test_a_card_is_redrawn_only_when_it_stands(store: StoreWithOutbox) -> None:
    await write(store, card("card"))
    (posting,) = await take(store)
    await write(store, redraw("redraw"))
    assert await lease_keys(store) == []
    await store.outbox.done(posting.id, None, NOW)
    assert await lease_keys(store) == ["redraw"]


async def test_a_card_that_is_not_posted_yet_holds_up_no_other_refresh(store: StoreWithOutbox) -> None:
    await write(store, card("card"))
    (posting,) = await take(store)
    await write(store, redraw("redraw"), redraw("another", ticket=OTHER))
    assert posting.notice.key == "card"
    assert await lease_keys(store) == ["another"]


async def test_a_card_that_waits_to_be_posted_is_drawn_as_it_is_then(store: StoreWithOutbox) -> None:
    await write(store, card("card", ticket=OTHER), card("mine"))
    await write(store, urgent(redraw("redraw")))
    assert await said(store, after(seconds=2)) == ["mine", "card"]


async def test_a_redrawing_waits_for_the_card_that_is_posted_after_it_was_asked_for(store: StoreWithOutbox) -> None:
    await write(store, redraw("redraw"))
    await write(store, card("mine"))
    (posted,) = await take(store)
    assert posted.notice.key == "mine"
    assert await take(store) == []
    await store.outbox.done(posted.id, None, NOW)
    assert await said(store, after(seconds=2)) == ["redraw"]


async def test_a_change_follows_the_words_and_changes_before_it(store: StoreWithOutbox) -> None:
    await write(store, line("word"), change("first"))
    (word,) = await take(store)
    assert word.notice.key == "word"
    await write(store, urgent(change("second")), line("word 2"))
    await store.outbox.done(word.id, None, NOW)
    # Where `first` looks again only a moment later, `second` must not go before it.
    assert await said(store) + await said(store, after(seconds=2)) in (
        ["first", "second", "word 2"],
        ["word 2", "first", "second"],
    )


async def test_what_is_put_back_lets_others_go_on_and_was_no_try(store: StoreWithOutbox) -> None:
    await write(store, redraw("a"), redraw("b", ticket=OTHER))
    (first,) = await take(store)
    assert await store.outbox.postpone(first.id, after(seconds=2))
    assert not await store.outbox.postpone(first.id, after(seconds=9))
    (other,) = await take(store)
    assert other.notice.key == "b"
    assert await store.outbox.postpone(other.id, after(seconds=1), unknown=True)
    assert await store.outbox.next_at(NOW) == after(seconds=1)
    (back,) = await take(store, after(seconds=1))
    assert (back.notice.key, back.attempts, back.unknown) == ("b", 0, True)
    await store.outbox.done(back.id, None, after(seconds=1))
    (last,) = await take(store, after(seconds=2))
    assert (last.notice.key, last.attempts, last.unknown) == ("a", 0, False)


async def test_what_is_put_back_can_hold_its_lane(store: StoreWithOutbox) -> None:
    await write(store, redraw("a"), redraw("b", ticket=OTHER), line("word"))
    _, first = sorted(await take(store), key=lambda each: each.notice.refresh)
    assert await store.outbox.postpone(first.id, after(seconds=1), lane_free_at=after(seconds=1))
    assert await lease_keys(store) == []
    assert await lease_keys(store, after(seconds=1)) == ["a"]


async def test_the_cards_of_requesters_share_a_few_lanes_and_follow_their_own_words(store: StoreWithOutbox) -> None:
    mine = [
        Notice("requester_card", f"INC-{n}", f"requester:{MIA}", f"{n}", NOW, NOW, refresh=True)
        for n in range(1000, 1300)
    ]
    assert len({each.lane for each in mine}) <= 16
    posting = replace(mine[0], key="card", refresh=False)
    await write(store, posting)
    (leased,) = await take(store)
    await write(store, mine[0])
    assert await lease_keys(store) == []
    await store.outbox.done(leased.id, None, NOW)
    assert await lease_keys(store) == ["1000"]


@pytest.mark.parametrize("unknown", [True, False])
async def test_what_failed_comes_before_what_its_ticket_says_later(store: StoreWithOutbox, unknown: bool) -> None:
    await write(store, line("a1"))
    (failed,) = await take(store)
    await store.outbox.retry(failed.id, after(seconds=5), "failed", unknown=unknown)
    await write(store, urgent(line("p1", ticket=OTHER)), urgent(line("a2")), line("word", ticket="INC-1002"))
    assert await said(store, after(seconds=5)) == ["p1", "a1", "a2", "word"]


async def test_what_may_have_been_said_with_another_is_found_out_before_its_ticket_goes_on(
    store: StoreWithOutbox,
) -> None:
    await write(store, line("a1"), line("b1", ticket=OTHER))
    (head,) = await take(store)
    behind = await store.outbox.behind(head.id, NOW, 25)
    assert await store.outbox.carry(head.id, head.attempts, [each.id for each in behind])
    await store.outbox.retry(head.id, after(seconds=5), "timeout", unknown=True)
    await write(store, urgent(line("b2", ticket=OTHER)))
    (again,) = await take(store, after(seconds=5))
    assert (again.notice.key, again.unknown) == ("a1", True)
    assert await store.outbox.done(again.id, None, NOW)
    assert await said(store, after(seconds=5)) == ["b2"]


async def test_what_stands_behind_one_is_in_the_order_of_its_lane(store: StoreWithOutbox) -> None:
    await write(store, urgent(line("head", ticket="INC-1002")), line("word", ticket=None), card("card"))
    await write(store, urgent(line("breach")), line("later", not_before=after(hours=1)))
    (head,) = await take(store)
    assert [each.notice.key for each in await store.outbox.behind(head.id, NOW, 25)] == ["card", "breach", "word"]
    assert len(await store.outbox.behind(head.id, NOW, 2)) == 2


async def test_what_failed_holds_back_its_ticket_and_nobody_else(store: StoreWithOutbox) -> None:
    await write(store, line("a1"))
    (failed,) = await take(store)
    assert await store.outbox.retry(failed.id, after(minutes=5), "500", lane_free_at=after(seconds=5))
    await write(store, line("a2"), line("b", ticket=OTHER), line("gap", ticket=None), urgent(line("a3")))
    assert await store.outbox.next_at(NOW) == after(seconds=5)
    assert await said(store, after(seconds=5)) == ["b", "gap"]
    assert await store.outbox.next_at(after(seconds=5)) == after(minutes=5)
    await write(store, line("c", ticket="INC-1002"))
    (other,) = await take(store, after(seconds=6))
    assert [each.notice.key for each in await store.outbox.behind(other.id, after(seconds=6), 25)] == []
    await store.outbox.done(other.id, None, after(seconds=6))
    assert await said(store, after(minutes=5)) == ["a1", "a2", "a3"]


async def test_what_was_carried_with_an_unknown_outcome_holds_back_its_ticket_too(store: StoreWithOutbox) -> None:
    await write(store, line("a1"), line("b1", ticket=OTHER))
    (head,) = await take(store)
    behind = await store.outbox.behind(head.id, NOW, 25)
    assert await store.outbox.carry(head.id, head.attempts, [each.id for each in behind])
    await store.outbox.retry(head.id, after(minutes=1), "timeout", unknown=True, lane_free_at=after(seconds=2))
    await write(store, urgent(line("b2", ticket=OTHER)), line("c", ticket="INC-1002"))
    assert await said(store, after(seconds=2)) == ["c"]
    assert await said(store, after(minutes=1)) == ["a1", "b2"]


async def test_of_what_waits_for_another_try_nothing_is_looked_at_in_vain(store: StoreWithOutbox) -> None:
    await write(store, *(line(f"{n}", ticket=f"INC-{n}") for n in range(1000, 1005)))
    for minute in range(1, 6):
        (failed,) = await take(store)
        await store.outbox.retry(failed.id, after(minutes=minute), "500", lane_free_at=NOW)
    await write(store, *(line(f"{n} more", ticket=f"INC-{n}") for n in range(1000, 1005)))
    assert await take(store) == []
    assert await store.outbox.next_at(NOW) == after(minutes=1)


@pytest.mark.parametrize("seed", range(8))
async def test_whatever_comes_a_lane_keeps_its_promises(store: StoreWithOutbox, seed: int) -> None:
    chance = Random(seed)
    waiting: list[Notice] = []
    held: dict[str, datetime] = {}
    left = [_anything(chance, number) for number in range(40)]
    at = NOW
    while left or waiting:
        new = [replace(each, at=at, not_before=at) for each in left[: chance.randint(0, 4)]]
        left = left[len(new) :]
        await write(store, *new)
        waiting += new
        taken = await store.outbox.lease(at, "w1", limit=chance.randint(1, 3), lease_for=MINUTE)
        for leased in taken:
            _must_be_next(leased.notice, waiting, [each for each in waiting if not _waits(each, waiting, held, at)])
        for leased in taken:
            if chance.random() < 0.3:
                again = at + timedelta(minutes=chance.choice([0, 10, 90]))
                held[leased.notice.key] = again
                await store.outbox.retry(leased.id, again, "failed", unknown=chance.random() < 0.5, lane_free_at=at)
            else:
                await store.outbox.done(leased.id, None, at)
                waiting = [each for each in waiting if each.key != leased.notice.key]
        at += timedelta(hours=chance.choice([0, 0, 1, 9]), seconds=2)


def _anything(chance: Random, number: int) -> Notice:
    ticket = chance.choice(["INC-1000", "INC-1001", "INC-1002", None])
    made = line(f"k{number}", chance.choice("ab"), ticket=ticket)
    return replace(
        made, kind=chance.choice(["note", "resumed"]), urgent=chance.random() < 0.2, refresh=chance.random() < 0.2
    )


def _waits(notice: Notice, waiting: Sequence[Notice], held: Mapping[str, datetime], now: datetime) -> bool:
    """Whether it failed, or its ticket has to say before it what failed, and it is not tried again yet."""
    before = [
        each for each in waiting[: waiting.index(notice)] if (each.ticket, each.lane) == (notice.ticket, notice.lane)
    ]
    own = [notice, *(before if notice.ticket else [])]
    return any(held.get(each.key, now) > now for each in own)


def _must_be_next(said: Notice, waiting: Sequence[Notice], able: Sequence[Notice]) -> None:
    """Hold one that is said against all that is `able` to be said in its lane, in the order in which it was written."""
    lane = [each for each in able if each.lane == said.lane]
    own = [each for each in lane if each.ticket == said.ticket and said.ticket is not None]
    assert not own or own[0].key == said.key, "a ticket is told in its order"
    mine = min([due(said), *(due(each) for each in own)])
    sooner = [each for each in lane if due(each) < mine]
    assert not any(not _follows(each, waiting) for each in sooner), "what is due sooner goes first"


def _follows(notice: Notice, waiting: Sequence[Notice]) -> bool:
    """Whether it is a refresh that words stand before, or of a card that is to be posted yet."""
    before = waiting if redraws(notice) else waiting[: waiting.index(notice)]
    return notice.refresh and any((each.ticket, each.lane) == (notice.ticket, notice.conversation) for each in before)


async def test_what_one_person_is_told_of_many_tickets_is_one_row(store: StoreWithOutbox) -> None:
    words = [Notice("claimed", f"INC-{n}", f"requester:{MIA}", f"{n}", NOW, NOW) for n in range(1000, 1005)]
    await write(store, *words, Notice("claimed", "INC-1009", f"requester:{LENA}", "hers", NOW, NOW))
    assert sorted(await lease_keys(store)) == ["1000", "hers"]
    assert await lease_keys(store) == []
